"""The CMIS uploader at the embedded eAkte."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pytest

from scanstation.eakte.config import EakteConfig
from scanstation.eakte.faults.plan import Fault, FaultPlan, ScriptedFault
from scanstation.eakte.server import EakteServer
from scanstation.errors import (
    OutcomeUnknown,
    StoredDiffers,
    StoredTwice,
    TargetLoginFailed,
    TargetRefused,
)
from scanstation.model import UploadState
from scanstation.upload.cmis import CmisUploader
from scanstation.upload.cmis_options import CmisOptions
from scanstation.upload.cmis_repository import TypeRules
from scanstation.upload.cmis_values import own_values
from scanstation.upload.http import Connection, Login
from scanstation.upload.names import DESCRIPTION
from scanstation.upload.outbox import Pace, UploadRecord, advance
from scanstation.upload.uploader import CaseFileSource, Outgoing, PropertyValue, Remote
from tests.builders.targets import EAKTE_OPTIONS, CmisBench, Eakte
from tests.unit.upload.memory_target import letter

PACE = Pace(sleep=lambda seconds: None)


@pytest.fixture(scope="module")
def eakte(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Eakte]:
    eakte = Eakte(tmp_path_factory.mktemp("eakte"))
    yield eakte
    eakte.server.stop()


@pytest.fixture
def bench(eakte: Eakte) -> Iterator[CmisBench]:
    with eakte.bench() as bench:
        yield bench


def at(bench: CmisBench, **options: Any) -> CmisUploader:
    bench.options = replace(EAKTE_OPTIONS, **options)
    return bench.uploader()


def outgoing(folder: Path, case: str = "50.1-7/2026", **properties: PropertyValue) -> Outgoing:
    named = {f"sst:{name}": value for name, value in properties.items()}
    made = letter(folder, b"%PDF-1.7 Bescheid" * 50, str(uuid.uuid4()))
    return replace(made, properties=named, filing={"case_number": case})


def send(uploader: CmisUploader, package: Outgoing, **last: Any) -> UploadRecord:
    first = UploadRecord(package.package, package.document, **last)
    return advance(first, package, uploader, lambda record: None, PACE)


def refused(end: UploadRecord) -> str:
    assert isinstance(end.failure, TargetRefused), end
    return str(end.failure.details["reason"])


# --- index values ----------------------------------------------------------------------------


def test_index_values_arrive_in_the_form_of_their_type(bench: CmisBench, tmp_path: Path) -> None:
    package = outgoing(
        tmp_path,
        caseNumber="50.1-7/2026",
        subject="Größe: 'O\\'Brien' & <Söhne>",
        pages="3",
        documentDate="2026-11-22",
        received=datetime(2026, 11, 22, 12, tzinfo=UTC),
        sender="",
    )
    assert send(at(bench), package).state is UploadState.VERIFIED
    (row,) = bench.rows_of("sst:document", package.package)
    assert row["sst:subject"] == "Größe: 'O\\'Brien' & <Söhne>"
    assert row["sst:pages"] == 3
    assert row["sst:documentDate"] == 1795305600000
    assert row["sst:received"] == 1795348800000
    assert row["sst:packageId"] == package.package
    assert row["sst:documentId"] == package.document
    assert row["sst:sha256"] == package.sha256


@pytest.mark.parametrize("verify", ["download", "target-hash"])
@pytest.mark.parametrize("kind", ["sst:document", "cmis:document"])
def test_the_embedded_eakte_says_that_its_receipts_are_training(
    bench: CmisBench, tmp_path: Path, kind: str, verify: str
) -> None:
    with closing(at(bench, object_type=kind, verify=verify)) as uploader:
        end = send(uploader, outgoing(tmp_path))
    assert end.stored is not None
    assert end.stored.training


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("colour", "x", "sst:colour is unknown"),
        ("training", "true", "sst:training is read-only"),
        ("pages", "drei", "sst:pages needs a value of type integer"),
        ("documentDate", "gestern", "sst:documentDate needs a value of type datetime"),
        ("sender", "x" * 256, "sst:sender takes at most 255 characters"),
        ("sender", ("a", "b"), "sst:sender takes one value only"),
    ],
)
def test_a_value_that_does_not_fit_is_named_before_anything_is_sent(
    bench: CmisBench, tmp_path: Path, name: str, value: PropertyValue, problem: str
) -> None:
    package = replace(outgoing(tmp_path), properties={f"sst:{name}": value})
    assert problem in refused(send(at(bench), package))
    assert bench.copies(package.package) == []


def test_unknown_values_can_be_left_out(bench: CmisBench, tmp_path: Path) -> None:
    package = outgoing(tmp_path, colour="rot", training="true", subject="Betreff")
    end = send(at(bench, ignore_unknown_properties=True), package)
    assert end.state is UploadState.VERIFIED


@pytest.mark.parametrize("kind", ["sst:document", "cmis:document"])
def test_what_a_corrected_version_replaces_is_said_to_people(
    bench: CmisBench, tmp_path: Path, kind: str
) -> None:
    said = "Berichtigte Fassung von Dokument 1, Paket 2"
    package = replace(outgoing(tmp_path), properties={DESCRIPTION: said})
    assert send(at(bench, object_type=kind), package).state is UploadState.VERIFIED
    (row,) = bench.rows(package.package)
    assert row["cmis:description"] == said


def test_a_description_is_left_out_where_the_type_has_no_place_for_it(tmp_path: Path) -> None:
    rules = TypeRules("x:letter", "x:letter", True, {})
    package = replace(outgoing(tmp_path), properties={DESCRIPTION: "Berichtigte Fassung"})
    assert own_values(package, rules, CmisOptions(), "ziel") == ()


def test_a_value_that_came_back_otherwise_is_noticed(bench: CmisBench, tmp_path: Path) -> None:
    package = outgoing(tmp_path, subject="Antrag")
    end = send(at(bench), package)
    (row,) = bench.rows(package.package)
    bench.post(
        row,
        {"cmisaction": "update", "propertyId[0]": "sst:subject", "propertyValue[0]": "Widerspruch"},
    )
    again = send(at(bench), package, state=UploadState.STORED, remote_id=end.remote_id)
    assert isinstance(again.failure, StoredDiffers)
    assert "sst:subject" in str(again.failure)
    assert "Widerspruch" not in str(again.failure)


# --- filing ----------------------------------------------------------------------------------


def test_a_case_file_is_used_wherever_it_lies(bench: CmisBench, tmp_path: Path) -> None:
    source = at(bench)
    assert isinstance(source, CaseFileSource)
    case_file = source.case_files("50.1-123/2026", exact=True)[0]
    package = outgoing(tmp_path, case=case_file.number)
    assert send(at(bench), package).state is UploadState.VERIFIED
    place = bench.place(package.package)
    assert place.count("/") > 1, "the example case file lies deep in the filing plan"


def test_case_files_are_looked_up_by_a_part_of_the_number(bench: CmisBench) -> None:
    source = at(bench)
    numbers = {one.number for one in source.case_files("123/2026")}
    assert "50.1-123/2026" in numbers
    assert source.case_files("123/2026", exact=True) == ()
    assert source.case_files("' OR '1'='1") == ()
    assert source.case_files("50_1%") == ()
    assert at(bench, case_file_type="").case_files("50") == ()


def test_a_missing_case_file_is_created_with_its_number_once(
    bench: CmisBench, tmp_path: Path
) -> None:
    for _ in range(2):
        end = send(at(bench), outgoing(tmp_path, case="51.9-1/2026"))
        assert end.state is UploadState.VERIFIED
    assert [one.number for one in at(bench).case_files("51.9-1/2026")] == ["51.9-1/2026"]


def test_a_missing_folder_is_refused_where_none_may_be_made(
    bench: CmisBench, tmp_path: Path
) -> None:
    uploader = at(bench, create_folders=False)
    assert "may not be created" in refused(send(uploader, outgoing(tmp_path, case="99-1/2026")))


def test_a_missing_root_is_refused(bench: CmisBench, tmp_path: Path) -> None:
    uploader = at(bench, root_folder="/Gibt es nicht")
    assert "Gibt es nicht" in refused(send(uploader, outgoing(tmp_path, case="99-2/2026")))
    with pytest.raises(TargetRefused):
        uploader.test()


def test_a_folder_that_vanished_meanwhile_is_made_again(bench: CmisBench, tmp_path: Path) -> None:
    uploader = at(bench)
    first = outgoing(tmp_path, case="99-3/2026")
    send(uploader, first)
    bench.remove(first.package)
    (folder,) = uploader.case_files("99-3/2026")
    bench.post({"cmis:objectId": folder.id}, {"cmisaction": "delete"})
    second = outgoing(tmp_path, case="99-3/2026")
    end = send(uploader, second)
    assert isinstance(end.failure, OutcomeUnknown)
    assert send(uploader, second, state=UploadState.FAILED).state is UploadState.VERIFIED


def test_a_document_where_the_folder_should_be_is_refused(bench: CmisBench, tmp_path: Path) -> None:
    plain: dict[str, Any] = {"case_file_type": "", "case_file_property": ""}
    first = outgoing(tmp_path, case="99-4/2026")
    send(at(bench, **plain), first)
    (row,) = bench.rows(first.package)
    second = replace(outgoing(tmp_path), filing={"case_number": "99-4/2026"})
    template = "{case_number}/" + str(row["cmis:name"])
    assert "a document lies" in refused(send(at(bench, folder=template, **plain), second))


# --- copies, parts and tokens ----------------------------------------------------------------


def second_copy(bench: CmisBench, package: Outgoing) -> Remote:
    """Make a copy of the package in another folder, as a repeated request would."""
    elsewhere = replace(package, filing={"case_number": "77-1/2026"})
    return at(bench).send(elsewhere, None, lambda remote: None)


def test_a_second_copy_is_discarded(bench: CmisBench, tmp_path: Path) -> None:
    package = outgoing(tmp_path)
    second_copy(bench, package)
    kept = at(bench).send(package, None, lambda remote: None)
    end = send(at(bench), package, state=UploadState.SENDING, remote_id=kept.id)
    assert end.state is UploadState.VERIFIED
    assert [row["cmis:objectId"] for row in bench.rows(package.package)] == [kept.id]


def test_a_second_copy_that_somebody_touched_stays_and_is_reported(
    eakte: Eakte, bench: CmisBench, tmp_path: Path
) -> None:
    package = outgoing(tmp_path)
    other = second_copy(bench, package)
    mine = at(bench).send(package, None, lambda remote: None)
    clerk = Login("sachbearbeitung", eakte.login.secret, "basic")
    desk = CmisBench(eakte.service(), clerk, EAKTE_OPTIONS, lambda: None)
    with closing(desk):
        change = {"propertyId[0]": "sst:subject", "propertyValue[0]": "bearbeitet"}
        desk.post({"cmis:objectId": other.id}, {"cmisaction": "update", **change})
    end = send(at(bench), package, state=UploadState.SENDING, remote_id=mine.id)
    assert isinstance(end.failure, StoredTwice)
    assert len(bench.rows(package.package)) == 2


def test_a_moved_document_is_found_by_its_id(bench: CmisBench, tmp_path: Path) -> None:
    package = outgoing(tmp_path)
    uploader = at(bench, package_property="", document_property="", hash_property="")
    sent = uploader.send(package, None, lambda remote: None)
    (row,) = bench.rows(package.package)
    rename = {"propertyId[0]": "cmis:name", "propertyValue[0]": "umbenannt.pdf"}
    bench.post(row, {"cmisaction": "update", **rename})
    assert uploader.find(package) == ()
    assert [one.id for one in uploader.find(package, sent.id)] == [sent.id]


def test_a_stale_state_is_never_continued(bench: CmisBench, tmp_path: Path) -> None:
    package = outgoing(tmp_path)
    uploader = at(bench, chunk_size=300)
    parts: list[Remote] = []
    done = uploader.send(package, None, parts.append)
    assert [part.size for part in parts] == [300, 600]
    with pytest.raises(OutcomeUnknown):
        uploader.send(package, parts[0], lambda remote: None)
    assert uploader.find(package)[0].size == done.size == package.size
    assert bench.copies(package.package) == [package.path.read_bytes()]


def test_a_taken_name_is_looked_into_instead_of_sent_again(
    bench: CmisBench, tmp_path: Path
) -> None:
    package = outgoing(tmp_path)
    uploader = at(bench)
    uploader.send(package, None, lambda remote: None)
    with pytest.raises(OutcomeUnknown):
        uploader.send(package, None, lambda remote: None)
    assert len(bench.rows(package.package)) == 1


def test_a_document_without_content_gets_it(bench: CmisBench, tmp_path: Path) -> None:
    package = outgoing(tmp_path)
    sent = at(bench).send(package, None, lambda remote: None)
    bench.post({"cmis:objectId": sent.id}, {"cmisaction": "deleteContent"})
    end = send(at(bench), package, state=UploadState.SENDING)
    assert (end.state, end.remote_id) == (UploadState.VERIFIED, sent.id)
    assert bench.copies(package.package) == [package.path.read_bytes()]


def test_a_wrong_login_ends_it(eakte: Eakte, tmp_path: Path) -> None:
    connection = Connection("uebung", eakte.service(), lambda: Login("", "wrong", "bearer"))
    with closing(CmisUploader(connection, EAKTE_OPTIONS)) as uploader:
        assert isinstance(send(uploader, outgoing(tmp_path)).failure, TargetLoginFailed)


VERIFIED_BY: list[tuple[Literal["download", "target-hash"], bool]] = [
    ("download", True),
    ("target-hash", False),
]


@pytest.mark.parametrize(("verify", "noticed"), VERIFIED_BY)
def test_a_server_that_lies_about_its_hash_is_only_caught_by_reading_back(
    tmp_path: Path, verify: Literal["download", "target-hash"], noticed: bool
) -> None:
    plan = FaultPlan(script=(ScriptedFault(Fault.CORRUPTED, "createDocument"),))
    server = EakteServer(EakteConfig(tmp_path / "eakte", token="t", faults=plan))
    server.start()
    options = replace(EAKTE_OPTIONS, verify=verify)
    bench = CmisBench(server.service_url, Login("", "t", "bearer"), options, server.stop)
    with closing(bench):
        package = outgoing(tmp_path)
        end = send(bench.uploader(), package)
        right = bench.copies(package.package) == [package.path.read_bytes()]
    server.stop()
    assert end.state is UploadState.VERIFIED
    assert right == noticed
