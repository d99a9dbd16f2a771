"""Frozen dataclasses to plain JSON values and back, driven by their type hints.

Only what the domain uses is supported: dataclasses, tuples, frozensets, dicts with
string keys, enums, Literals, optionals and the JSON scalars. Decoders are built once a
type and kept, because a batch replays thousands of rows.
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import types
from collections.abc import Callable
from operator import itemgetter
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

Decoder = Callable[[Any], Any]
Json = Any


def to_json(value: object) -> Json:
    """Return ``value`` as JSON scalars, lists and dicts.

    Raises:
        TypeError: the value holds a type that the journal does not store.
    """
    if isinstance(value, enum.Enum):
        return value.value
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, tuple | list):
        return [to_json(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(to_json(item) for item in value)
    if isinstance(value, dict):
        return {str(key): to_json(item) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = (field.name for field in dataclasses.fields(value))
        return {name: to_json(getattr(value, name)) for name in names}
    raise TypeError(f"{type(value).__name__} is not stored in a journal")


def from_json(kind: Any, value: Json) -> Any:
    """Return ``value`` as an instance of ``kind``; unknown keys are ignored.

    Raises:
        KeyError, TypeError, ValueError: the value does not have the shape of ``kind``.
    """
    return _decoder(kind)(value)


def _identity(value: Json) -> Json:
    return value


@functools.cache
def _decoder(kind: Any) -> Decoder:
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _dataclass_decoder(kind)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return _enum_decoder(kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return _literal_decoder(arguments)
    if origin in (Union, types.UnionType):
        return _optional_decoder(arguments)
    if origin is tuple:
        return _tuple_decoder(arguments)
    if origin is frozenset:
        item = _decoder(arguments[0])
        return lambda value: frozenset(item(part) for part in value)
    if origin is dict:
        item = _decoder(arguments[1])
        return lambda value: {key: item(part) for key, part in value.items()}
    if kind is float:
        return float
    return _identity


def _dataclass_decoder(kind: type[Any]) -> Decoder:
    """Payloads mostly hold every field: then the values are taken out at once, in order."""
    hints = get_type_hints(kind)
    fields = [one for one in dataclasses.fields(kind) if one.init]
    decoders = {one.name: _decoder(hints[one.name]) for one in fields}
    reads = [(i, read) for i, read in enumerate(decoders.values()) if read is not _identity]
    in_order = all(not one.kw_only for one in fields)
    take = itemgetter(*decoders) if len(decoders) > 1 and in_order else None

    def by_name(value: Json) -> Any:
        return kind(**{name: read(value[name]) for name, read in decoders.items() if name in value})

    def decode(value: Json) -> Any:
        try:
            values = take(value)  # type: ignore[misc]
        except KeyError:  # an older row: the field has a default by now
            return by_name(value)
        if not reads:
            return kind(*values)
        values = list(values)
        for place, read in reads:
            values[place] = read(values[place])
        return kind(*values)

    return by_name if take is None else decode


def _enum_decoder(kind: type[enum.Enum]) -> Decoder:
    known = {member.value: member for member in kind}

    def decode(value: Json) -> Any:
        try:
            return known[value]
        except (KeyError, TypeError):
            return kind(value)  # says what is wrong

    return decode


def _literal_decoder(allowed: tuple[Any, ...]) -> Decoder:
    def decode(value: Json) -> Any:
        if value not in allowed:
            raise ValueError(f"{value!r} is none of {allowed}")
        return value

    return decode


def _optional_decoder(arguments: tuple[Any, ...]) -> Decoder:
    inner = [part for part in arguments if part is not type(None)]
    if len(inner) != 1:
        return _identity
    read = _decoder(inner[0])
    return lambda value: None if value is None else read(value)


def _tuple_decoder(arguments: tuple[Any, ...]) -> Decoder:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        item = _decoder(arguments[0])
        return tuple if item is _identity else lambda value: tuple([item(part) for part in value])
    items = [_decoder(part) for part in arguments]
    if all(item is float for item in items):
        return _floats(len(items))
    return lambda value: tuple([read(part) for read, part in zip(items, value, strict=True)])


def _floats(count: int) -> Decoder:
    """Points and quads are most of what a page's facts hold."""

    def decode(value: Json) -> tuple[float, ...]:
        numbers = tuple(map(float, value))
        if len(numbers) != count:
            raise ValueError(f"{len(numbers)} numbers instead of {count}")
        return numbers

    return decode
