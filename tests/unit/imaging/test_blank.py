from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from scanstation.bench import pages as drawing
from scanstation.imaging.detect import blank
from scanstation.imaging.views import Pixels
from scanstation.model import BlankFact, ImagingOptions
from tests.unit.imaging import pages

LIMIT = ImagingOptions().blank_threshold
MIDDLE = pages.HEIGHT // 2


def fact(page: Pixels) -> BlankFact:
    return blank.detect(pages.views(page))


def text(*runs: drawing.Run) -> Pixels:
    return np.asarray(cv2.cvtColor(drawing.draw(list(runs)), cv2.COLOR_RGB2GRAY), np.uint8)


def discs() -> Pixels:
    page = pages.white()
    for y in (MIDDLE - 472, MIDDLE + 472):
        cv2.circle(page, (140, y), 35, 20, -1)
    return page


def rings() -> Pixels:
    page = pages.white()
    for y in (MIDDLE - 472, MIDDLE + 472):
        cv2.circle(page, (140, y), 35, 150, 3)
    return page


def four_holes_on_top() -> Pixels:
    page = pages.white()
    for x in (pages.WIDTH // 2 + offset for offset in (-1417, -472, 472, 1417)):
        cv2.circle(page, (max(40, min(pages.WIDTH - 40, x)), 140), 33, 60, -1)
    return page


def black_border() -> Pixels:
    page = pages.white()
    page[:, :90] = 0
    page[-60:] = 0
    return page


def crooked_on_black() -> Pixels:
    return drawing.skewed(pages.white(), 2, 0)


def small_on_black(sheet: Pixels) -> Pixels:
    page = np.full((pages.HEIGHT, pages.WIDTH), 12, np.uint8)
    page[:2480, 300:2048] = sheet[:2480, :1748]
    return drawing.skewed(page, 1, 12)


def pepper() -> Pixels:
    page = pages.white()
    page[np.random.default_rng(5).random(page.shape) < 0.01] = 0
    return page


def dust() -> Pixels:
    page, random = pages.white(), np.random.default_rng(6)
    for _ in range(25):
        x, y = (int(value) for value in random.integers(300, 2200, 2))
        cv2.circle(page, (x, y), int(random.integers(1, 3)), 90, -1)
    return page


def bleed_through() -> Pixels:
    back = cv2.GaussianBlur(pages.grey_letter(4)[:, ::-1].copy(), (0, 0), 4)
    return np.asarray(cv2.convertScaleAbs(back, alpha=0.12, beta=255 * 0.88), np.uint8)


def shaded() -> Pixels:
    row = np.linspace(255, 215, pages.WIDTH).astype(np.uint8)
    return np.ascontiguousarray(np.broadcast_to(row, (pages.HEIGHT, pages.WIDTH)))


def edge_shadow() -> Pixels:
    page = pages.white()
    page[:, 60:64] = 190
    return page


def grey_paper() -> Pixels:
    return np.full((pages.HEIGHT, pages.WIDTH), 190, np.uint8)


BLANK: list[Callable[[], Pixels]] = [
    pages.white,
    discs,
    rings,
    four_holes_on_top,
    black_border,
    crooked_on_black,
    lambda: small_on_black(pages.white()),
    pepper,
    dust,
    bleed_through,
    shaded,
    edge_shadow,
    grey_paper,
]


@pytest.mark.parametrize("draw", BLANK, ids=lambda draw: draw.__name__)
def test_what_is_no_content_leaves_the_side_blank(draw: Callable[[], Pixels]) -> None:
    assert fact(pages.rough(draw())).blank_score >= LIMIT


def pencil(tone: int, width: int, length: int = 600) -> Pixels:
    page, along = pages.white(), np.linspace(0, 1, 300)
    x = (700 + length * along).astype(int)
    y = (1500 + 40 * np.sin(40 * along)).astype(int)
    cv2.polylines(page, [np.column_stack((x, y))], False, tone, width, cv2.LINE_AA)
    return page


def note(words: str, at: tuple[int, int], tone: int = 60, size: float = 2) -> Pixels:
    page = pages.white()
    cv2.putText(page, words, at, cv2.FONT_HERSHEY_SIMPLEX, size, tone, 5, cv2.LINE_AA)
    return page


def letter_o_in_the_margin() -> Pixels:
    page = pages.white()
    cv2.circle(page, (140, 1200), 35, 90, 4)
    return page


def rule() -> Pixels:
    page = pages.white()
    page[1754:1757, 100:2400] = 60
    return page


def word_beside_holes_and_border() -> Pixels:
    return np.minimum(np.minimum(discs(), black_border()), text(drawing.Run(290, 400, "erledigt")))


CONTENT: dict[str, Callable[[], Pixels]] = {
    "page number": lambda: text(drawing.Run(290, 30, "- 2 -", 10)),
    "one figure": lambda: text(drawing.Run(290, 60, "2", 10)),
    "word": lambda: text(drawing.Run(290, 400, "erledigt")),
    "word with holes and border": word_beside_holes_and_border,
    "word on small sheet": lambda: small_on_black(text(drawing.Run(90, 400, "erledigt"))),
    "pencil": lambda: pencil(170, 5),
    "faint pencil": lambda: pencil(200, 5),
    "fainter pencil": lambda: pencil(210, 4),
    "pale stamp": lambda: note("EINGEGANGEN 12.11.2026", (800, 600), 195),
    "initial": lambda: pencil(120, 5, 120),
    "rule": rule,
    "note at the edge": lambda: note("ok", (30, 600)),
    "cross in the margin": lambda: note("x", (130, 600)),
    "letter O in the margin": letter_o_in_the_margin,
    "letter": lambda: pages.grey_letter(2),
    "black page": lambda: np.full((pages.HEIGHT, pages.WIDTH), 10, np.uint8),
}


@pytest.mark.parametrize("name", CONTENT)
def test_the_least_content_keeps_the_side(name: str) -> None:
    assert fact(pages.rough(CONTENT[name]())).blank_score < LIMIT


@pytest.mark.parametrize("name", ["eurotext.tif", "8087_054.3B.tif", "phototest.tif"])
def test_real_scans_are_not_blank(name: str) -> None:
    assert fact(pages.scan(name)).blank_score == 0.0


def test_ink_is_the_share_of_the_area() -> None:
    page = pages.white()
    page[1000:1700, 500:1740] = 0
    assert fact(page).ink == pytest.approx(700 * 1240 / page.size, rel=0.02)


def test_any_size_has_a_score() -> None:
    for height, width in ((1, 1), (3, 900), (40, 40)):
        assert 0.0 <= fact(pages.white(height, width)).blank_score <= 1.0
