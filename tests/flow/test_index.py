"""Where index values come from, and what a person has to say about them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from scanstation.errors import ConfigurationUnknown, EditRefused
from scanstation.indexing.lookup import CachedCaseFiles, CaseFiles
from scanstation.model import Document, ValueSource
from scanstation.ocr.engine import Recognition
from scanstation.upload.credentials import MemoryCredentials, Secret
from scanstation.workflow import edit, index, recognise, release
from scanstation.workflow.lookups import open_lookups
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace
from tests.builders.eakte import TOKEN, config_in, running
from tests.builders.office import FIRST, SECOND, Office


def document(session: BatchSession, number: int) -> Document:
    return session.batch().documents[number - 1]


def codes(office: Office, session: BatchSession) -> set[tuple[str, int]]:
    found = release.problems(office.workspace(), session)
    return {(one.code, one.document) for one in found if one.document and one.code != "not_shown"}


def test_separator_sheets_fill_class_and_case_number_of_their_document_only(
    office: Office,
) -> None:
    with office.open() as session:
        first, second = session.batch().documents
        assert (first.document_class, second.document_class) == ("nachweis", "posteingang")
        for one, number in ((first, FIRST), (second, SECOND)):
            value = one.fields["case_number"]
            assert (value.value, value.source) == (number, ValueSource.SEPARATOR)
            assert value.confirmed_by == ""
        assert codes(office, session) == set()


def test_a_sheets_value_does_not_leak_into_a_document_that_begins_behind_it(
    office: Office,
) -> None:
    with office.open() as session:
        edit.split(session, 5)
        index.refresh(office.workspace(), session)
        assert document(session, 1).fields["case_number"].value == FIRST
        middle = document(session, 2)
        assert middle.document_class == "posteingang"
        assert FIRST not in {one.value for one in middle.fields.values()}
        assert SECOND not in {one.value for one in middle.fields.values()}
        assert document(session, 3).fields["case_number"].value == SECOND


def test_a_sheets_value_goes_with_its_document_and_ends_with_it(office: Office) -> None:
    with office.open() as session:
        edit.join(session, 9)
        index.refresh(office.workspace(), session)
        (only,) = session.batch().documents
        assert only.fields["case_number"].value == FIRST
        assert SECOND not in {one.value for one in only.fields.values()}


def test_recognised_text_only_suggests_a_case_number(office: Office) -> None:
    with office.open() as session:
        edit.split(session, 5)
        index.refresh(office.workspace(), session)
        value = document(session, 2).fields["case_number"]
        assert (value.value, value.source) == ("50.1-103/2026", ValueSource.OCR)
        page = session.batch().page(value.page)
        assert page.number in (5, 6)
        assert value.region is not None
        assert value.region.left < value.region.right <= page.image.width
        assert ("case_number_unconfirmed", 2) in codes(office, session)
        index.confirm(session, 2, "case_number")
        confirmed = document(session, 2).fields["case_number"]
        assert (confirmed.source, confirmed.confirmed_by) == (ValueSource.OCR, "anna")
        assert ("case_number_unconfirmed", 2) not in codes(office, session)
        found = index.suggestions(office.workspace(), session, 2)
        assert found["case_number"][0].value == "50.1-103/2026"


def test_what_was_read_stays_until_a_turned_page_is_read_anew(office: Office) -> None:
    with office.open() as session:
        edit.split(session, 5)
        index.refresh(office.workspace(), session)
        read = document(session, 2).fields["case_number"]
        assert read.source is ValueSource.OCR
        page = session.batch().page(read.page)
        edit.rotate(session, [page.number], 180)
        session.suggested.clear()  # as after the program was started again
        index.refresh(office.workspace(), session)
        turned = session.batch().page(page.id)
        assert (turned.words, turned.former_words) == ("", page.words)
        assert turned in recognise.unread_pages(session.batch())
        assert document(session, 2).fields["case_number"] == read
        assert ("case_number_unconfirmed", 2) in codes(office, session)
        recognise.keep_text(session, turned, Recognition((), 0.0, "engine", "1", "deu"))
        index.refresh(office.workspace(), session)
        assert session.batch().page(page.id).former_words == ""
        assert read.page not in {one.page for one in document(session, 2).fields.values()}


def test_a_persons_value_stays_and_can_be_cleared(office: Office) -> None:
    with office.open(by="P-4711") as session:
        workspace = office.workspace("P-4711")
        index.set_value(workspace, session, 2, "sender", "Stadtwerke Musterstadt")
        index.set_value(workspace, session, 2, "case_number", "50.2-71/2026")
        index.set_value(workspace, session, 2, "document_date", "3.2.2026")
        index.refresh(workspace, session)
        fields = document(session, 2).fields
        assert fields["sender"].value == "Stadtwerke Musterstadt"
        assert fields["document_date"].value == "2026-02-03"
        assert fields["case_number"].confirmed_by == "P-4711"
        index.set_value(workspace, session, 2, "case_number", "")
        index.refresh(workspace, session)
        assert "case_number" not in document(session, 2).fields
        assert ("required", 2) in codes(office, session)
        edit.undo(session)
        assert document(session, 2).fields["case_number"].value == "50.2-71/2026"


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("case_number", "50.1-1", "pattern"),
        ("document_date", "gestern vielleicht", "date"),
        ("document_date", "2999-01-01", "date_implausible"),
        ("kind", "Brief", "choice"),
        ("sender", "x" * 300, "too_long"),
    ],
)
def test_what_is_wrong_with_a_value_holds_the_release(
    office: Office, field: str, value: str, code: str
) -> None:
    with office.open() as session:
        index.set_value(office.workspace(), session, 1, field, value)
        assert (code, 1) in codes(office, session)


def test_unknown_fields_and_empty_ones_are_refused(office: Office) -> None:
    with office.open() as session:
        head = session.batch().head
        with pytest.raises(EditRefused) as unknown:
            index.set_value(office.workspace(), session, 1, "farbe", "rot")
        with pytest.raises(EditRefused) as empty:
            index.confirm(session, 1, "sender")
        assert session.batch().head == head
    assert "Das Feld farbe gibt es nicht. Vorhanden: case_number" in unknown.value.sentence("de")
    assert "the field sender is empty" in empty.value.sentence("en")


def test_a_class_set_by_hand_decides_which_fields_are_filled(
    office: Office, tmp_path: Path
) -> None:
    workspace = office.workspace()
    with office.open() as session, at_the_eakte(office, tmp_path / "eakte") as lookups:
        assert "person" in filled(workspace, session, lookups).fields
        edit.set_class(session, 1, "posteingang")
        assert document(session, 1).document_class == "posteingang"
        assert "person" not in filled(workspace, session, lookups).fields
        edit.undo(session)
        assert "person" in filled(workspace, session, lookups).fields


def test_a_class_whose_file_is_gone_is_named(office: Office) -> None:
    with office.open() as session:
        edit.set_class(session, 1, "verschwunden")
        with pytest.raises(ConfigurationUnknown, match="verschwunden"):
            index.refresh(office.workspace(), session)


@contextmanager
def at_the_eakte(office: Office, folder: Path) -> Iterator[dict[str, CaseFiles]]:
    """Look-ups that the embedded eAkte answers."""
    packaged = Path(__file__).parents[2] / "resources/tenants/uebung/targets/uebung.toml"
    target = office.home / "kreis" / "targets" / "uebung.toml"
    target.write_text(packaged.read_text(encoding="utf-8"), encoding="utf-8")
    workspace = office.workspace()
    profile = replace(workspace.configuration.profile("posteingang"), target="uebung")
    credentials = MemoryCredentials()
    credentials.put("kreis", "uebung", Secret("scanstation", TOKEN))
    with running(config_in(folder)) as server:
        yield dict(open_lookups(workspace, profile, credentials, server.service_url))


def _ask_again(lookups: dict[str, CaseFiles]) -> None:
    """As after a while: the target is asked instead of memory."""
    akten = lookups["akten"]
    assert isinstance(akten, CachedCaseFiles)
    akten.ask_again()


def filled(workspace: Workspace, session: BatchSession, lookups: dict[str, CaseFiles]) -> Document:
    index.refresh(workspace, session, lookups)
    return document(session, 1)


def test_a_hit_in_the_eakte_fills_what_it_knows_and_answers_offline_afterwards(
    office: Office, tmp_path: Path
) -> None:
    workspace = office.workspace()
    with office.open() as session:
        with at_the_eakte(office, tmp_path / "eakte") as lookups:
            found = filled(workspace, session, lookups)
            assert found.fields["person"].value == "Müller, Anna"
            assert found.fields["person"].source is ValueSource.LOOKUP
            assert lookups["akten"].exact(FIRST).hit
            assert not lookups["akten"].exact(FIRST).offline
            assert lookups["akten"].exact("50.1-999/2026").state == "miss"
        head = session.batch().head
        assert filled(workspace, session, lookups).fields["person"].value == "Müller, Anna"
        assert session.batch().head == head
        assert not lookups["akten"].exact(FIRST).offline
        _ask_again(lookups)
        assert lookups["akten"].exact(FIRST).offline
        assert lookups["akten"].exact("50.1-999/2026").state == "unknown"
        assert index.problems(workspace, session.batch(), lookups) == []
