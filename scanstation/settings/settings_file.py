"""One value changed in a TOML text, everything else left as a person wrote it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping

from scanstation.settings.toml_lines import locate


def with_value(text: str, path: tuple[str, ...], value: object) -> str:
    """Return the text with the key set: its line replaced, or added to its table.

    Args:
        path: key from the root; settings lie at most in one table.
        value: a text, number, truth value, list of these, or a mapping of them by plain keys.
    """
    lines = text.splitlines()
    where = locate(text)
    pair = f"{path[-1]} = {literal(value)}"
    if path in where:
        line = where[path] - 1
        head = lines[line].split("=", 1)[0].strip()
        lines[line : _end(lines, line)] = [f"{head} = {literal(value)}"]
        return "\n".join(lines) + "\n"
    if len(path) == 1:
        return "\n".join([pair, *lines]) + "\n"
    table = f"[{path[0]}]"
    if table in lines:
        lines.insert(lines.index(table) + 1, pair)
    else:
        lines += ["", table, pair] if lines else [table, pair]
    return "\n".join(lines) + "\n"


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
        return "{ " + ", ".join(f"{name} = {literal(one)}" for name, one in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
