"""The journal of a large batch as scanning, reading and indexing write it, without any image.

Letters of one to seven sheets, both sides scanned, each behind a separator sheet of ours whose
codes and patches read on both sides; every third back is blank. Numbers come from a fixed seed.
"""

from __future__ import annotations

import hashlib
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from scanstation import events
from scanstation.errors import Text
from scanstation.model import (
    Barcode,
    BarcodeFact,
    BlankFact,
    ColourFact,
    Image,
    Mode,
    OrientationFact,
    PageFacts,
    Patch,
    PatchFact,
    Profile,
    ScanOptions,
    Side,
    SizeFact,
    SkewFact,
)
from scanstation.model.facts import Quad
from scanstation.separation.codes import SheetCode, format_code128, format_qr
from scanstation.workflow import separate
from scanstation.workflow.session import Actor, BatchSession, Opening

PROFILE = Profile("bench", Text("Messung", "Benchmark"))
TENANT = "bench"
JOB = "K7Q2M9XA"
FEED = "feed-1"
SIDES: tuple[Side, Side] = ("front", "back")
EDGES = ("top", "right", "bottom", "left")
LONGEST_LETTER = 7
"""Sheets."""


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """What a page's scanning and reading write."""

    captured: events.PageCaptured
    analysed: events.PageAnalysed
    text: events.TextRecognised | None

    @property
    def scanned(self) -> tuple[events.Event, events.Event]:
        """What is written while the feeder runs."""
        return self.captured, self.analysed


def feed_started() -> events.FeedStarted:
    """Return the beginning of the feed that every page belongs to."""
    return events.FeedStarted(FEED, "simulated", ScanOptions())


def feed_ended(pages: int) -> events.FeedEnded:
    """Return the end of the feed."""
    return events.FeedEnded(FEED, pages, (pages + 1) // 2, "end")


def scanned_pages(count: int, seed: int = 1) -> Iterator[ScannedPage]:
    """Yield so many pages in the order of the feed."""
    random = Random(seed)  # noqa: S311
    made = 0
    for number in range(1, count + 1):
        sheets = random.randint(1, LONGEST_LETTER)
        for place in range(sheets + 1):
            sheet = _id(random)
            code = _code(number) if place == 0 else None
            for side in SIDES:
                if made == count:
                    return
                made += 1
                yield _page(random, sheet, side, code)


def _page(random: Random, sheet: str, side: Side, code: SheetCode | None) -> ScannedPage:
    page = _id(random)
    blank = code is None and side == "back" and random.random() < 1 / 3
    captured = events.PageCaptured(
        page=page,
        sheet=sheet,
        side=side,
        image=Image(_blob(random), "image/jpeg", 2480, 3508, (300.0, 300.0), Mode.COLOUR),
        device="simulated",
        feed=FEED,
        frame=_id(random),
    )
    analysed = events.PageAnalysed(page, _facts(random, code, blank), _blob(random))
    if code is not None or blank:
        return ScannedPage(captured, analysed, None)
    model, sure = _blob(random), random.random()
    text = events.TextRecognised(page, _blob(random), "tesseract", "5.3.0", model, sure)
    return ScannedPage(captured, analysed, text)


def _facts(random: Random, code: SheetCode | None, blank: bool) -> PageFacts:
    texts = () if code is None else (("QRCode", format_qr(code)), ("Code128", format_code128(code)))
    barcodes = tuple(
        Barcode(kind, text, _quad(random), "zxing-cpp", "2.2.0", 0.99) for kind, text in texts
    )
    patches = tuple(Patch("T", edge, _quad(random), random.random()) for edge in EDGES)  # type: ignore[arg-type]
    return PageFacts(
        BarcodeFact("zxing-cpp+zbar", "2.2.0", 1.0, barcodes),
        PatchFact("bars", "1", 1.0, patches if code else ()),
        BlankFact("ink", "1", 1.0, 0.995 if blank else random.random() / 2, random.random() / 10),
        SkewFact("lines", "1", random.random(), random.random() - 0.5),
        ColourFact("chroma", "1", random.random(), "colour"),
        SizeFact("frame", "1", 1.0, 209.9733333333333, 297.01066666666668, "A4"),
        OrientationFact("lines", "1", random.random(), 0, True),
    )


def _code(number: int) -> SheetCode:
    case = f"50.1-{number:05d}/2026"
    return SheetCode(JOB, number, 99_999, TENANT, "antrag", case, 0, {"received": "2026-11-20"})


def _quad(random: Random) -> Quad:
    left, top = random.random() * 2000, random.random() * 3000
    right, bottom = left + 300.5, top + 200.25
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def _id(random: Random) -> str:
    return str(uuid.UUID(int=random.getrandbits(128), version=4))


def _blob(random: Random) -> str:
    return hashlib.sha256(random.randbytes(16)).hexdigest()


def write_batch(tenant_folder: Path, pages: int, separate_every: int) -> Path:
    """Write a batch as it is scanned, separated now and then, and read; return its folder."""
    actor = Actor("bench", "bench")
    with BatchSession.create(tenant_folder, Opening(PROFILE, TENANT), actor) as session:
        session.append(feed_started())
        made = list(scanned_pages(pages))
        for start in range(0, pages, separate_every):
            part = made[start : start + separate_every]
            session.append(*(event for page in part for event in page.scanned))
            separate.run(session)
        session.append(feed_ended(pages))
        separate.run(session)
        session.append(*(page.text for page in made if page.text is not None))
        return session.store.folder


def main() -> None:
    """Write a batch in a process of its own: folder, pages, pages from separation to separation."""
    folder, pages, every = sys.argv[1:]
    print(write_batch(Path(folder), int(pages), int(every)))  # noqa: T201


if __name__ == "__main__":
    main()
