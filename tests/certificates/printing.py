"""Instead of the printer, which is slow: notes what was printed, fails when told to."""

from certificates.runs import drawing, letter_files, results

MODULES = (letter_files, results)


class Killed(BaseException):
    """Stands for kill -9: nothing of the worker's own code runs after it."""


class Printer:
    def __init__(self) -> None:
        self.printed: list[str] = []
        self.fails_at: dict[int, BaseException] = {}

    def print_paper(self, paper) -> bytes:
        paper.check()
        return self._print(paper.title())

    def print_sheets(self, sheets, *, variant=None):
        for sheet in sheets:
            yield self._print(sheet.title)

    def print_together(self, sheets) -> bytes:
        return self._print(f"{len(list(sheets))} together")

    def _print(self, title: str) -> bytes:
        failure = self.fails_at.pop(len(self.printed), None)
        if failure:
            raise failure
        self.printed.append(title)
        return f"%PDF {title}".encode()

    def replace(self, monkeypatch) -> None:
        monkeypatch.setattr(drawing, "render_sheets", self.print_sheets)
        monkeypatch.setattr(drawing, "merge_sheets", self.print_together)
        for module in MODULES:
            monkeypatch.setattr(module, "render_document", self.print_paper)
