"""The transfer note says everything that TR-03138 A.NB.4 asks for, and can be read back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from scanstation.errors import ExportFailed
from scanstation.export.note_model import (
    Amendment,
    Attribute,
    Completeness,
    Correction,
    Creator,
    LeftOut,
    NoteAnomaly,
    NoteInput,
    NotePage,
    Organisation,
    Procedure,
    QualityCheck,
    Step,
    Surroundings,
    Times,
)
from scanstation.export.transfer_note import build_note, note_problems, parse_note
from scanstation.model import Box, PageKind, Predecessor
from tests.unit.export import samples


def sample(*origins: str) -> NoteInput:
    pages = tuple(
        replace(samples.note_page(samples.page(), number), origin=origin)  # type: ignore[arg-type]
        for number, origin in enumerate(origins or ("scan", "scan"), 1)
    )
    return samples.note(pages)


def tree(note: NoteInput) -> etree._Element:
    return etree.fromstring(build_note(note))


def test_the_core_has_the_names_and_the_order_of_the_model() -> None:
    root = tree(sample())
    assert root.tag == "Transfervermerk"
    assert root.get("erstellt") == samples.CREATED
    assert [child.tag for child in root][:4] == [
        "Auftragnehmer",
        "Auftraggeber",
        "Dokument",
        "Stapel",
    ]
    assert [child.tag for child in root[0]] == [
        "Name",
        "Strasse",
        "PLZ",
        "Ort",
        "Organisationseinheit",
    ]
    assert [child.tag for child in root[3]] == [
        "Verfahren",
        "PositionDesDokuments",
        "Prozessschritte",
    ]
    assert root[3].get("name") == samples.identifier("batch")
    assert root.findtext("Stapel/PositionDesDokuments") == "Abbild 2 bis 3 von 24"
    steps = root.findall("Stapel/Prozessschritte/Prozessschritt")
    assert [step.get("name") for step in steps] == [
        "Scannen",
        "Indexieren",
        "Qualitätssicherung",
        "Freigabe",
        "Leerseiten aussondern",
    ]
    assert [child.tag for child in steps[0]] == ["Durchfuehrung", "ITSystem", "Attribute"]


def test_every_point_of_the_guideline_is_there() -> None:
    root = tree(sample())
    creator = root.find("Ersteller")
    assert creator is not None
    assert (creator.text, creator.get("pseudonym")) == ("P-0815", "true")
    assert root.findtext("Stapel/Verfahren/Version") == "1.2"
    assert root.findtext("Umfeld/Scanprofil") == "posteingang"
    anomaly = root.find("Dokument/Attribute/Attribut")
    assert anomaly is not None
    assert anomaly.get("auffaelligkeit") == "true"
    times = root.find("Zeitpunkte")
    assert times is not None
    assert set(times.attrib) == {
        "posteingang", "erfassungVon", "erfassungBis", "indexierung", "freigabe",
    }  # fmt: skip
    check = root.find("Pruefungen/Pruefung")
    assert check is not None
    assert check.get("bestanden") == "true"
    agreement = root.find("Uebereinstimmung")
    assert agreement is not None
    assert (agreement.get("bildlich"), agreement.get("inhaltlich")) == ("true", "true")
    assert "bildlich und inhaltlich mit dem Papierdokument übereinstimmt" in (agreement.text or "")
    assert "1 leere Seite(n)" in (agreement.text or "")
    assert "1 durch neue Abbilder ersetzte Seite(n)" in (agreement.text or "")


def test_what_limits_the_agreement_is_said_in_it() -> None:
    note = sample("scan", "born_digital", "import")
    first, second, third = note.pages
    pages = (replace(first, crop=Box(0, 0, 9, 9), crop_removes_content=True), second,
             replace(third, symbol_coded=True))  # fmt: skip
    text = tree(replace(note, pages=pages)).findtext("Uebereinstimmung") or ""
    assert "Auf Seite 1 blendet ein Zuschnitt Bildinhalt aus" in text
    assert "elektronischen Originaldatei: Seite 2" in text
    assert "(JBIG2) importiert: Seite 3" in text


def test_born_digital_documents_get_no_statement_about_paper() -> None:
    root = tree(replace(sample("born_digital"), checks=()))
    assert root.tag == "Eingangsvermerk"
    assert root.find("Uebereinstimmung") is None
    assert "nicht um ein Scanprodukt" in (root.findtext("Herkunft") or "")


def test_scattered_images_are_listed() -> None:
    note = sample()
    pages = (note.pages[0], replace(note.pages[1], position=9))
    root = tree(replace(note, pages=pages))
    assert root.findtext("Stapel/PositionDesDokuments") == (
        "Abbild 2 bis 9 von 24 (im Einzelnen 2, 9)"
    )
    one = tree(replace(note, pages=note.pages[:1]))
    assert one.findtext("Stapel/PositionDesDokuments") == "Abbild 2 von 24"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"creator": Creator(" ")}, "no creator"),
        ({"creator": Creator("kreis mühlenau ")}, "not a person"),
        ({"creator": Creator("Zentrale Scanstelle", True)}, "not a person"),
        ({"creator": Creator("Gemeinde Öd")}, "not a person"),
        ({"checks": ()}, "no passed quality check"),
        ({"checks": (QualityCheck("P-1", samples.CREATED, False, 1),)}, "no passed quality check"),
        ({"pages": ()}, "no pages"),
        ({"procedure": Procedure("a", " ", "2026-01-01", samples.ORGANISATION)}, "no version"),
        ({"procedure": Procedure("a", "1", "neulich", samples.ORGANISATION)}, "line"),
        ({"journal_head": "abc"}, "line"),
        ({"created": "gestern"}, "line"),
        ({"package": "1"}, "line"),
    ],
)
def test_what_is_missing_or_misshapen_is_refused(change: dict[str, object], reason: str) -> None:
    with pytest.raises(ExportFailed, match=reason) as caught:
        build_note(replace(sample(), **change))  # type: ignore[arg-type]
    assert caught.value.details["document"] == 3


def test_what_xml_cannot_hold_does_not_stop_an_export() -> None:
    """A file name on a scanner's share may hold any byte."""
    note = sample()
    page = replace(note.pages[0], source="Scan\x01\udcff\x85.pdf")
    read = parse_note(build_note(replace(note, pages=(page,), box="\x00")))
    assert read.pages[0].source == "Scan\ufffd\ufffd\x85.pdf"
    assert read.box == "\ufffd"


