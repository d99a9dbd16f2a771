"""Tesseract's table of words (TSV), which its library and its command line both give."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final

from scanstation.model import Box, Word
from scanstation.ocr import geometry
from scanstation.ocr.engine import Recognition
from scanstation.ocr.models import Models
from scanstation.ocr.raster import Upright

_WORD_LEVEL: Final = "5"
_COLUMNS: Final = [
    "level",
    "page_num",
    "block_num",
    "par_num",
    "line_num",
    "word_num",
    "left",
    "top",
    "width",
    "height",
    "conf",
    "text",
]


def recognition(table: str, page: Upright, engine: tuple[str, str], models: Models) -> Recognition:
    """Turn a table into a recognition with boxes on the page as stored.

    Args:
        table: rows of TSV, with or without the headline.
        page: the picture that was read.
        engine: name and version.
        models: the language models used.
    """
    words = tuple(_words(table, page.to_stored, page.size))
    return Recognition(words, confidence(words), *engine, models.name, page.scale)


def _words(table: str, matrix: geometry.Matrix, size: tuple[int, int]) -> Iterator[Word]:
    line, place = -1, ("", "", "")
    for row in _rows(table):
        text = row["text"].strip()
        if row["level"] != _WORD_LEVEL or not text:
            continue
        here = (row["block_num"], row["par_num"], row["line_num"])
        line += here != place
        place = here
        left, top = int(row["left"]), int(row["top"])
        box = Box(left, top, left + int(row["width"]), top + int(row["height"]))
        score = min(max(float(row["conf"]) / 100, 0.0), 1.0)
        yield Word(text, geometry.mapped(box, matrix, *size), round(score, 4), line)


def _rows(table: str) -> Iterator[dict[str, str]]:
    # words may hold quotes, so nothing quotes here
    for values in csv.reader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if len(values) == len(_COLUMNS) and values[0] != "level":
            yield dict(zip(_COLUMNS, values, strict=True))


def confidence(words: tuple[Word, ...]) -> float:
    """Return the mean confidence weighted by the words' lengths."""
    letters = sum(len(word.text) for word in words)
    if not letters:
        return 0.0
    return round(sum(word.confidence * len(word.text) for word in words) / letters, 4)
