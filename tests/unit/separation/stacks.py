"""Stacks of paper in a few words: sheets with two sides, each with the facts it would give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from scanstation.model import (
    Barcode,
    BarcodeFact,
    BlankFact,
    ColourFact,
    ImagingOptions,
    Opening,
    OrientationFact,
    PageFacts,
    PageKind,
    Patch,
    PatchFact,
    PatchName,
    SeparationRule,
    SizeFact,
    SkewFact,
)
from scanstation.separation.codes import SheetCode, format_code128, format_qr
from scanstation.separation.marks import PageView
from scanstation.separation.rules import Separation, separate

QUAD = ((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0))
TENANT = "uebung"
JOB = "K7Q2M9XA"


def facts(
    *texts: str,
    patches: Iterable[PatchName] = (),
    blank: float = 0.0,
    suspected: bool = False,
    format: str = "QRCode",
    patch_score: float = 0.98,
    edge: str = "top",
) -> PageFacts:
    barcodes = tuple(Barcode(format, text, QUAD, "zxing", "1", 0.99) for text in texts)
    return PageFacts(
        BarcodeFact("zxing", "1", 1.0, barcodes, suspected),
        PatchFact(
            "bars",
            "1",
            1.0,
            tuple(Patch(name, edge, QUAD, patch_score) for name in patches),  # type: ignore[arg-type]
        ),
        BlankFact("ink", "1", 1.0, blank, 0.0),
        SkewFact("lines", "1", 1.0, 0.0),
        ColourFact("chroma", "1", 1.0, "bilevel"),
        SizeFact("size", "1", 1.0, 210, 297, "A4"),
        OrientationFact("lines", "1", 1.0, 0, True),
    )


TEXT = facts()
EMPTY = facts(blank=0.99)
Sheet = tuple[PageFacts | None, ...]

LETTER: Sheet = (TEXT, EMPTY)
FULL: Sheet = (TEXT, TEXT)
BLANK: Sheet = (EMPTY, EMPTY)
PATCH_T: Sheet = (facts(patches=("T",)), EMPTY)


def code(
    number: int, case_number: str = "", pages: int = 0, total: int = 9, **more: str
) -> SheetCode:
    tenant = more.pop("tenant", TENANT)
    job = more.pop("job", JOB)
    document_class = more.pop("document_class", "")
    return SheetCode(job, number, total, tenant, document_class, case_number, pages, more)


def own(number: int, case_number: str = "", pages: int = 0, total: int = 9, **more: str) -> Sheet:
    """A separator sheet printed on both sides, as it reads."""
    printed = code(number, case_number, pages, total, **more)
    side = facts(format_qr(printed), format_code128(printed), patches=("T", "T", "T", "T"))
    return (side, side)


def stack(sheets: Sequence[Sheet], imported: bool = False) -> tuple[PageView, ...]:
    """Pages named ``1f``, ``1b``, ``2f``... by sheet and side."""
    numbers = count(1)
    return tuple(
        PageView(
            id=f"{place}{'fb'[side]}",
            sheet_id=f"sheet-{place}",
            sheet=place,
            number=next(numbers),
            side="back" if side else "front",
            facts=seen,
            imported=imported,
        )
        for place, sides in enumerate(sheets, 1)
        for side, seen in enumerate(sides)
    )


@dataclass(slots=True)
class Ids:
    """A factory that remembers how many it made."""

    made: int = 0

    def __call__(self) -> str:
        self.made += 1
        return f"doc-{self.made}"


def run(
    sheets: Sequence[Sheet] | Sequence[PageView],
    rule: SeparationRule | None = None,
    *,
    imaging: ImagingOptions | None = None,
    known: Mapping[str, Opening] | None = None,
    joined: frozenset[str] = frozenset(),
    new_id: Callable[[], str] | None = None,
    complete: bool = True,
    printed: Mapping[tuple[str, int], SheetCode] | None = None,
) -> Separation:
    pages = [page for page in sheets if isinstance(page, PageView)]
    raw = [sheet for sheet in sheets if not isinstance(sheet, PageView)]
    return separate(
        pages or stack(raw),
        rule or SeparationRule(),
        imaging=imaging or ImagingOptions(),
        tenant=TENANT,
        known=known or {},
        joined=joined,
        new_id=new_id or Ids(),
        printed=printed,
        complete=complete,
    )


def again(outcome: Separation) -> dict[str, Opening]:
    """The openings as the next run knows them."""
    return {opening.page: opening for opening in outcome.openings}


def documents(outcome: Separation) -> list[tuple[str, ...]]:
    return list(outcome.documents.values())


def kinds(outcome: Separation) -> str:
    """One letter a page: d, s, b, r (rejected), x (replaced)."""
    letters = {
        PageKind.DOCUMENT: "d",
        PageKind.SEPARATOR: "s",
        PageKind.BLANK: "b",
        PageKind.REJECTED: "r",
        PageKind.REPLACED: "x",
    }
    return "".join(letters[kind] for kind in outcome.kinds.values())


def noted(outcome: Separation) -> list[str]:
    """Kinds of anomalies; those that wait for an answer end in ``?``."""
    return [one.kind + ("?" if one.needs_answer else "") for one in outcome.anomalies]


def with_page(pages: Sequence[PageView], page: str, **changes: object) -> tuple[PageView, ...]:
    return tuple(
        replace(one, **changes) if one.id == page else one  # type: ignore[arg-type]
        for one in pages
    )
