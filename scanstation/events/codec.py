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
        return kind
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
    hints = get_type_hints(kind)
    decoders = {f.name: _decoder(hints[f.name]) for f in dataclasses.fields(kind) if f.init}

    def decode(value: Json) -> Any:
        return kind(**{name: read(value[name]) for name, read in decoders.items() if name in value})

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
        return lambda value: tuple(item(part) for part in value)
    items = [_decoder(part) for part in arguments]
    return lambda value: tuple(read(part) for read, part in zip(items, value, strict=True))
