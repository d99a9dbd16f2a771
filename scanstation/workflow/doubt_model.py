"""Doubts as a person sees them: what, why, the proposal, and what can be done instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from scanstation.errors import Text

AcceptKind = Literal["answer", "keep_boundary", "confirm", "keep_class", "keep_page"]
CorrectionKind = Literal[
    "join",
    "join_next",
    "no_separator",
    "split",
    "keep",
    "drop",
    "reject",
    "reject_sheet",
    "reject_document",
    "field",
    "class",
    "rescan",
    "append",
]
ONWARD: frozenset[str] = frozenset({"field", "class", "rescan", "append"})
"""Corrections that change nothing by themselves: they say where a person goes on."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What accepting means.

    Attributes:
        text: for the button.
        value: the answer that is recorded, or exactly the value that is confirmed.
    """

    name: AcceptKind
    text: Text
    value: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What can be done instead; ``page`` is its number where it concerns one."""

    name: CorrectionKind
    text: Text
    page: int = 0


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that a person decides.

    Attributes:
        kind: of an anomaly, or ``value``, ``class_unknown``, ``blank_near``.
        key: names it as long as it stands, also after separation ran again.
        document, page, field: where it is, by the numbers people use; 0 or empty if nowhere.
        reasons: two at most.
        proposal: what holds if it is accepted.
        binding: the release waits for it.
        beside: number of another page that is to be looked at beside it, 0 if none.
    """

    kind: str
    key: str
    document: int
    page: int
    title: Text
    reasons: tuple[Text, ...]
    proposal: Text
    accept: Acceptance
    corrections: tuple[Correction, ...] = ()
    field: str = ""
    binding: bool = True
    beside: int = 0


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a person goes on after a correction; ``name`` is empty if all is done.

    ``field``: type the right value; ``class``: choose the class; ``rescan``: scan this page
    again; ``append``: feed what is missing.
    """

    name: Literal["", "field", "class", "rescan", "append"] = ""
    document: int = 0
    page: int = 0
    field: str = ""
