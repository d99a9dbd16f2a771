"""One value changed in a TOML text, everything else left as a person wrote it."""

from __future__ import annotations

import json

from scanstation.settings.toml_lines import locate


def with_value(text: str, path: tuple[str, ...], value: object) -> str:
    """Return the text with the key set: its line replaced, or added to its table.

    Args:
        path: key from the root; settings lie at most in one table.
        value: a text, number or truth value.
    """
    lines = text.splitlines()
    where = locate(text)
    pair = f"{path[-1]} = {_literal(value)}"
    if path in where:
        line = where[path] - 1
        head = lines[line].split("=", 1)[0].strip()
        lines[line] = f"{head} = {_literal(value)}"
        return "\n".join(lines) + "\n"
    if len(path) == 1:
        return "\n".join([pair, *lines]) + "\n"
    table = f"[{path[0]}]"
    if table in lines:
        lines.insert(lines.index(table) + 1, pair)
    else:
        lines += ["", table, pair] if lines else [table, pair]
    return "\n".join(lines) + "\n"


def _literal(value: object) -> str:
    """JSON's texts, numbers and truth values are TOML's, too (but not the other way round)."""
    return json.dumps(value, ensure_ascii=False)
