"""``/etc/scanstation/scanstation.toml``: every setting with its default, commented out.

The heads of tables are no comments: a line that somebody takes the # off is in the right table.
Keys, defaults and explanations are those of the settings themselves, so the file cannot go stale.
"""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from textwrap import wrap
from typing import Any

from scanstation.settings.values import Settings

HEAD = """\
# Machine policy of scanstation: what stands here (and in any other *.toml of this folder) holds for
# every account and cannot be changed by users. Take the # off a line to fix its value; a line that
# stays a comment leaves the choice to the users. "scanstation settings" says where values are from.
#
# Maschinenrichtlinie von scanstation: Was hier steht (und in jeder weiteren *.toml dieses Ordners),
# gilt für alle Konten und ist für sie gesperrt. Zum Festlegen das # vor der Zeile entfernen.
# "scanstation settings" zeigt, woher ein Wert kommt.
"""
_WIDTH = 96
_ATTRIBUTE = re.compile(r"^    (\w+(?:, \w+)*): ", re.MULTILINE)
_LEFT_TO_THE_MACHINE = {"home": "${HOME}/.local/share/scanstation", "station": "scan-pc-1"}
"""Defaults that each account or machine has for itself; examples stand for them."""


def policy_example() -> str:
    """Return the text of the file."""
    settings = Settings(home=_LEFT_TO_THE_MACHINE["home"])
    return HEAD + "".join(_table(settings, ""))


def _table(settings: Any, name: str) -> Iterator[str]:
    """Yield the lines of a table, its own values before the tables in it (TOML demands that)."""
    if name:
        yield f"\n[{name}]\n"
    said = explanations(type(settings))
    values = {one.name: getattr(settings, one.name) for one in fields(settings)}
    for key, value in values.items():
        if not is_dataclass(value):
            yield from _comment(said.get(key, ""))
            shown = _LEFT_TO_THE_MACHINE.get(key, value) if not name else value
            yield f"# {key} = {_toml(shown)}\n"
    for key, value in values.items():
        if is_dataclass(value):
            yield from _table(value, f"{name}.{key}" if name else key)


def _comment(text: str) -> Iterator[str]:
    yield from (f"## {line}\n" for line in wrap(text, _WIDTH))


def _toml(value: object) -> str:
    """Every value of a setting is written the same way in TOML and in JSON."""
    return json.dumps(value, ensure_ascii=False)


def explanations(kind: type) -> dict[str, str]:
    """Return what the docstring of a table says about its values (section ``Attributes``)."""
    text = inspect.cleandoc(kind.__doc__ or "").partition("Attributes:\n")[2]
    pieces = _ATTRIBUTE.split(text)
    found = {}
    for names, said in zip(pieces[1::2], pieces[2::2], strict=True):
        for name in names.split(", "):
            found[name] = " ".join(said.replace("``", "").split())
    return found
