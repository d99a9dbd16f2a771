"""Line numbers: every key of every TOML text stands where the scanner says."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scanstation.settings.toml_lines import Path, locate

TEXT = '''# a comment with = and [brackets]
title = "plain" # [not.a.table]
"quoted key" = 'literal \\'

[table]
"dotted"."inner".last = 1
list = [
    "one", # two = 2
    { a = 1, b = [2,
        3] },
]
multi = """
fake = 1
[fake]
\\""" still inside """""
after = 1979-05-27 07:32:00

  [ table . "sub" ]
literal = \'\'\'
key = 'x'\'\'\'
end = true
[[things]]
name = "first"
[[things.parts]]
n = 1
[[things.parts]]
n = 2
[[things]]
name = "second"
[things.more]
deep = {x.y = 1}
'''


def test_lines_of_everything_toml_can_do() -> None:
    where = locate(TEXT)
    expected: dict[Path, str] = {
        ("title",): "title",
        ("quoted key",): '"quoted',
        ("table",): "[table]",
        ("table", "dotted", "inner", "last"): '"dotted"',
        ("table", "list", 0): '"one"',
        ("table", "list", 1, "a"): "{ a",
        ("table", "list", 1, "b", 1): "3]",
        ("table", "multi"): "multi",
        ("table", "after"): "after",
        ("table", "sub"): "[ table",
        ("table", "sub", "literal"): "literal",
        ("table", "sub", "end"): "end",
        ("things", 0, "name"): 'name = "first"',
        ("things", 0, "parts", 0, "n"): "n = 1",
        ("things", 0, "parts", 1, "n"): "n = 2",
        ("things", 1): "[[things]]",
        ("things", 1, "name"): 'name = "second"',
        ("things", 1, "more", "deep", "x", "y"): "deep",
    }
    lines = TEXT.split("\n")
    for path, start in expected.items():
        assert lines[where[path] - 1].strip().startswith(start), path
    assert _paths(tomllib.loads(TEXT)) <= set(where)


def _paths(value: Any, before: Path = ()) -> set[Path]:
    items: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    return {(*before, key) for key, _ in items}.union(
        *(_paths(one, (*before, key)) for key, one in items)
    )


keys = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=6)
scalars = st.one_of(st.integers(-99, 99), st.booleans(), keys)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=8,
)


def _inline(value: Any, breaks: bool) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list):
        comma = " , # x\n" if breaks else ", "
        return "[" + comma.join(_inline(one, breaks) for one in value) + "]"
    return "{" + ", ".join(f"{_quoted(k)} = {_inline(v, False)}" for k, v in value.items()) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@given(st.dictionaries(keys, st.dictionaries(keys, values, max_size=4), max_size=4), st.booleans())
def test_every_path_of_any_document_has_its_line(
    document: dict[str, dict[str, Any]], breaks: bool
) -> None:
    lines: list[str] = []
    expected: dict[Path, int] = {}
    for table, content in document.items():
        lines += ["", f"[{_quoted(table)}] # here"]
        expected[(table,)] = len(lines)
        for key, value in content.items():
            text = f"{_quoted(key)} = {_inline(value, breaks)}"
            expected[(table, key)] = len(lines) + 1
            lines += text.split("\n")
    text = "\n".join(lines)
    assert tomllib.loads(text) == document
    where = locate(text)
    assert {path: where[path] for path in expected} == expected
    assert _paths(document) == set(where)
    assert locate(text.replace("\n", "\r\n")) == where
