"""Whether a PDF page shows exactly one image and nothing else, from its content stream."""

from __future__ import annotations

from dataclasses import dataclass

import pikepdf

COVERS = 0.9
"""Share of the page that a scan covers; less is a picture on a drawn page."""

SILENT = frozenset(
    [
        *("gs", "BMC", "BDC", "EMC", "MP", "DP", "BT", "ET", "Tf", "Tm", "Td", "TD", "T*", "Tc"),
        *("Tw", "Tz", "TL", "Ts", "g", "G", "rg", "RG", "k", "K", "cs", "CS", "sc", "SC", "scn"),
        *("SCN", "ri", "i", "w", "J", "j", "M", "d", "n"),
    ]
)
"""Operators that paint nothing by themselves; text only counts with render mode 3 (invisible)."""

SHOWS_TEXT = frozenset({"Tj", "TJ", "'", '"'})
INVISIBLE = 3


@dataclass(frozen=True, slots=True)
class PlacedImage:
    """The image of a page: its object, pixels and size on paper in points."""

    object: pikepdf.Object
    width: int
    height: int
    drawn_width: float
    drawn_height: float

    @property
    def dpi(self) -> tuple[float, float]:
        """Dots per inch in both directions."""
        x = self.width * 72 / self.drawn_width
        y = self.height * 72 / self.drawn_height
        return round(x, 2), round(y, 2)


def only_image(page: pikepdf.Page) -> PlacedImage | None:
    """Return the page's only visible thing if that is an upright image covering the page."""
    if _has_annotations(page):
        return None
    found = _Reader(page).read()
    if found is None:
        return None
    area = page_area(page)
    covered = found.drawn_width * found.drawn_height
    return found if area and covered >= COVERS * area else None


def page_area(page: pikepdf.Page) -> float:
    """Return the visible area of a page in square points."""
    left, bottom, right, top = (float(part) for part in page.cropbox)
    return abs((right - left) * (top - bottom))


def _has_annotations(page: pikepdf.Page) -> bool:
    """Links paint nothing; anything else may."""
    annotations = page.obj.get("/Annots")
    if annotations is None:
        return False
    subtypes = (one.get("/Subtype") for one in annotations.as_list())
    return any(subtype != pikepdf.Name.Link for subtype in subtypes)


class _Reader:
    """Walks the content stream once, keeping the transformation and the text mode."""

    def __init__(self, page: pikepdf.Page) -> None:
        self._page = page
        self._matrix = pikepdf.Matrix()
        self._saved: list[pikepdf.Matrix] = []
        self._text_mode = 0
        self._path_area = 0.0
        self._image: PlacedImage | None = None

    def read(self) -> PlacedImage | None:
        for instruction in pikepdf.parse_content_stream(self._page):
            if isinstance(instruction, pikepdf.ContentStreamInlineImage):
                return None
            if not self._step(list(instruction.operands), str(instruction.operator)):
                return None
        return self._image

    def _step(self, operands: list[pikepdf.Object], operator: str) -> bool:
        """Return whether the page can still be one image after this operator."""
        if operator == "q":
            self._saved.append(self._matrix)
        elif operator == "Q":
            self._matrix = self._saved.pop() if self._saved else pikepdf.Matrix()
        elif operator == "cm":
            self._matrix = pikepdf.Matrix(*(float(part) for part in operands)) @ self._matrix
        elif operator == "Tr":
            self._text_mode = int(operands[0])
        elif operator == "Do":
            return self._draw(str(operands[0]))
        elif operator == "re":
            scale = abs(self._matrix.a * self._matrix.d)
            self._path_area = abs(float(operands[2]) * float(operands[3])) * scale
        elif operator in ("W", "W*"):
            return self._path_area >= COVERS * page_area(self._page)
        elif operator in SHOWS_TEXT:
            return self._text_mode == INVISIBLE
        else:
            return operator in SILENT
        return True

    def _draw(self, name: str) -> bool:
        images = self._page.resources.get("/XObject", pikepdf.Dictionary())
        image = images.get(name)
        if self._image is not None or image is None or image.get("/Subtype") != "/Image":
            return False
        a, b, c, d = self._matrix.a, self._matrix.b, self._matrix.c, self._matrix.d
        upright = a > 0 and d > 0 and abs(b) < 0.01 * a and abs(c) < 0.01 * d
        if not upright:
            return False
        self._image = PlacedImage(image, int(image.Width), int(image.Height), a, d)
        return True