def test_a_reason_never_carries_content() -> None:
    with pytest.raises(ExportFailed) as caught:
        build_note(replace(sample(), batch_opened="Geheimer Name"))
    assert "Geheimer" not in str(caught.value)
    assert re.search(r"Schemafehler, Zeile \d+: \w+", caught.value.sentence("de"))
    assert re.search(r"schema error, line \d+: \w+", caught.value.sentence("en"))


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<a",
        b"<Transfervermerk/>",
        b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><Transfervermerk>&e;</Transfervermerk>',
        b'<!DOCTYPE a [<!ENTITY e "xxxxxxxxx">]><Transfervermerk>&e;&e;</Transfervermerk>',
    ],
)
def test_what_is_no_note_is_named_as_such(xml: bytes) -> None:
    assert note_problems(xml)
    with pytest.raises(ValueError, match=r"line|not well-formed|document type"):
        parse_note(xml)


def test_the_schema_refuses_what_the_guideline_forbids() -> None:
    data = build_note(sample())
    assert note_problems(data) == []
    for old, new in (
        (b'bildlich="true"', b'bildlich="false"'),
        (b'pseudonym="true"', b""),
        (b">P-0815</Ersteller>", b"> </Ersteller>"),
        (b"<Seiten>2</Seiten>", b"<Seiten>0</Seiten>"),
        (b'drehung="0"', b'drehung="45"'),
    ):
        assert old in data
        assert note_problems(data.replace(old, new))


LETTERS = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=9
)
TEXT = st.lists(LETTERS, min_size=1, max_size=3).map(" ".join)
EMPTY_OR_TEXT = st.just("") | TEXT
TIME = st.datetimes(datetime(1970, 1, 1), datetime(9999, 1, 1)).map(
    lambda time: time.isoformat() + "+01:00"
)
DATE = st.dates(date(1970, 1, 1)).map(str)
SHA256 = st.binary(min_size=32, max_size=32).map(bytes.hex)
UUID = st.uuids().map(str)
COUNT = st.integers(0, 9999)
SIDE = st.sampled_from(["front", "back"])


