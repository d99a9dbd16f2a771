"""The query language: what it means, and what it refuses."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanstation.eakte.cmis_errors import InvalidArgument
from scanstation.eakte.query_language import Both, Comparison, Either, Not, parse
from tests.builders.eakte import CmisCaller, made

NAMES = ("Anna", "Änne", "O'Neill", "50%", "50_", "a\\b", "")


@dataclass(frozen=True)
class Row:
    """A document as the test knows it; an empty sender is an unset one."""

    name: str
    sender: str
    pages: int | None


@pytest.fixture(scope="module")
def rows(caller: CmisCaller) -> Iterator[tuple[str, list[Row]]]:
    kind = {"cmis:objectTypeId": "cmis:folder", "cmis:name": "Abfragen"}
    folder = made(caller.post("createFolder", "root", kind))["cmis:objectId"]
    known = [
        Row(f"{index:02}.pdf", sender, pages)
        for index, (sender, pages) in enumerate(
            (sender, pages) for sender in NAMES for pages in (None, 1, 3)
        )
    ]
    for row in known:
        own = {"sender": row.sender, "pages": "" if row.pages is None else str(row.pages)}
        made(caller.document(folder, row.name, None, **own))
    yield folder, known
    assert caller.post("deleteTree", folder).status_code == 200


def quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


Truth = bool | None  # None is SQL's unknown


def _compare(test: str, left: int | str | None, right: int | str) -> Truth:
    if left is None or left == "":
        return None
    # SQLite compares the bytes of texts.
    one: Any = left.encode() if isinstance(left, str) else left
    other: Any = right.encode() if isinstance(right, str) else right
    return bool(_OPERATORS[test](one, other))


_OPERATORS = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
OPERATOR = st.sampled_from(sorted(_OPERATORS))


@st.composite
def leaf(draw: st.DrawFn) -> tuple[str, object]:
    test = draw(OPERATOR)
    if draw(st.booleans()):
        text = draw(st.sampled_from(NAMES[:-1]))
        return f"sst:sender {test} {quoted(text)}", ("sender", test, text)
    number = draw(st.integers(0, 4))
    return f"sst:pages {test} {number}", ("pages", test, number)


def _joined(inner: st.SearchStrategy[tuple[str, object]]) -> st.SearchStrategy[tuple[str, object]]:
    pair = st.tuples(inner, st.sampled_from(["AND", "OR"]), inner)
    negated = inner.map(lambda one: (f"NOT ({one[0]})", ("NOT", one[1])))
    return negated | pair.map(
        lambda p: (f"({p[0][0]}) {p[1]} ({p[2][0]})", (p[1], p[0][1], p[2][1]))
    )


def _truth(tree: object, row: Row) -> Truth:
    assert isinstance(tree, tuple)
    match tree:
        case ("NOT", inner):
            inside = _truth(inner, row)
            return None if inside is None else not inside
        case ("AND", left, right):
            both = (_truth(left, row), _truth(right, row))
            return False if False in both else None if None in both else True
        case ("OR", left, right):
            either = (_truth(left, row), _truth(right, row))
            return True if True in either else None if None in either else False
    column, test, value = tree
    return _compare(test, row.sender if column == "sender" else row.pages, value)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(condition=st.recursive(leaf(), _joined, max_leaves=5))
def test_conditions_mean_what_sql_says(
    caller: CmisCaller, rows: tuple[str, list[Row]], condition: tuple[str, object]
) -> None:
    folder, known = rows
    text, tree = condition
    found = caller.found(
        f"SELECT cmis:name FROM sst:document WHERE IN_FOLDER('{folder}') AND ({text})"
        " ORDER BY cmis:name"
    )
    expected = [row.name for row in known if _truth(tree, row) is True]
    assert [row["cmis:name"] for row in found] == expected


@pytest.mark.parametrize(
    ("pattern", "senders"),
    [
        ("A%", {"Anna"}),
        ("%nn_", {"Anna", "Änne"}),
        ("50\\%", {"50%"}),
        ("50\\_", {"50_"}),
        ("50_", {"50%", "50_"}),
        ("O\\'%", {"O'Neill"}),
        ("O''%", {"O'Neill"}),
        ("%\\\\%", {"a\\b"}),
        ("änne", set()),
        ("anna", set()),
    ],
)
def test_like(
    caller: CmisCaller, rows: tuple[str, list[Row]], pattern: str, senders: set[str]
) -> None:
    found = caller.found(
        f"SELECT sst:sender FROM sst:document WHERE IN_FOLDER('{rows[0]}')"
        f" AND sst:sender LIKE '{pattern}'"
    )
    assert {row["sst:sender"] for row in found} == senders


@pytest.mark.parametrize(
    ("condition", "count"),
    [
        ("sst:pages IN (1, 2, 3)", 14),
        ("sst:pages NOT IN (1)", 7),
        ("sst:pages IS NULL", 7),
        ("sst:sender IS NOT NULL AND sst:pages IS NULL", 6),
        ("sst:sender IN ('Anna', 'O\\'Neill')", 6),
        ("sst:sender NOT LIKE 'A%'", 15),
        ("sst:training = TRUE", 21),
        ("sst:training <> true", 0),
        ("cmis:creationDate > TIMESTAMP '2020-01-01T00:00:00.000Z'", 21),
        ("cmis:creationDate < '2020-01-01T00:00:00Z'", 0),
        ("IN_TREE('root')", 21),
        ("IN_FOLDER('root')", 0),
        ("IN_TREE('gibt-es-nicht')", 0),
        ("sst:pages < 1.5", 7),
    ],
)
def test_other_conditions(
    caller: CmisCaller, rows: tuple[str, list[Row]], condition: str, count: int
) -> None:
    found = caller.found(f"SELECT * FROM sst:document WHERE IN_FOLDER('{rows[0]}') AND {condition}")
    assert len(found) == count


def test_paging_order_and_aliases(caller: CmisCaller, rows: tuple[str, list[Row]]) -> None:
    statement = (
        f"SELECT d.cmis:name AS n, sst:pages FROM sst:document AS d WHERE IN_FOLDER(d, '{rows[0]}')"
        " ORDER BY sst:pages DESC, n ASC"
    )
    page = caller.query(statement, maxItems="2", skipCount="6").json()
    assert [row["succinctProperties"] for row in page["results"]] == [
        {"n": "20.pdf", "sst:pages": 3},
        {"n": "01.pdf", "sst:pages": 1},
    ]
    assert (page["hasMoreItems"], page["numItems"]) == (True, 21)
    full = caller.query(statement, maxItems="1", succinct="false").json()["results"][0]
    assert full["properties"]["n"]["id"] == "cmis:name"
    assert full["properties"]["n"]["queryName"] == "n"
    by_get = caller.session.get(
        caller.repository, params={"cmisselector": "query", "q": statement, "maxItems": "0"}
    )
    assert by_get.json() == {"results": [], "hasMoreItems": True, "numItems": 21}


@pytest.mark.parametrize(
    "statement",
    [
        "",
        "SELECT",
        "SELECT * FROM",
        "SELECT * FROM sst:document WHERE",
        "SELECT * FROM sst:document WHERE sst:pages",
        "SELECT * FROM sst:document WHERE sst:pages = 'drei'",
        "SELECT * FROM sst:document WHERE sst:sender = 3",
        "SELECT * FROM sst:document WHERE sst:training > TRUE",
        "SELECT * FROM sst:document WHERE sst:pages LIKE '1%'",
        "SELECT * FROM sst:document WHERE sst:nix = 1",
        "SELECT * FROM sst:document WHERE cmis:path = '/'",
        "SELECT * FROM sst:document WHERE cmis:contentStreamHash = 'x'",
        "SELECT * FROM sst:document WHERE sst:sender = 'offen",
        "SELECT * FROM sst:document WHERE sst:sender = 'a' ; DROP TABLE objects",
        "SELECT * FROM sst:document WHERE (sst:pages = 1",
        "SELECT * FROM sst:document WHERE CONTAINS('x')",
        "SELECT * FROM sst:document WHERE x.sst:pages = 1",
        "SELECT * FROM sst:document d JOIN sst:caseFile c ON d.x = c.y",
        "SELECT * FROM sst:document WHERE sst:pages = 99999999999999999999",
        "SELECT * FROM sst:document WHERE cmis:creationDate > TIMESTAMP 'gestern'",
        "SELECT * FROM sst:document ORDER BY cmis:path",
        "SELECT nix FROM sst:document",
        "SELECT * FROM sst:document WHERE " + "(" * 60 + "sst:pages = 1" + ")" * 60,
        "SELECT * FROM sst:document WHERE sst:sender = '" + "x" * 20_001 + "'",
    ],
)
def test_refused(caller: CmisCaller, statement: str) -> None:
    answer = caller.query(statement)
    assert (answer.status_code, answer.json()["exception"]) == (400, "invalidArgument")


def test_an_unknown_type_is_not_found(caller: CmisCaller) -> None:
    answer = caller.query("SELECT * FROM sst:nix")
    assert (answer.status_code, answer.json()["exception"]) == (404, "objectNotFound")


@given(text=st.text(max_size=60))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        parse(text)
    except InvalidArgument:
        return
    assert text.lstrip().upper().startswith("SELECT")


def test_precedence() -> None:
    tree = parse("SELECT * FROM t WHERE NOT a = 1 AND b = 2 OR c = 3").condition
    a, b, c = (Comparison(name, "=", value) for name, value in (("a", 1), ("b", 2), ("c", 3)))
    assert tree == Either(Both(Not(a), b), c)


def test_timestamps_without_an_offset_are_utc() -> None:
    tree = parse("SELECT * FROM t WHERE a = TIMESTAMP '2026-11-22T08:00:00'").condition
    assert tree == Comparison("a", "=", datetime(2026, 11, 22, 8, tzinfo=UTC))
