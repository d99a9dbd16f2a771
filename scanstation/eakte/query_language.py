"""The CMIS query language as far as this repository speaks it: text to tree.

Source: CMIS 1.1, 2.1.14.2 (grammar). Supported::

    SELECT * | column [AS name], ...  FROM type [AS alias]
    [WHERE condition]  [ORDER BY column [ASC|DESC], ...]

    condition: = <> < <= > >= | [NOT] LIKE | [NOT] IN (...) | IS [NOT] NULL
               | IN_FOLDER(id) | IN_TREE(id) | AND OR NOT ( )
    literal:   'text' with \\' and \\\\ | number | TRUE | FALSE
               | TIMESTAMP '2026-11-22T08:15:00.000Z'

Joins, CONTAINS, SCORE and ANY are refused: the repository says ``metadataonly``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from scanstation.eakte.cmis_errors import InvalidArgument

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>'(?:[^'\\]|\\.|'')*')
  | (?P<number>-?\d+(?:\.\d+)?(?![\w:]))
  | (?P<word>[A-Za-z_][\w:-]*(?:\.[A-Za-z_][\w:-]*)?)
  | (?P<sign><>|<=|>=|[=<>(),*])
    )""",
    re.VERBOSE | re.DOTALL,
)
_LONGEST = 20_000
_DEEPEST = 50

Literal = str | int | float | bool | datetime


@dataclass(frozen=True, slots=True)
class Column:
    """A selected column and the name it goes by in the result."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """``column operator literal``; the operator is = <> < <= > >= or LIKE."""

    column: str
    operator: str
    value: Literal


@dataclass(frozen=True, slots=True)
class Membership:
    """``column IN (literals)``."""

    column: str
    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Absence:
    """``column IS NULL``."""

    column: str


@dataclass(frozen=True, slots=True)
class Within:
    """``IN_FOLDER(folder)``, or ``IN_TREE(folder)`` if ``deep``."""

    folder: str
    deep: bool


@dataclass(frozen=True, slots=True)
class Not:
    """Negation."""

    inner: Condition


@dataclass(frozen=True, slots=True)
class Both:
    """Conjunction."""

    left: Condition
    right: Condition


@dataclass(frozen=True, slots=True)
class Either:
    """Disjunction."""

    left: Condition
    right: Condition


Condition = Comparison | Membership | Absence | Within | Not | Both | Either


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed statement; no columns means ``*``; ``order`` holds column and descending."""

    columns: tuple[Column, ...]
    type: str
    condition: Condition | None
    order: tuple[tuple[str, bool], ...]


def parse(statement: str) -> Query:
    """Parse a statement.

    Raises:
        InvalidArgument: it is not in the supported language.
    """
    if len(statement) > _LONGEST:
        raise InvalidArgument("The query is too long.")
    return _Parser(_tokens(statement)).query()


