"""Hostile and broken documents: refused in time, nothing fetched, the next document unharmed."""

import base64
import http.server
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from certificates.pdf import worker
from certificates.pdf.limits import MEBIBYTE, USUAL_PAGES, Limits
from certificates.pdf.orders import PrintJob
from certificates.pdf.refusals import RenderRefused
from certificates.pdf.render import (
    DEFAULT_LIMITS,
    TRIAL_LIMITS,
    render_document,
    render_html,
)
from tests.certificates import papers

pytestmark = pytest.mark.pdf

SHORT = Limits(cpu_seconds=2, wall_seconds=6.0)
HONEST = "<!doctype html><html lang=vi><title>t</title><p>Quách Thị Ước"


def _page(body: str, head: str = "") -> str:
    return f"<!doctype html><html lang=vi><title>t</title>{head}<body>{body}"


def _svg(content: str, before: str = "") -> str:
    drawing = f'{before}<svg xmlns="http://www.w3.org/2000/svg">{content}</svg>'
    code = base64.b64encode(drawing.encode()).decode()
    return _page(f'<img alt="x" src="data:image/svg+xml;base64,{code}">')


TOO_COSTLY = {
    "nested flex boxes": _page("<div style='display:flex'>" * 14 + "x" + "</div>" * 14),
    "pages of ten pixels": _page(
        "<p>x</p>" * 4000, "<style>@page { size: 200px 10px; margin: 0 }</style>"
    ),
    "nested boxes": _page("<div>" * 5000 + "x"),
    "table of twenty thousand rows": _page(f"<table>{'<tr><td>1<td>2</tr>' * 20_000}</table>"),
    "columns without number": _page("<table><tr><td colspan=30000000>x</table>"),
}
BROKEN = {
    "size without bound": _page("<p style='font-size:1e30px'>x"),
    "picture that is none": _page('<img alt="x" src="data:image/png;base64,AAAA">'),
    "relative address": _page('<img alt="x" src="secret.png">'),
    "program": _page("<script>1</script>"),
    "program in a drawing": _page("<svg><script>1</script></svg>"),
    "program in a picture": _svg("<script>1</script>"),
    "entity of a file": _svg(
        "<text>&x;</text>", '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ),
}
# {file} is a file that exists, {server} a server that listens and counts.
ADDRESSES = {
    "picture from a file": '<img alt="x" src="{file}">',
    "picture from the net": '<img alt="x" src="{server}">',
    "picture without scheme": '<base href="{server}"><img alt="x" src="//127.0.0.1:9/x">',
    "picture in capitals": '<img alt="x" src="FILE:///etc/passwd">',
    "relative to a base": '<base href="{file}"><img alt="x" src="x.png">',
    "style from a file": '<link rel="stylesheet" href="{file}">',
    "style from the net": '<link rel="stylesheet" href="{server}">',
    "import of a style": '<style>@import "{server}";</style>',
    "background": '<p style="background: url({server})">x',
    "font": '<style>@font-face {{ font-family: x; src: url("{server}") }}</style>',
    "attachment of a link": '<a rel="attachment" href="{file}">x</a>',
    "attachment of the paper": '<link rel="attachment" href="{file}">',
    "object": '<object data="{server}"></object>',
    "embedded": '<embed src="{server}">',
    "drawing that uses another": '<svg><use href="{server}#a"/></svg>',
    "drawing with a picture": '<svg><image href="{file}" width="9" height="9"/></svg>',
    "drawing with a style": "<svg><style>@import '{server}';</style><text>x</text></svg>",
    "asset of another name": '<img alt="x" src="asset:no-such.svg">',
    "asset that climbs": '<img alt="x" src="asset:../pdf.css">',
    "device without end": '<img alt="x" src="file:///dev/zero">',
    "coded scheme": '<img alt="x" src="h%74tp://127.0.0.1:9/x">',
    "file by another scheme": '<img alt="x" src="jar:{file}!/x">',
    "file transfer": '<img alt="x" src="ftp://127.0.0.1/x">',
    "ten megabytes": '<img alt="x" src="data:image/png;base64,' + "A" * 10_000_000 + '">',
}


@pytest.fixture(scope="module")
def listening():
    """A server that redirects to a local address, and the list of what it was asked."""
    asked: list[str] = []

    class Redirect(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "file:///etc/passwd")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Redirect) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/x", asked
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def honest():
    yield render_html(HONEST)
    worker.shop.close()
    assert _children() == []


