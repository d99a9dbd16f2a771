"""What a field may hold besides what stands in it: suggestions, choices, case files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from scanstation.errors import Language
from scanstation.model import Batch, FieldKind, FieldSpec, IndexValue
from scanstation.ui.widgets.field_values import displayed
from scanstation.ui.widgets.type_ahead import Offer

if TYPE_CHECKING:
    from scanstation.indexing.lookup import CaseFile


def from_suggestions(
    spec: FieldSpec, values: Sequence[IndexValue], batch: Batch, language: Language
) -> tuple[Offer, ...]:
    """Return suggestions as offers, the source beside each."""
    from scanstation.workflow.origin import origin_text

    return tuple(
        Offer(
            one.value,
            displayed(spec, one.value, language),
            origin_text(one, batch).say(language),
            one,
        )
        for one in values
    )


def from_choices(spec: FieldSpec, text: str = "") -> tuple[Offer, ...]:
    """Return the choices of a field that contain what was typed, beginnings first."""
    wanted = text.casefold()
    fitting = [one for one in spec.choices if wanted in one.casefold()]
    fitting.sort(key=lambda one: not one.casefold().startswith(wanted))
    return tuple(Offer(one, one) for one in fitting)


def from_case_files(spec: FieldSpec, files: Iterable[CaseFile]) -> tuple[Offer, ...]:
    """Return what case files would put into a field, and what else they say."""
    offers: dict[str, Offer] = {}
    for one in files:
        keyed = spec.kind in (FieldKind.CASE_NUMBER, FieldKind.LOOKUP)
        text = one.number if keyed else one.values.get(spec.lookup_column, "")
        if text:
            known = [value for value in one.values.values() if value and value != text]
            others = list(dict.fromkeys(known if keyed else [one.number, *known]))
            offers.setdefault(text, Offer(text, text, ", ".join(others[:3])))
    return tuple(offers.values())
