"""Where personal files lie: outside the folder that a web server hands out, and always whole."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage


class PrivateStorage(FileSystemStorage):
    """Local files under PRIVATE_MEDIA_ROOT, without a public address."""

    @property
    def base_location(self) -> str:
        return str(settings.PRIVATE_MEDIA_ROOT)

    @property
    def location(self) -> str:
        return str(Path(self.base_location).resolve())

    def put(self, name: str, body: bytes) -> str:
        """Write a file under exactly this name, in one step: nobody ever sees a part of it.

        Writing the same name again replaces the file, so a killed writer may simply be repeated.
        """
        with _whole(Path(self.path(name)), body) as (part, target):
            part.replace(target)
        return name

    def put_once(self, name: str, body: bytes) -> bytes:
        """Like `put`, but what lies there stays, whoever wrote it. Returns what lies there now."""
        with _whole(Path(self.path(name)), body) as (part, target), suppress(FileExistsError):
            target.hardlink_to(part)
        return target.read_bytes()


@contextmanager
def _whole(target: Path, body: bytes) -> Iterator[tuple[Path, Path]]:
    """The body as a file beside its place, on the disk as a whole; gone afterwards."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.{secrets.token_hex(8)}.part")
    try:
        with part.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(settings.FILE_UPLOAD_PERMISSIONS)
        yield part, target
    finally:
        part.unlink(missing_ok=True)


def private_storage() -> Storage:
    """For file fields, which ask for it when the settings are known."""
    return PrivateStorage()
