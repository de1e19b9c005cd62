"""Many sheets, some at a time: filled into stencils by the child, the given up told and counted."""

import collections
import dataclasses
import logging
from collections.abc import Iterator, Sequence

from certificates.documents.sheet import Sheet
from certificates.pdf.limits import Limits
from certificates.pdf.orders import FilledSheets, SheetJob
from certificates.pdf.refusals import RenderRefused
from certificates.pdf.skeletons import SkeletonStore, row_of, stencil_key
from certificates.pdf.stencil.rows import Row, Skeleton
from certificates.pdf.stencil.shelf import ALONE
from certificates.pdf.stencil.versions import unproven
from certificates.pdf.worker import shop

logger = logging.getLogger(__name__)

# Few enough for a frame, many enough that talking does not count.
SHEETS_PER_JOB = 60
# More than this means that a design is at fault.
_USUAL_SHARE = 0.05
_REFUSED = "refused"
_NO_STENCIL = "no stencil"

_store = SkeletonStore()


@dataclasses.dataclass(frozen=True)
class Pages:
    """A filled sheet: what it shares with others of its key, and what is its own."""

    key: str
    shared: bytes
    own: list[bytes]


class SheetRun:
    """One order of sheets."""

    def __init__(self, sheets: Sequence[Sheet], variant: str | None, limits: Limits) -> None:
        self._sheets, self._variant, self._limits = sheets, variant, limits
        self._keys = [stencil_key(sheet) for sheet in sheets] if not unproven() else []
        self._uses = collections.Counter(self._keys)
        self.given_up: collections.Counter[str] = collections.Counter()

    def files(self) -> Iterator[bytes | None]:
        """A PDF for each sheet in turn; None where the stencil gave up."""
        for answer in self._answers(as_files=True):
            yield answer.shared + answer.own[0] if answer else None

    def pages(self) -> Iterator[Pages | None]:
        """The drawings of each sheet in turn, and a file with everything that they refer to."""
        yield from self._answers(as_files=False)

    def _answers(self, *, as_files: bool) -> Iterator[Pages | None]:
        for start in range(0, len(self._sheets), SHEETS_PER_JOB):
            places = range(start, min(start + SHEETS_PER_JOB, len(self._sheets)))
            yield from self._window(places, as_files=as_files)
        self._tell()

    def _window(self, places: range, *, as_files: bool) -> Iterator[Pages | None]:
        job, numbers = self._job(places, as_files=as_files)
        filled = self._filled(job) if job.rows else None
        for place in places:
            number = numbers.get(place)
            if filled is None or number is None:
                self.given_up[_REFUSED if number is not None else _NO_STENCIL] += 1
                yield None
            elif reason := filled.reasons[number]:
                self.given_up[reason] += 1
                yield None
            else:
                skeleton = job.rows[number][0]
                yield Pages(job.keys[skeleton], filled.shared[skeleton], filled.own[number])

    def _job(self, places: range, *, as_files: bool) -> tuple[SheetJob, dict[int, int]]:
        """The order for these sheets, and which of its rows is whose."""
        skeletons: dict[str, Skeleton] = {}
        rows: list[tuple[str, Row]] = []
        numbers: dict[int, int] = {}
        for place in places if self._keys else ():
            sheet, key = self._sheets[place], self._keys[place]
            if key not in skeletons:
                skeleton = _store.skeleton_of(key, sheet)
                if skeleton is None:
                    continue
                skeletons[key] = skeleton
            numbers[place] = len(rows)
            rows.append((key, row_of(sheet)))
        order = {key: number for number, key in enumerate(skeletons)}
        job = SheetJob(
            keys=tuple(skeletons),
            skeletons=tuple(skeletons.values()),
            alone=tuple(self._uses[key] == 1 for key in skeletons),
            rows=tuple((order[key], row) for key, row in rows),
            as_files=as_files,
            variant=self._variant,
            limits=self._limits.for_pages(len(rows)),
        )
        return job, numbers

    def _filled(self, job: SheetJob) -> FilledSheets | None:
        """None when the child refuses: drawn one by one, the sheet at fault will say why."""
        try:
            return shop.fill_sheets(job)
        except RenderRefused:
            return None

    def _tell(self) -> None:
        """By reason, never by name."""
        if not self.given_up:
            return
        count = sum(self.given_up.values())
        is_usual = set(self.given_up) == {ALONE} or count <= len(self._sheets) * _USUAL_SHARE
        level = logging.INFO if is_usual else logging.WARNING
        reasons = ", ".join(f"{reason}: {n}" for reason, n in sorted(self.given_up.items()))
        logger.log(
            level, "%d of %d sheets not from a stencil (%s)", count, len(self._sheets), reasons
        )
