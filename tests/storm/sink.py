"""A mail server that counts: writes down each letter before it says yes, and fails on demand.

Run as `python -m tests.storm.sink PORT LOG MODE_FILE`. The file holds one word, read anew for each
letter:

    ok          accepts
    linger      accepts, then keeps the sender waiting for its farewell
    slow        thinks for a while before it accepts
    later       refuses for now (451)
    never       refuses for good (550)
    half        hangs up on every second letter
"""

import asyncio
import email
import email.policy
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP

LINGERS, THINKS = 1.0, 3.0


class Sink:
    def __init__(self, log: Path, mode_file: Path) -> None:
        self.log = log.open("a", encoding="utf-8")
        self.mode_file = mode_file
        self.offered = 0

    @property
    def mode(self) -> str:
        return self.mode_file.read_text().strip()

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        answers = {"later": "451 Try again later", "never": "550 Nobody of that name"}
        if self.mode in answers:
            return answers[self.mode]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:
        self.offered += 1
        if self.mode == "half" and self.offered % 2:
            server.transport.abort()
        if self.mode == "slow":
            await asyncio.sleep(THINKS)
        if not server.transport.is_closing():
            self.write_down(envelope)
        return "250 OK"

    async def handle_QUIT(self, server, session, envelope) -> str:
        if self.mode == "linger":
            await asyncio.sleep(LINGERS)
        return "221 Bye"

    def write_down(self, envelope: Any) -> None:
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        line = {
            "message_id": message["Message-ID"],
            "to": envelope.rcpt_tos,
            "subject": message["Subject"],
            "at": time.time(),
        }
        self.log.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.log.flush()
        os.fsync(self.log.fileno())


async def serve(port: int, log: Path, mode_file: Path) -> None:
    sink = Sink(log, mode_file)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(sink, hostname="sink", loop=loop), "127.0.0.1", port
    )
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])))
