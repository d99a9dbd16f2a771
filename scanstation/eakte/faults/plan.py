"""What shall go wrong, and when: the plan behind ``eakte serve --faults``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from scanstation.errors import ConfigurationInvalid, Text, why_unread


class Fault(StrEnum):
    """A mishap that the server stages.

    The first seven hit any request of the browser binding; the next four only requests that
    bring content; ``CUT_DOWNLOAD`` only the reading of content.
    """

    DROP_BEFORE_COMMIT = "drop_before_commit"
    DROP_AFTER_COMMIT = "drop_after_commit"
    SLOW = "slow"
    UNAUTHORIZED = "unauthorized"
    TOO_MANY_REQUESTS = "too_many_requests"
    SERVER_ERROR = "server_error"
    UNAVAILABLE = "unavailable"
    DUPLICATE = "duplicate"
    TRUNCATED = "truncated"
    CORRUPTED = "corrupted"
    WRONG_LENGTH = "wrong_length"
    CUT_DOWNLOAD = "cut_download"


CONTENT_FAULTS = frozenset({Fault.DUPLICATE, Fault.TRUNCATED, Fault.CORRUPTED, Fault.WRONG_LENGTH})


@dataclass(frozen=True, slots=True)
class ScriptedFault:
    """A mishap for certain requests: those that it can hit at all, and of the action named.

    Attributes:
        action: the ``cmisaction`` or ``cmisselector`` it waits for; empty for any.
        skip: how many matching requests pass before it strikes.
        times: how often it strikes; 0 for always.
    """

    fault: Fault
    action: str = ""
    skip: int = 0
    times: int = 1


@dataclass(frozen=True, slots=True)
class FaultPlan:
    """The script is asked first; then a mishap is drawn by the rates.

    Attributes:
        rates: probability per request, each 0 to 1, their sum at most 1.
        seed: the n-th request draws the same mishap for the same seed.
        slow_seconds: how long ``slow`` waits.
        retry_after_seconds: what ``too_many_requests`` and ``unavailable`` ask to wait.
    """

    seed: int = 0
    rates: Mapping[Fault, float] = field(default_factory=lambda: MappingProxyType({}))
    script: tuple[ScriptedFault, ...] = ()
    slow_seconds: float = 0.2
    retry_after_seconds: int = 1

    def __post_init__(self) -> None:
        if any(rate < 0 for rate in self.rates.values()) or sum(self.rates.values()) > 1:
            raise _invalid(
                "rates",
                "Anteile von 0 bis 1, zusammen höchstens 1",
                "shares from 0 to 1, at most 1 together",
            )


def read_plan(path: Path) -> FaultPlan:
    """Read a plan from JSON.

    Raises:
        ConfigurationInvalid: the file is not JSON or names something unknown.
    """
    try:
        return plan_from_json(json.loads(path.read_text(encoding="utf-8")), path.name)
    except (OSError, ValueError) as error:
        why = _why(error)
        de, en = f"eine lesbare JSON-Datei ({why.de})", f"a readable JSON file ({why.en})"
        raise _invalid("JSON", de, en, path.name) from error


def _why(error: OSError | ValueError) -> Text:
    if isinstance(error, OSError):
        return why_unread(error)
    if isinstance(error, json.JSONDecodeError):
        line, column = error.lineno, error.colno
        return Text(f"Zeile {line}, Spalte {column}", f"line {line}, column {column}")
    return Text("Text in UTF-8", "text in UTF-8")


def plan_from_json(data: Mapping[str, Any], file: str = "faults") -> FaultPlan:
    """Build a plan from its JSON form (the attributes of :class:`FaultPlan`).

    Raises:
        ConfigurationInvalid: an unknown key, fault or value.
    """
    known = {f.value for f in Fault}
    try:
        rates = {Fault(name): float(rate) for name, rate in data.get("rates", {}).items()}
        script = tuple(
            ScriptedFault(**{**entry, "fault": Fault(entry["fault"])})
            for entry in data.get("script", [])
        )
        rest = {k: v for k, v in data.items() if k not in ("rates", "script")}
        return FaultPlan(rates=MappingProxyType(rates), script=script, **rest)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        expected = ", ".join(sorted(known))
        raise _invalid(
            "rates/script",
            f"Fehler aus: {expected} ({error})",
            f"faults of: {expected} ({error})",
            file,
        ) from error


def plan_as_json(plan: FaultPlan) -> dict[str, Any]:
    """Return the JSON form that :func:`plan_from_json` reads."""
    return {
        "seed": plan.seed,
        "rates": {fault.value: rate for fault, rate in plan.rates.items()},
        "script": [
            {"fault": s.fault.value, "action": s.action, "skip": s.skip, "times": s.times}
            for s in plan.script
        ],
        "slow_seconds": plan.slow_seconds,
        "retry_after_seconds": plan.retry_after_seconds,
    }


def _invalid(key: str, de: str, en: str, file: str = "faults") -> ConfigurationInvalid:
    return ConfigurationInvalid(file=file, line=1, key=key, expected_de=de, expected_en=en)
