"""What is filled in is written as the difference to before, and says the same."""

from __future__ import annotations

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from scanstation import events
from scanstation.model import IndexValue, ScanOptions, ValueSource
from scanstation.replay import Replayer
from scanstation.workflow import edit, filling
from scanstation.workflow.session import BatchSession
from tests.builders.journal import captured, separated

Values = dict[str, dict[str, IndexValue]]
DOCUMENTS = st.sampled_from([f"D{number}" for number in range(5)])
VALUE = st.builds(IndexValue, st.sampled_from("xyz"), st.just(ValueSource.OCR), st.just(0.5))
VALUES = st.dictionaries(DOCUMENTS, st.dictionaries(st.sampled_from("ab"), VALUE, max_size=2))
CLASSES = st.dictionaries(DOCUMENTS, st.sampled_from(["", "antrag", "nachweis"]))


def pages(session: BatchSession) -> None:
    openings = {f"p{number}": f"D{number}" for number in range(5)}
    session.append(
        events.FeedStarted("f1", "sim", ScanOptions()),
        *(captured(page) for page in openings),
        separated(openings),
    )


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(VALUES, CLASSES, st.sampled_from(["", "", "turn", "undo"])), max_size=6))
def test_what_was_written_is_what_is_filled_in(
    session: BatchSession, runs: list[tuple[Values, dict[str, str], str]]
) -> None:
    if not session.batch().pages:
        pages(session)
    for values, classes, edited in runs:
        if edited == "turn":
            edit.rotate(session, 1, 90)
        elif edited == "undo" and session.history().undoable:
            edit.undo(session)
        filling.write(session, values, classes)
        found = session.ask(Replayer.filled)
        assert found.values == {name: one for name, one in values.items() if one}
        assert found.classes == {name: one for name, one in classes.items() if one}
        for document in session.batch().documents:
            assert document.fields == values.get(document.id, {})
        rows = session.batch().rows
        filling.write(session, values, classes)
        assert session.batch().rows == rows


@pytest.mark.parametrize("count", [5, 50])
def test_a_value_more_costs_one_value(session: BatchSession, count: int) -> None:
    """However many documents there are."""
    value = IndexValue("x", ValueSource.OCR, 0.5)
    values: Values = {}
    for number in range(count):
        values[f"D{number}"] = {"a": value}
        filling.write(session, dict(values), {})
    assert len(session.every(events.FieldsFilled)) <= 2
    written = [len(one.values) for one in session.every(events.FieldsChanged)]
    assert written == [1] * len(written)
    assert len(written) >= count - 2


def test_after_an_undo_everything_is_written(session: BatchSession) -> None:
    pages(session)
    value = IndexValue("x", ValueSource.OCR, 0.5)
    values: Values = {f"D{number}": {"a": value} for number in range(4)}
    filling.write(session, dict(values), {})
    edit.rotate(session, 1, 90)
    edit.undo(session)
    values["D4"] = {"a": value}
    filling.write(session, dict(values), {})
    assert session.last(events.FieldsChanged) is None
    assert session.last(events.FieldsFilled) == events.FieldsFilled(values)


def test_a_difference_to_what_is_not_in_force_changes_nothing(session: BatchSession) -> None:
    pages(session)
    value = IndexValue("x", ValueSource.OCR, 0.5)
    session.append(events.FieldsFilled({"D1": {"a": value}}))
    session.append(events.FieldsChanged(3, {"D1": {}, "D2": {"a": value}}, {"D1": "antrag"}))
    assert session.batch().document("D1").fields == {"a": value}
    assert session.batch().document("D2").fields == {}