@pytest.fixture(autouse=True)
def _no_child_left(honest):
    """At most the one that waits for the next document."""
    yield
    assert len(_children()) <= 1


def _children() -> list[int]:
    """Printing processes of this one, the dead but uncollected among them."""
    threads = Path(f"/proc/{os.getpid()}/task").iterdir()
    numbers = [number for thread in threads for number in (thread / "children").read_text().split()]
    commands = {int(number): Path(f"/proc/{number}/cmdline").read_bytes() for number in numbers}
    return [
        number
        for number, command in commands.items()
        if not command or b"certificates.pdf.child" in command
    ]


@pytest.mark.parametrize("html", TOO_COSTLY.values(), ids=TOO_COSTLY)
def test_costly_document_is_refused_in_time_and_the_next_is_unharmed(html, honest):
    started = time.monotonic()

    with pytest.raises(RenderRefused) as caught:
        render_html(html, limits=SHORT)

    assert caught.value.code == "too_complex"
    assert time.monotonic() - started < 10
    assert render_html(HONEST) == honest


def test_limits_end_a_document_within_ten_seconds_and_a_trial_within_twelve():
    """At the same time, since each takes so long."""
    bomb = TOO_COSTLY["nested flex boxes"]
    trial = PrintJob(bomb, {}, None, TRIAL_LIMITS)
    render_html(HONEST)

    def seconds_of(work, given) -> float:
        started = time.monotonic()
        with pytest.raises(RenderRefused) as caught:
            work(given)
        assert caught.value.code == "too_complex"
        return time.monotonic() - started

    with ThreadPoolExecutor(2) as threads:
        tried = threads.submit(seconds_of, worker.try_in_new_child, trial)
        printed = threads.submit(seconds_of, render_html, bomb)

    assert printed.result() < 10
    assert tried.result() < 12


@pytest.mark.parametrize("html", BROKEN.values(), ids=BROKEN)
def test_broken_document_is_refused_and_the_next_is_unharmed(html, honest):
    with pytest.raises(RenderRefused) as caught:
        render_html(html, limits=SHORT)

    assert caught.value.code in {"active", "address", "faulty"}
    assert render_html(HONEST) == honest


def test_page_without_bound_costs_nothing():
    html = _page("<p>x", "<style>@page { size: 1e9px 1e9px }</style>")

    assert len(render_html(html, limits=SHORT)) < 100_000


@pytest.mark.parametrize("body", ADDRESSES.values(), ids=ADDRESSES)
def test_no_address_is_asked_and_the_paper_is_refused(body, listening, tmp_path, caplog):
    server, asked = listening
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>secret</text></svg>')
    html = _page(body.format(server=server, file=secret.as_uri()))

    with pytest.raises(RenderRefused) as caught:
        render_html(html, limits=SHORT)

    assert caught.value.code in {"address", "faulty"}
    assert caught.value.code in caplog.text
    assert asked == []


def test_memory_is_bounded():
    rows = "".join(f"<tr><td>Bùi Văn {number}</td></tr>" for number in range(3000))

    with pytest.raises(RenderRefused) as caught:
        render_html(_page(f"<table>{rows}</table>"), limits=Limits(memory_bytes=150 * MEBIBYTE))

    assert caught.value.code == "too_complex"


def test_output_is_bounded():
    with pytest.raises(RenderRefused) as caught:
        render_html(HONEST, limits=Limits(output_bytes=1000))

    assert caught.value.code == "too_large"


