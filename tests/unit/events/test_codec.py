"""Every event comes back from JSON as it went in."""

from __future__ import annotations

import dataclasses
import json
import types
from typing import Any, Union, get_args, get_origin, get_type_hints

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from scanstation import events

TEXT = st.text(max_size=20)


def strategy(kind: Any) -> st.SearchStrategy[Any]:
    """Values of a type hint; floats are finite, since JSON knows no others."""
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        names = [field.name for field in dataclasses.fields(kind)]
        return st.builds(kind, **{name: strategy(hints[name]) for name in names})
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return st.one_of(*(strategy(part) for part in arguments))
    if origin is tuple and arguments[-1] is Ellipsis:
        return st.lists(strategy(arguments[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*(strategy(part) for part in arguments))
    if origin is dict:
        return st.dictionaries(TEXT, strategy(arguments[1]), max_size=2)
    if kind is float:
        return st.floats(allow_nan=False, allow_infinity=False)
    return TEXT if kind is str else st.from_type(kind)


@pytest.mark.parametrize("kind", events.EVENT_TYPES.values(), ids=lambda kind: kind.type)
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_events_survive_the_journal(kind: type[events.Event], data: st.DataObject) -> None:
    event = data.draw(strategy(kind))
    name, version, payload = events.encode(event)
    assert events.decode(name, version, json.loads(json.dumps(payload))) == event


def test_an_unknown_key_of_a_newer_program_is_ignored() -> None:
    _, _, payload = events.encode(events.Released())
    assert events.decode("released", 1, {**payload, "later": 1}) == events.Released()


def test_a_value_outside_its_literals_is_refused() -> None:
    payload = {"page": "p", "rotation": 45}
    with pytest.raises(ValueError, match="none of"):
        events.decode("page_rotated", 1, payload)


def test_types_that_json_lacks_are_refused() -> None:
    with pytest.raises(TypeError):
        events.to_json({"raw": b"\0"})
