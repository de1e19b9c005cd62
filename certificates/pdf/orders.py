"""What the parent orders from its printing child; `child` and `sheet_work` read it."""

import dataclasses
from typing import Any

from certificates.pdf.assets import Assets
from certificates.pdf.limits import Limits
from certificates.pdf.refusals import RenderRefused
from certificates.pdf.stencil.rows import Row, Skeleton


@dataclasses.dataclass(frozen=True)
class PrintJob:
    """One document."""

    html: str
    assets: Assets
    variant: str | None
    limits: Limits

    def header(self) -> dict[str, Any]:
        return {
            "html": self.html,
            "variant": self.variant,
            "limits": dataclasses.asdict(self.limits),
            "assets": [(name, media_type) for name, (_, media_type) in self.assets.items()],
        }

    def parts(self) -> list[bytes]:
        return [body for body, _ in self.assets.values()]


@dataclasses.dataclass(frozen=True)
class TrialJob(PrintJob):
    """A design at its fullest: how many pages it may have, what its boxes promise."""

    pages: int
    boxes: tuple[dict[str, Any], ...]

    def header(self) -> dict[str, Any]:
        return {**super().header(), "trial": {"pages": self.pages, "boxes": self.boxes}}


@dataclasses.dataclass(frozen=True)
class SheetJob:
    """Many sheets of few skeletons; each row names its skeleton by its place."""

    keys: tuple[str, ...]
    skeletons: tuple[Skeleton, ...]
    alone: tuple[bool, ...]  # skeletons that only one sheet of the whole run has
    rows: tuple[tuple[int, Row], ...]
    as_files: bool
    variant: str | None
    limits: Limits

    def header(self) -> dict[str, Any]:
        return {
            "keys": self.keys,
            "widths": [skeleton.widths for skeleton in self.skeletons],
            "probes": [[_packed(p.row) for p in s.probes] for s in self.skeletons],
            "alone": self.alone,
            "rows": [(place, *_packed(row)) for place, row in self.rows],
            "as_files": self.as_files,
            "variant": self.variant,
            "limits": dataclasses.asdict(self.limits),
        }

    def parts(self) -> list[bytes]:
        """Outside the header, where nobody reads them unless a stencil has to be made."""
        return [probe.body for skeleton in self.skeletons for probe in skeleton.probes]


@dataclasses.dataclass(frozen=True)
class FilledSheets:
    """The child's answer to a SheetJob."""

    reasons: list[str]  # for each row; empty when it was filled
    shared: list[bytes]  # for each skeleton
    own: list[list[bytes]]  # for each row; empty when it was given up

    @classmethod
    def read(cls, job: SheetJob, answer: dict[str, Any], bodies: list[bytes]) -> "FilledSheets":
        """The child may be in the hands of a hostile skeleton, so it is not believed blindly."""
        try:
            given_up = [str(reason) for reason in answer["reasons"]]
            pages = [int(count) for count in answer["pages"]]
            parts = iter(bodies)
            shared = [next(parts) for _ in job.skeletons]
            own = [
                [next(parts) for _ in range(1 if job.as_files else pages[place])]
                if not reason
                else []
                for (place, _), reason in zip(job.rows, given_up, strict=True)
            ]
        except (KeyError, IndexError, TypeError, ValueError, StopIteration, RuntimeError) as error:
            raise RenderRefused("faulty", "unreadable answer") from error
        return cls(given_up, shared, own)


def _packed(row: Row) -> tuple[tuple[str, ...], str]:
    return row.fields, row.qr
