"""Every setting as a policy: its key, its registry value, its kind and its range."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from scanstation.settings import Settings
from scanstation.settings.policies import PATHS
from scanstation.settings.registry import BRANCH

Kind = Literal["truth", "choice", "whole", "number", "list", "path", "text"]


@dataclass(frozen=True, slots=True)
class Policy:
    """One setting.

    Attributes:
        key: dotted.
        kind: how it is edited; ``number`` has a fraction, which the registry has no type for.
        choices: of an enumeration.
        low, high: range of a whole number.
    """

    key: str
    kind: Kind
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int = 0

    @property
    def id(self) -> str:
        """Name in the templates, which take no points."""
        return self.key.replace(".", "_")

    @property
    def category(self) -> str:
        """The table that the setting lies in, empty for the root."""
        return self.key.rpartition(".")[0]

    @property
    def value_name(self) -> str:
        """Name of the registry value."""
        return self.key.rpartition(".")[2]

    @property
    def registry_key(self) -> str:
        """Registry key below HKLM."""
        return "\\".join([BRANCH, *self.category.split(".")]).rstrip("\\")


def policies() -> list[Policy]:
    """Return a policy for every setting, in the order of the schema."""
    return list(_policies(Settings, ""))


def _policies(kind: Any, before: str) -> Iterator[Policy]:
    hints = get_type_hints(kind)
    rules = {rule.field: rule for rule in getattr(kind, "RULES", ())}
    for one in fields(kind):
        key, hint = f"{before}{one.name}", hints[one.name]
        if is_dataclass(hint):
            yield from _policies(hint, f"{key}.")
        else:
            yield _policy(key, hint, rules.get(one.name))


def _policy(key: str, hint: Any, rule: Any) -> Policy:
    origin = get_origin(hint)
    if origin is Literal:
        return Policy(key, "choice", get_args(hint))
    if origin is tuple:
        return Policy(key, "list")
    if hint is bool:
        return Policy(key, "truth")
    if hint is int:
        return Policy(key, "whole", low=int(rule.low), high=int(rule.high))
    if hint is float:
        return Policy(key, "number")
    if hint is not str or origin in (Union, UnionType):
        raise TypeError(f"{key}: no policy can hold {hint}")
    return Policy(key, "path" if key in PATHS else "text")
