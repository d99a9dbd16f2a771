"""Sheets that were fed a second time after the feeder stopped: recognised, offered, never removed.

Whoever clears a jam puts sheets back, and often one too many. The new feed's sheets are compared
with those that are safe: small pictures choose who is looked at closely, the pages decide
(``imaging.compare``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from scanstation import events
from scanstation.errors import FileBroken, Text
from scanstation.imaging import raster
from scanstation.imaging.compare import TURNS, Likeness, alike, likeness
from scanstation.model import Page, PageKind
from scanstation.workflow.session import BatchSession

KIND = "fed_again"
IMPORT = "import"
"""Stands for the device of files: nobody puts those back into a feeder."""
SAID = Text(
    "Blatt {sheet} sieht aus wie Blatt {former}. Kam es nach der Unterbrechung noch einmal?",
    "Sheet {sheet} looks like sheet {former}. Was it fed again after the break?",
)
SAME = 0.85
"""Of ``imaging.compare.alike``: sheets fed twice reach 0.93, other sheets stay below 0.75."""
CANDIDATE = 0.8
"""Correlation of two small pictures from which the pages are looked at."""
CLOSELY = 3
"""How many of the most similar sheets are looked at."""
MOST = 40
"""Sheets of a feed that are compared: nobody puts more back without knowing."""
SMALL = (48, 64)
"""Width and height in pixels of the small pictures; 4 mm a pixel."""

Small = NDArray[np.float32]


@dataclass(slots=True)
class _Looks:
    """Reads each page once."""

    session: BatchSession
    _close: dict[str, Likeness] = field(default_factory=dict)

    def small(self, sides: Sequence[Page]) -> Small:
        """Return the sheet's front as a vector of length 1; zeros if it says nothing."""
        page = sides[0]
        if not page.thumbnail:
            return np.zeros(SMALL[0] * SMALL[1], np.float32)
        grey = raster.grey(raster.decode(self.session.blobs.read(page.thumbnail), "image/jpeg"))
        turned = cv2.rotate(grey, TURNS[page.rotation]) if page.rotation else grey
        vector = cv2.resize(turned, SMALL, interpolation=cv2.INTER_AREA).astype(np.float32).ravel()
        vector = vector - vector.mean()
        length = float(np.linalg.norm(vector))
        return np.asarray(vector / length if length > 1 else vector * 0, np.float32)

    def close(self, page: Page) -> Likeness:
        """Return a side for close comparison."""
        if page.id not in self._close:
            image = page.image
            pixels = raster.decode(self.session.blobs.read(image.blob), image.media_type, page.id)
            self._close[page.id] = likeness(pixels, image.dpi[0], page.rotation, page.skew)
        return self._close[page.id]

    def same(self, new: Sequence[Page], old: Sequence[Page]) -> bool:
        """Whether two sheets are one: every side that says something, and at least one does."""
        if len(new) != len(old):
            return False
        said = False
        for one, other in zip(new, old, strict=True):
            if one.image.blob == other.image.blob:
                said = said or self.close(one).says_something
                continue
            speaks = self.close(one).says_something
            if speaks != self.close(other).says_something:
                return False
            if speaks and alike(self.close(one), self.close(other)) < SAME:
                return False
            said = said or speaks
        return said


def note_repeats(session: BatchSession) -> None:
    """Note every sheet of the last feed that seems to lie in the batch already; a person decides.

    It takes a while where many look alike: whoever shows how a feed ended does so before. What is
    noted already is not noted again.
    """
    last = session.last(events.FeedStarted)
    if last is None or last.device == IMPORT or not _broken_before(session, last.feed):
        return
    pages = [one.page for one in session.every(events.PageCaptured) if one.feed == last.feed]
    noted = {one.page for one in session.batch().anomalies if one.kind == KIND}
    found = [one for one in _repeats(session, set(pages[: 2 * MOST])) if one.page not in noted]
    if found:
        session.append(*found)


def _broken_before(session: BatchSession, feed: str) -> bool:
    """Whether another feed ended before its feeder was empty."""
    return any(one.reason != "end" for one in session.every(events.FeedEnded) if one.feed != feed)


def _repeats(session: BatchSession, fresh: set[str]) -> Iterator[events.AnomalyNoted]:
    sheets: dict[str, list[Page]] = {}
    for page in session.batch().pages:
        if page.kind in {PageKind.DOCUMENT, PageKind.BLANK}:
            sheets.setdefault(page.sheet_id, []).append(page)
    new = [sides for sides in sheets.values() if sides[0].id in fresh]
    old = [sides for sides in sheets.values() if sides[0].id not in fresh]
    if not new or not old:
        return
    looks = _Looks(session)
    try:
        before = np.stack([looks.small(sides) for sides in old])
        for sides in new:
            former = _former(looks, sides, old, before)
            if former is not None:
                yield _noted(sides[0], former[0])
    except FileBroken:
        return  # a page that cannot be read is a doubt of its own


def _former(
    looks: _Looks, sides: list[Page], old: list[list[Page]], before: Small
) -> list[Page] | None:
    """Return the sheet that was fed before, None if there is none; the newest is likeliest."""
    near = before @ looks.small(sides)
    candidates = [at for at in np.argsort(-near, kind="stable") if near[at] >= CANDIDATE]
    for at in candidates[:CLOSELY]:
        if looks.same(sides, old[at]):
            return old[at]
    return None


def _noted(page: Page, former: Page) -> events.AnomalyNoted:
    said = Text(
        SAID.say("de", sheet=page.sheet, former=former.sheet),
        SAID.say("en", sheet=page.sheet, former=former.sheet),
    )
    return events.AnomalyNoted(KIND, said, page.id, page.sheet, needs_answer=True, like=former.id)
