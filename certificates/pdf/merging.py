"""Many sheets as one file for the printer; what their pages share is stored once."""

import io

import pikepdf

from certificates.pdf.sheet_run import Pages


class Merger:
    """Takes sheets in order."""

    def __init__(self) -> None:
        self._pdf = pikepdf.new()
        self._bases: dict[str, pikepdf.Pdf] = {}
        self._starts: list[tuple[str, int]] = []  # title and first page of each sheet

    def add_file(self, title: str, body: bytes) -> None:
        with pikepdf.open(io.BytesIO(body)) as source:
            self._add(title, source, list(source.pages))

    def add_pages(self, title: str, filled: Pages) -> None:
        """The drawings are put upon copies of the pages of the first such sheet."""
        if filled.key not in self._bases:
            self._bases[filled.key] = pikepdf.open(io.BytesIO(filled.shared))
        base = self._bases[filled.key]
        pages = []
        for model, content in zip(base.pages, filled.own, strict=True):
            drawing = base.make_stream(b"")
            drawing.write(content, filter=pikepdf.Name.FlateDecode)
            page = pikepdf.Dictionary(dict(model.obj.items()))
            page.Contents = drawing
            pages.append(pikepdf.Page(base.make_indirect(page)))
        self._add(title, base, pages)

    def finish(self) -> bytes:
        with self._pdf.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(title, page) for title, page in self._starts)
        target = io.BytesIO()
        self._pdf.save(
            target, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True
        )
        return target.getvalue()

    def _add(self, title: str, source: pikepdf.Pdf, pages: list[pikepdf.Page]) -> None:
        self._starts.append((title, len(self._pdf.pages)))
        if "/Lang" in source.Root and "/Lang" not in self._pdf.Root:
            self._pdf.Root.Lang = pikepdf.String(str(source.Root.Lang))
        for page in pages:
            for name in ("/StructParents", "/Tabs"):
                if name in page.obj:
                    del page.obj[name]
            self._pdf.pages.append(page)
