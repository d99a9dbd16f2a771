"""From a table to a frozen dataclass, by the dataclass's own annotations.

One reader for settings, profiles, classes, targets and look-ups: types, unknown keys (with
the nearest known one), missing keys; ``constraints`` adds what a type cannot say.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from scanstation.errors import Text
from scanstation.settings.constraints import broken
from scanstation.settings.source import Source
from scanstation.settings.toml_lines import Path

Made = TypeVar("Made")

TEXT = Text("ein Text in Anführungszeichen", "a text in quotes")
WHOLE = Text("eine ganze Zahl", "a whole number")
NUMBER = Text("eine Zahl", "a number")
TRUTH = Text("true oder false", "true or false")
TABLE = Text("eine Tabelle", "a table")
LIST = Text("eine Liste in eckigen Klammern", "a list in square brackets")
MISSING_KEY = Text("dieser Schlüssel (fehlt)", "this key (missing)")
BOTH = Text('ein Text oder { de = "…", en = "…" }', 'a text or { de = "…", en = "…" }')


def build(kind: type[Made], source: Source, **given: object) -> Made:
    """Return the value of type ``kind`` that the source describes.

    Args:
        given: fields that do not stand in the file (its name).

    Raises:
        ConfigurationInvalid: a key is unknown, missing or not as expected.
    """
    made: Made = _record(kind, source.table, source, (), given)
    return made


def _record(
    kind: Any, value: object, source: Source, path: Path, given: Mapping[str, object]
) -> Any:
    if not isinstance(value, Mapping):
        raise source.invalid(path, TABLE)
    known = {one.name: one for one in fields(kind)}
    for name in value:
        if name not in known:
            raise source.invalid((*path, name), _unknown(name, known))
    made = dict(given)
    for name, one in known.items():
        if name in value:
            made[name] = _value(_hints(kind)[name], value[name], source, (*path, name))
        elif name not in made and _required(one):
            raise source.invalid((*path, name), MISSING_KEY)
    result = kind(**made)
    for name, expected in broken(result):
        raise source.invalid((*path, *name), expected)
    return result


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _required(one: Field[Any]) -> bool:
    return one.default is MISSING and one.default_factory is MISSING


def _unknown(name: str, known: Mapping[str, object]) -> Text:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        return Text(
            f"ein bekannter Schlüssel (meinten Sie „{near[0]}“?)",
            f"a known key (did you mean “{near[0]}”?)",
        )
    every = ", ".join(known)
    return Text(f"einer der Schlüssel {every}", f"one of the keys {every}")


def _value(hint: Any, value: object, source: Source, path: Path) -> Any:
    origin = get_origin(hint)
    if hint is Text:
        return _text(value, source, path)
    if is_dataclass(hint) and isinstance(hint, type):
        return _record(hint, value, source, path, {})
    if origin is Literal:
        return _choice(get_args(hint), value, source, path)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(_choice(tuple(one.value for one in hint), value, source, path))
    if origin is tuple:
        return _items(get_args(hint)[0], value, source, path)
    if origin is dict:
        return _strings(value, source, path)
    if origin in (Union, UnionType):
        return _value(get_args(hint)[0], value, source, path)
    return _scalar(hint, value, source, path)


def _text(value: object, source: Source, path: Path) -> Text:
    if isinstance(value, str):
        return Text(value, value)
    if isinstance(value, Mapping):
        text: Text = _record(Text, value, source, path, {})
        return text
    raise source.invalid(path, BOTH)


def _choice(choices: tuple[Any, ...], value: object, source: Source, path: Path) -> Any:
    for choice in choices:
        same_kind = source.lenient or type(value) is type(choice)
        if same_kind and (value == choice or (source.lenient and str(value) == str(choice))):
            return choice
    every = ", ".join(str(choice) for choice in choices)
    near = difflib.get_close_matches(str(value), map(str, choices), n=1)
    de = f" (meinten Sie „{near[0]}“?)" if near else ""
    en = f" (did you mean “{near[0]}”?)" if near else ""
    raise source.invalid(path, Text(f"einer der Werte {every}{de}", f"one of {every}{en}"))


def _items(hint: Any, value: object, source: Source, path: Path) -> tuple[Any, ...]:
    if source.lenient and isinstance(value, str):
        value = [part.strip() for part in value.split(",") if part.strip()]
    if not isinstance(value, list):
        raise source.invalid(path, LIST)
    return tuple(_value(hint, one, source, (*path, place)) for place, one in enumerate(value))


def _strings(value: object, source: Source, path: Path) -> dict[str, str]:
    """A table of options; numbers and truth values become the text they look like."""
    if not isinstance(value, Mapping):
        raise source.invalid(path, TABLE)
    for name, one in value.items():
        if not isinstance(one, str | int | float):
            raise source.invalid((*path, name), TEXT)
    return {
        name: str(one).lower() if isinstance(one, bool) else str(one) for name, one in value.items()
    }


def _scalar(hint: Any, value: object, source: Source, path: Path) -> Any:
    expected = {str: TEXT, int: WHOLE, float: NUMBER, bool: TRUTH}[hint]
    if source.lenient:
        value = _read(hint, value)
    if hint is float and type(value) is int:
        return float(value)
    if type(value) is not hint:
        raise source.invalid(path, expected)
    return value


def _read(hint: Any, value: object) -> object:
    """Read a value of the registry or the command line as the type that is wanted.

    Texts are read as what they say, and a number as a truth; lists and bytes (REG_MULTI_SZ,
    REG_BINARY) and tables are no values, and a number is no text.
    """
    if hint is bool and isinstance(value, str | int):
        return {"1": True, "true": True, "0": False, "false": False}.get(str(value).lower(), value)
    if hint is str or not isinstance(value, str):
        return value
    try:
        return hint(value)
    except ValueError:
        return value