def _tokens(statement: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    position = 0
    text = statement.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            raise InvalidArgument(f"The query is not understood at character {position + 1}.")
        found.append((match.lastgroup, match[match.lastgroup]))
        position = match.end()
    return found


class _Parser:
    """Recursive descent; OR binds weaker than AND, AND weaker than NOT."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0
        self._alias = ""

    def query(self) -> Query:
        self._expect("SELECT")
        start = self._next
        self._skip_columns()
        self._expect("FROM")
        kind = self._name()
        self._alias = self._table_alias()
        columns = self._columns_from(start)
        condition = self._either() if self._took("WHERE") else None
        order = self._order()
        if self._next < len(self._tokens):
            raise InvalidArgument(f"The query is not understood at {self._tokens[self._next][1]}.")
        return Query(columns, kind, condition, order)

    def _skip_columns(self) -> None:
        while self._next < len(self._tokens) and not self._sees("FROM"):
            self._next += 1

    def _columns_from(self, start: int) -> tuple[Column, ...]:
        """Read the columns now that the alias of the type is known."""
        after, self._next = self._next, start
        columns: list[Column] = []
        if not self._took("*"):
            columns.append(self._selected())
            while self._took(","):
                columns.append(self._selected())
        self._expect("FROM")
        self._next = after
        return tuple(columns)

    def _selected(self) -> Column:
        name = self._column()
        label = self._name() if self._took("AS") else name
        return Column(name, label)

    def _table_alias(self) -> str:
        if self._took("AS"):
            return self._name()
        if self._sees("WHERE") or self._sees("ORDER") or self._next >= len(self._tokens):
            return ""
        return self._name()

    def _order(self) -> tuple[tuple[str, bool], ...]:
        if not self._took("ORDER"):
            return ()
        self._expect("BY")
        order = [self._ordered()]
        while self._took(","):
            order.append(self._ordered())
        return tuple(order)

    def _ordered(self) -> tuple[str, bool]:
        column = self._column()
        if self._took("DESC"):
            return column, True
        self._took("ASC")
        return column, False

    def _either(self) -> Condition:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise InvalidArgument("The query is nested too deeply.")
        left = self._both()
        while self._took("OR"):
            left = Either(left, self._both())
        self._depth -= 1
        return left

    def _both(self) -> Condition:
        left = self._negation()
        while self._took("AND"):
            left = Both(left, self._negation())
        return left

    def _negation(self) -> Condition:
        negated = False
        while self._took("NOT"):
            negated = not negated
        return Not(self._primary()) if negated else self._primary()

    def _primary(self) -> Condition:
        if self._took("("):
            inner = self._either()
            self._expect(")")
            return inner
        for word, deep in (("IN_FOLDER", False), ("IN_TREE", True)):
            if self._took(word):
                return Within(self._folder(), deep)
        return self._predicate(self._column())

    def _predicate(self, column: str) -> Condition:
        if self._took("IS"):
            negated = self._took("NOT")
            self._expect("NULL")
            return Not(Absence(column)) if negated else Absence(column)
        negated = self._took("NOT")
        inner: Condition
        if self._took("IN"):
            inner = Membership(column, self._literals())
        elif self._took("LIKE"):
            inner = Comparison(column, "LIKE", _pattern(self._take()[1]))
        else:
            inner = Comparison(column, self._operator(negated), self._literal())
        return Not(inner) if negated else inner

    def _operator(self, negated: bool) -> str:
        kind, text = self._take()
        if negated or kind != "sign" or text not in ("=", "<>", "<", "<=", ">", ">="):
            raise InvalidArgument(f"The query is not understood at {text}.")
        return text

    def _folder(self) -> str:
        self._expect("(")
        first = self._take()
        if first[0] == "word" and self._took(","):  # IN_TREE(alias, 'id')
            first = self._take()
        if first[0] != "text":
            raise InvalidArgument("IN_FOLDER and IN_TREE take the id of a folder.")
        self._expect(")")
        return _unquoted(first[1])

    def _literals(self) -> tuple[Literal, ...]:
        self._expect("(")
        values = [self._literal()]
        while self._took(","):
            values.append(self._literal())
        self._expect(")")
        return tuple(values)

    def _literal(self) -> Literal:
        kind, text = self._take()
        if kind == "text":
            return _unquoted(text)
        if kind == "number":
            return float(text) if "." in text else int(text)
        if text.upper() in ("TRUE", "FALSE"):
            return text.upper() == "TRUE"
        if text.upper() == "TIMESTAMP":
            return instant(_unquoted(self._take()[1]))
        raise InvalidArgument(f"A value is expected in the query at {text}.")

    def _column(self) -> str:
        name = self._name()
        qualifier, dot, rest = name.partition(".")
        if not dot:
            return name
        if qualifier != self._alias:
            raise InvalidArgument(f"{qualifier} is not the type's alias.")
        return rest

    def _name(self) -> str:
        kind, text = self._take()
        if kind != "word":
            raise InvalidArgument(f"A name is expected in the query at {text}.")
        return text

    def _take(self) -> tuple[str, str]:
        if self._next >= len(self._tokens):
            raise InvalidArgument("The query ends too early.")
        self._next += 1
        return self._tokens[self._next - 1]

    def _sees(self, word: str) -> bool:
        if self._next >= len(self._tokens):
            return False
        kind, text = self._tokens[self._next]
        return kind in ("word", "sign") and text.upper() == word

    def _took(self, word: str) -> bool:
        seen = self._sees(word)
        self._next += seen
        return seen

    def _expect(self, word: str) -> None:
        if not self._took(word):
            raise InvalidArgument(f"{word} is expected in the query.")


def _unquoted(text: str) -> str:
    """Resolve ``\\'``, ``\\\\`` and ``''``."""
    _require_text(text)
    return re.sub(r"\\(['\\])|''", lambda match: match[1] or "'", text[1:-1])


def _pattern(text: str) -> str:
    """Resolve a LIKE literal to a pattern with ``\\`` as its escape character."""
    _require_text(text)
    quotes = re.compile(r"\\'|''|\\[\\%_]|\\", re.DOTALL)
    resolved = {"\\'": "'", "''": "'", "\\": "\\\\"}
    return quotes.sub(lambda match: resolved.get(match[0], match[0]), text[1:-1])


def _require_text(text: str) -> None:
    if not text.startswith("'"):
        raise InvalidArgument(f"A text in quotes is expected in the query at {text}.")


def instant(text: str) -> datetime:
    """Read a point in time as ISO 8601; without an offset it is UTC.

    Raises:
        InvalidArgument: it is not one.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidArgument(f"{text} is not a timestamp.") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
