"""Every ``Text`` of the program, and the words that only one of the languages has."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import ModuleType

import scanstation
from scanstation.errors import ScanstationError, Text

WORD = re.compile(r"[A-Za-zÄÖÜäöüß]{3,}")
DEPTH = 4
PLACEHOLDER = re.compile(r"\{[^}]*\}")


def words(text: str) -> set[str]:
    """Return the words of a text in small letters; ``&`` marks a menu's key."""
    return {one.lower() for one in WORD.findall(text.replace("&", ""))}


@cache
def tables() -> frozenset[Text]:
    """Return every text that stands in a module, a table, a value or a class of the program."""
    found: set[Text] = set()
    for module in _modules():
        for value in list(vars(module).values()):
            found.update(_texts(value, DEPTH))
    return frozenset(found)


@cache
def german_only() -> frozenset[str]:
    """Return words that show that a text is German."""
    german, english = _both()
    return frozenset(german - english)


@cache
def english_only() -> frozenset[str]:
    """Return words that show that a text is English."""
    german, english = _both()
    return frozenset(english - german)


def _both() -> tuple[set[str], set[str]]:
    german: set[str] = set()
    english: set[str] = set()
    for text in tables():
        german |= words(PLACEHOLDER.sub(" ", text.de))
        english |= words(PLACEHOLDER.sub(" ", text.en))
    return german, english


def _modules() -> Iterator[ModuleType]:
    for one in pkgutil.walk_packages(scanstation.__path__, "scanstation."):
        if not one.name.endswith("__main__") and ".testing" not in one.name:
            yield importlib.import_module(one.name)


def _texts(value: object, depth: int) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif depth == 0:
        return
    elif isinstance(value, Mapping):
        for one in list(value.values()):
            yield from _texts(one, depth - 1)
    elif isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from _texts(one, depth - 1)
    elif isinstance(value, type) and issubclass(value, ScanstationError):
        for one in vars(value).values():
            yield from _texts(one, depth - 1)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _texts(getattr(value, field.name, None), depth - 1)
