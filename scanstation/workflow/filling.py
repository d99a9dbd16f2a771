"""Writes what is filled in without a person: all of it, or what is different from before."""

from __future__ import annotations

from collections.abc import Mapping

from scanstation import events
from scanstation.model import IndexValue
from scanstation.replay import Filled, Replayer
from scanstation.workflow.session import BatchSession

__all__ = ["difference", "write"]


def write(
    session: BatchSession, values: Mapping[str, dict[str, IndexValue]], classes: Mapping[str, str]
) -> None:
    """Write values and classes by document if they are others than those that are there.

    The row is the difference where that is shorter: text is recognised page by page, and every
    page may fill in something. Called inside ``session.alone()``.
    """
    found = session.ask(Replayer.filled)
    whole = events.FieldsFilled(
        {document: one for document, one in values.items() if one},
        {document: name for document, name in classes.items() if name},
    )
    changed = difference(found, whole)
    if not changed.values and not changed.classes:
        return
    shorter = len(changed.values) + len(changed.classes) < len(whole.values) + len(whole.classes)
    session.append(changed if found.continues and shorter else whole)


def difference(found: Filled, whole: events.FieldsFilled) -> events.FieldsChanged:
    """Return what is different from what is filled in now."""
    values, classes = whole.values, whole.classes
    return events.FieldsChanged(
        base=found.row,
        values={
            document: values.get(document, {})
            for document in sorted(found.values.keys() | values.keys())
            if found.values.get(document) != values.get(document)
        },
        classes={
            document: classes.get(document, "")
            for document, _ in sorted(found.classes.items() ^ classes.items())
        },
    )