def many(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


ORGANISATIONS = st.builds(Organisation, TEXT, TEXT, TEXT, EMPTY_OR_TEXT, EMPTY_OR_TEXT)
BOXES = st.builds(Box, *[st.integers(-99, 9999)] * 4)
NUMBERS = st.floats(1, 9999)
PAGES = st.builds(
    NotePage,
    number=st.integers(1, 99),
    page=UUID,
    position=st.integers(1, 99),
    sheet=COUNT,
    side=SIDE,
    sha256=SHA256,
    media_type=TEXT,
    width=st.integers(1, 9999),
    height=st.integers(1, 9999),
    dpi=st.tuples(NUMBERS, NUMBERS),
    rotation=st.sampled_from([0, 90, 180, 270]),
    skew=st.floats(-45, 45),
    crop=st.none() | BOXES,
    crop_removes_content=st.booleans(),
    origin=st.sampled_from(["scan", "import", "born_digital"]),
    symbol_coded=st.booleans(),
    source=EMPTY_OR_TEXT,
    original=st.just("") | SHA256,
    stream_sha256=st.just("") | SHA256,
    stream_filter=EMPTY_OR_TEXT,
    recoded=st.booleans(),
)
STEPS = st.builds(
    Step, TEXT, TIME, TEXT, TEXT, many(st.builds(Attribute, TEXT, EMPTY_OR_TEXT, st.booleans()))
)
FORMER = st.builds(
    Predecessor,
    batch=UUID,
    document=UUID,
    number=COUNT,
    package=UUID,
    target=EMPTY_OR_TEXT,
    receipt=st.just("") | UUID,
)
NOTES = st.builds(
    NoteInput,
    created=TIME,
    batch=UUID,
    document=UUID,
    package=UUID,
    batch_opened=TIME,
    number=COUNT,
    images_in_batch=COUNT,
    journal_head=SHA256,
    journal_row=COUNT,
    contractor=ORGANISATIONS,
    creator=st.builds(Creator, TEXT.map(lambda text: "P-" + text), st.booleans()),
    procedure=st.builds(Procedure, TEXT, TEXT, st.just("") | DATE, ORGANISATIONS, TEXT),
    surroundings=st.builds(
        Surroundings, TEXT, TEXT, TEXT, EMPTY_OR_TEXT, many(TEXT), TEXT, EMPTY_OR_TEXT, SHA256
    ),
    times=st.builds(Times, TIME, TIME, TIME, st.just("") | TIME, st.just("") | DATE),
    completeness=st.builds(Completeness, *[COUNT] * 8, st.none() | COUNT),
    pages=st.lists(PAGES, min_size=1, max_size=3).map(tuple),
    checks=st.lists(
        st.builds(QualityCheck, TEXT, TIME, st.just(True), COUNT, EMPTY_OR_TEXT), min_size=1
    ).map(tuple),
    client=st.none() | ORGANISATIONS,
    left_out=many(
        st.builds(
            LeftOut, UUID, st.integers(1, 99), COUNT, SIDE, SHA256, st.sampled_from(PageKind),
            EMPTY_OR_TEXT, EMPTY_OR_TEXT,
        )
    ),
    anomalies=many(
        st.builds(NoteAnomaly, TEXT, EMPTY_OR_TEXT, st.just("") | TIME, COUNT, EMPTY_OR_TEXT)
    ),
    corrections=many(st.builds(Correction, TEXT, TEXT, TIME, st.just("") | UUID)),
    steps=many(STEPS),
    box=EMPTY_OR_TEXT,
    amends=st.none()
    | st.builds(Amendment, TEXT, st.tuples(FORMER) | st.tuples(FORMER, FORMER), EMPTY_OR_TEXT),
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(note=NOTES)
def test_a_note_is_read_back_exactly(note: NoteInput) -> None:
    data = build_note(note)
    assert note_problems(data) == []
    assert parse_note(data) == note