def test_child_serves_many_documents_and_is_replaced_when_one_fails():
    render_html(HONEST)
    (first,) = _children()
    render_html(HONEST)
    assert _children() == [first]

    with pytest.raises(RenderRefused):
        render_html(BROKEN["program"])
    assert _children() == []

    render_html(HONEST)
    assert _children() != [first]


def test_child_that_died_between_two_documents_is_replaced():
    render_html(HONEST)
    (first,) = _children()
    os.kill(first, 9)
    time.sleep(0.2)

    assert render_html(HONEST).startswith(b"%PDF-")


def test_child_is_renewed_after_its_share_of_documents(monkeypatch):
    worker.shop.close()
    monkeypatch.setattr(worker, "DOCUMENTS_PER_CHILD", 2)
    render_html(HONEST)
    (first,) = _children()

    render_html(HONEST)

    assert _children() == []
    render_html(HONEST)
    assert first not in _children()


def test_child_inherits_no_secret_and_no_file(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "canary")
    worker.shop.close()
    with Path(os.devnull).open("rb") as kept:
        os.set_inheritable(kept.fileno(), True)
        render_html(HONEST)
    (child,) = _children()

    environment = Path(f"/proc/{child}/environ").read_bytes()
    files = sorted(str(file.readlink()) for file in Path(f"/proc/{child}/fd").iterdir())

    assert b"canary" not in environment
    assert {name.split("=")[0] for name in environment.decode().split("\0") if name} == {
        "PYTHONPATH",
        "TMPDIR",
        "HOME",
        "FONTCONFIG_FILE",
        "LANG",
        "MALLOC_ARENA_MAX",
    }
    assert [name for name in files if not name.startswith("socket:")] == [os.devnull] * 3


def test_child_leaves_no_file_behind(monkeypatch, tmp_path):
    worker.shop.close()
    monkeypatch.setattr(worker.tempfile, "tempdir", str(tmp_path))
    render_html(HONEST)
    assert list(tmp_path.iterdir()) != []

    worker.shop.close()

    assert list(tmp_path.iterdir()) == []


def test_threads_print_beside_each_other_and_get_their_own_papers():
    names = [f"Bùi Văn {number:03}" for number in range(8)]

    with ThreadPoolExecutor(4) as threads:
        printed = list(
            threads.map(lambda name: render_document(papers.certificate(full_name=name)), names)
        )

    assert all(name in papers.text_of(pdf) for name, pdf in zip(names, printed, strict=True))


def test_process_that_forks_leaves_the_child_to_its_parent():
    expected = render_html(HONEST)
    fork = os.fork()
    if fork == 0:
        is_right = render_html(HONEST) == expected
        worker.shop.close()
        os._exit(0 if is_right else 1)

    _, status = os.waitpid(fork, 0)

    assert status == 0
    assert render_html(HONEST) == expected


def test_what_is_promised_of_a_document_holds_for_long_papers_as_well():
    for pages in (1, 40, USUAL_PAGES):
        limits = DEFAULT_LIMITS.for_pages(pages)
        assert limits.wall_seconds <= 20
        assert limits.memory_bytes == 512 * MEBIBYTE

    assert DEFAULT_LIMITS.for_pages(20).cpu_seconds > DEFAULT_LIMITS.cpu_seconds


def test_very_long_paper_is_allowed_more_and_leaves_its_child_to_nobody():
    long = DEFAULT_LIMITS.for_pages(4 * USUAL_PAGES)
    assert long.wall_seconds > 20
    assert long.memory_bytes > DEFAULT_LIMITS.memory_bytes

    render_html(HONEST, limits=long)

    assert _children() == []


def test_start_of_a_child_of_its_own_is_among_the_seconds_of_its_job(monkeypatch):
    monkeypatch.setattr(worker, "START_SECONDS", 60.0)
    waiting = PrintJob(HONEST, {}, None, Limits(wall_seconds=0.01))

    with pytest.raises(TimeoutError):
        worker.try_in_new_child(waiting)
