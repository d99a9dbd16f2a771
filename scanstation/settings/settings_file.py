"""One value changed in a TOML text, everything else left as a person wrote it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from scanstation.settings.toml_lines import locate


def with_value(text: str, path: tuple[str, ...], value: object) -> str:
    """Return the text with the key set: its line replaced, or added to its table.

    Args:
        path: key from the root; a driver's own options lie in a table within one.
        value: a text, number, truth value, list of these, or a mapping of them.
    """
    lines = text.splitlines()
    where = locate(text)
    pair = f"{_key(path[-1])} = {literal(value)}"
    if _stands_in_a_line(lines, where.get(path[:-1], 0)):
        return with_value(text, path[:-1], {**_at(text, path[:-1]), path[-1]: value})
    if path in where:
        line = where[path] - 1
        head = lines[line].split("=", 1)[0].strip()
        lines[line : _end(lines, line)] = [f"{head} = {literal(value)}"]
        return "\n".join(lines) + "\n"
    if len(path) == 1:
        return "\n".join([pair, *lines]) + "\n"
    table = f"[{'.'.join(_key(name) for name in path[:-1])}]"
    if table in lines:
        lines.insert(lines.index(table) + 1, pair)
    else:
        lines += ["", table, pair] if lines else [table, pair]
    return "\n".join(lines) + "\n"


def _stands_in_a_line(lines: list[str], number: int) -> bool:
    """Whether a table is written as ``name = { ... }``; line 0 is none."""
    return number > 0 and not lines[number - 1].lstrip().startswith("[")


def _at(text: str, path: tuple[str, ...]) -> dict[str, object]:
    found: Any = tomllib.loads(text)
    for name in path:
        found = found[name]
    return dict(found)


def _key(name: str) -> str:
    """Return a name as a key: bare where TOML allows it."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _end(lines: list[str], start: int) -> int:
    """Return the line after a pair; a list or a text may go over several."""
    for end in range(start + 1, len(lines)):
        try:
            tomllib.loads("\n".join(lines[start:end]))
        except tomllib.TOMLDecodeError:
            continue
        return end
    return len(lines)


def literal(value: object) -> str:
    """Return a value as TOML writes it.

    JSON's texts, numbers, lists and truth values are TOML's, too (not the other way round).
    """
    if isinstance(value, Mapping):
        pairs = (f"{_key(name)} = {literal(one)}" for name, one in value.items())
        return "{ " + ", ".join(pairs) + " }"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
