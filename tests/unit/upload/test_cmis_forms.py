from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests_toolbelt.multipart.decoder import MultipartDecoder

from scanstation.upload.cmis_forms import (
    Part,
    fields,
    file_body,
    form_body,
    like_literal,
    property_fields,
    same_value,
    text_literal,
    wire_value,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"))


def test_every_form_says_its_charset_first() -> None:
    assert fields("query", ("statement", "x"), ("changeToken", "")) == [
        ("_charset_", "UTF-8"),
        ("cmisaction", "query"),
        ("succinct", "true"),
        ("statement", "x"),
    ]


def test_properties_are_counted_without_gaps() -> None:
    assert property_fields({"cmis:name": "a", "x:many": ("b", "c"), "x:one": "d"}) == [
        ("propertyId[0]", "cmis:name"),
        ("propertyValue[0]", "a"),
        ("propertyId[1]", "x:many"),
        ("propertyValue[1][0]", "b"),
        ("propertyValue[1][1]", "c"),
        ("propertyId[2]", "x:one"),
        ("propertyValue[2]", "d"),
    ]


@given(TEXT, st.binary(max_size=5000), st.integers(0, 300), st.integers(0, 5000))
def test_a_part_of_a_file_goes_out_as_it_is(
    value: str, content: bytes, start: int, length: int
) -> None:
    length = max(0, min(length, len(content) - start))
    start = min(start, len(content))
    part = Part(Path("x"), "Größe.pdf", "application/pdf", start, length)
    body = file_body([("name", value)], part, io.BytesIO(content))
    sent = bytearray()
    data = body.data()
    assert data.len == len(data.to_string()) or length >= 0
    body = file_body([("name", value)], part, io.BytesIO(content))
    data = body.data()
    while block := data.read(700):
        sent += block
    name, file = MultipartDecoder(bytes(sent), body.content_type).parts
    assert name.content == value.encode()
    assert file.content == content[start : start + length]
    disposition = file.headers[b"Content-Disposition"]
    assert b'name="content"' in disposition
    assert "Größe.pdf".encode() in disposition


def test_a_file_that_became_shorter_ends_the_transfer() -> None:
    part = Part(Path("x"), "x.pdf", "application/pdf", 0, 100)
    body = file_body([], part, io.BytesIO(b"only this"))
    with pytest.raises(OSError, match="shorter"):
        body.data().to_string()


def test_a_form_without_file_is_utf8() -> None:
    body = form_body([("statement", "Müller & Söhne")])
    assert body.data() == b"statement=M%C3%BCller+%26+S%C3%B6hne"
    assert "UTF-8" in body.content_type


def test_quotes_and_backslashes_are_escaped() -> None:
    assert text_literal("O'Brien \\ %_") == "'O\\'Brien \\\\ %_'"
    assert like_literal("50_%'") == "'%50\\_\\%\\'%'"
    assert like_literal("a", before="") == "'a%'"


@given(TEXT)
def test_no_text_leaves_its_literal(text: str) -> None:
    inside = text_literal(text)[1:-1]
    assert inside.replace("\\\\", "").replace("\\'", "").count("'") == 0
    assert not inside.replace("\\\\", "").endswith("\\")


NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "kind", "wire"),
    [
        ("Größe", "string", "Größe"),
        ("Gro\u0308ße", "string", "Größe"),
        (("a", "b"), "string", ("a", "b")),
        (NOON, "datetime", "1795348800000"),
        (NOON.astimezone(timezone(timedelta(hours=1))), "datetime", "1795348800000"),
        ("2026-11-22", "datetime", "1795305600000"),
        (NOON, "string", "2026-11-22T12:00:00+00:00"),
        ("7", "integer", "7"),
        (" 7 ", "integer", "7"),
        ("7.50", "decimal", "7.5"),
        ("true", "boolean", "true"),
    ],
)
def test_values_take_the_form_of_their_type(
    value: str | tuple[str, ...] | datetime, kind: str, wire: str | tuple[str, ...]
) -> None:
    assert wire_value(value, kind) == wire


@pytest.mark.parametrize(
    ("value", "kind"),
    [("7.5", "integer"), ("seven", "decimal"), ("ja", "boolean"), ("gestern", "datetime")],
)
def test_values_of_the_wrong_kind_are_refused(value: str, kind: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any sentence will do, the caller names it
        wire_value(value, kind)


@pytest.mark.parametrize(
    ("sent", "stored", "kind", "same"),
    [
        ("a", "a", "string", True),
        ("a", " a ", "string", True),
        ("Größe", "Gro\u0308ße", "string", True),
        ("Größe", "GrÃ¶ÃŸe", "string", False),
        ("a", None, "string", False),
        ("a", "A", "string", False),
        (("a", "b"), ["a", "b"], "string", True),
        (("a", "b"), ["b", "a"], "string", False),
        (("a",), [], "string", False),
        ("7", 7, "integer", True),
        ("7", 8, "integer", False),
        ("1795348800000", 1795348800000, "datetime", True),
        ("1795348800000", 1795305600000, "datetime", False),
        ("true", True, "boolean", True),
        ("true", False, "boolean", False),
        ("7.5", 7.5, "decimal", True),
        ("7", "sieben", "integer", False),
    ],
)
def test_what_came_back_is_compared_by_its_type(
    sent: str | tuple[str, ...], stored: object, kind: str, same: bool
) -> None:
    assert same_value(sent, stored, kind) == same
