"""The CMIS uploader at servers that answer oddly."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from scanstation.errors import (
    OutcomeUnknown,
    ScanstationError,
    StoredDiffers,
    TargetRefused,
    TargetUnreachable,
    TargetUntrusted,
)
from scanstation.model import UploadState
from scanstation.upload.cmis import CmisUploader
from scanstation.upload.cmis_options import CmisOptions
from scanstation.upload.cmis_values import stored_sha256
from scanstation.upload.http import Connection, Login
from scanstation.upload.outbox import Pace, UploadRecord, advance
from scanstation.upload.uploader import Outgoing, PropertyValue, Remote
from tests.unit.upload.memory_target import letter
from tests.unit.upload.scripted_server import Asked, Reply, json_reply, serving

TYPE = {
    "id": "cmis:document",
    "queryName": "cmis:document",
    "queryable": False,
    "propertyDefinitions": {
        "cmis:name": {"propertyType": "string", "updatability": "readwrite", "required": True},
        "x:must": {"propertyType": "string", "updatability": "oncreate", "required": True},
        "x:many": {"propertyType": "string", "cardinality": "multi", "updatability": "readwrite"},
    },
}


class OddServer:
    """A minimal CMIS server: one folder, one document, capabilities as wanted."""

    def __init__(self, base: str = "", **capabilities: str) -> None:
        self.base = base
        self.capabilities = {
            "capabilityContentStreamUpdatability": "none",
            "capabilityQuery": "none",
        } | capabilities
        self.refusal: Reply | None = None
        self.document: dict[str, Any] | None = None
        self.posts: list[Asked] = []

    def __call__(self, asked: Asked) -> Reply:
        base = self.base or f"http://{asked.headers['host']}"
        if asked.path.startswith("/service"):
            return json_reply({"R": self._info(base)})
        if "typeDefinition" in asked.path:
            return json_reply(TYPE)
        if asked.method == "POST":
            self.posts.append(asked)
            return self.refusal or self._store(asked)
        if "objectId=D" in asked.path or ".pdf" in asked.path:
            found = self.document
            return json_reply({"succinctProperties": found} if found else {}, 200 if found else 404)
        folder = {"cmis:objectId": "F", "cmis:baseTypeId": "cmis:folder"}
        return json_reply({"succinctProperties": folder})

    def _info(self, base: str) -> dict[str, Any]:
        return {
            "repositoryId": "R",
            "productName": "Odd",
            "productVersion": "1",
            "cmisVersionSupported": "1.0",
            "capabilities": self.capabilities,
            "repositoryUrl": f"{base}/repository",
            "rootFolderUrl": f"{base}/root",
        }

    def _store(self, asked: Asked) -> Reply:
        self.document = {
            "cmis:objectId": "D",
            "cmis:contentStreamLength": len(asked.body.split(b"\r\n\r\n")[-1].split(b"\r\n--")[0]),
        }
        return json_reply({"succinctProperties": self.document}, 201)


def with_odd(
    odd: OddServer, package: Outgoing, **options: Any
) -> tuple[Remote | None, ScanstationError | None]:
    with serving(odd) as server:
        connection = Connection("ziel", f"{server.url}/service", lambda: Login("u", "p"))
        with closing(CmisUploader(connection, CmisOptions(**options))) as uploader:
            try:
                return uploader.send(package, None, lambda remote: None), None
            except ScanstationError as error:
                return None, error


@pytest.fixture
def package(tmp_path: Path) -> Outgoing:
    made = letter(tmp_path, b"%PDF" + b"x" * 5000)
    values: dict[str, PropertyValue] = {"x:must": "Sehr Vertraulich", "x:many": "eins"}
    return replace(made, filing={"case_number": "50.1-7/2026"}, properties=values)


def test_without_append_everything_goes_in_one_request(package: Outgoing) -> None:
    odd = OddServer()
    remote, error = with_odd(odd, package, chunk_size=1000)
    assert error is None
    assert remote == Remote("D", package.size, resumable=False)
    assert len(odd.posts) == 1
    assert b'name="propertyValue[3][0]"\r\n\r\neins' in odd.posts[0].body


def test_a_required_value_that_is_missing_is_named(package: Outgoing) -> None:
    odd = OddServer()
    _, error = with_odd(odd, replace(package, properties={}))
    assert isinstance(error, TargetRefused)
    assert "x:must is required" in str(error)
    assert odd.posts == []


def test_addresses_of_another_origin_are_refused_unless_they_are_rewritten(
    package: Outgoing,
) -> None:
    odd = OddServer(base="http://intern.example:8080")
    _, error = with_odd(odd, package)
    assert isinstance(error, TargetUntrusted)
    remote, error = with_odd(odd, package, rewrite_urls=True)
    assert error is None
    assert remote is not None


def test_a_refusal_tells_no_title_and_no_value(package: Outgoing) -> None:
    odd = OddServer()
    message = "Bescheid: Sehr Vertraulich in 50.1-7/2026 is too long"
    odd.refusal = json_reply({"exception": "constraint", "message": message}, 409)
    _, error = with_odd(odd, package)
    assert isinstance(error, TargetRefused)
    assert error.details["reason"] == "constraint: …: … in … is too long"


@pytest.mark.parametrize("status", [403, 404])
def test_a_refused_folder_tells_no_case_number(package: Outgoing, status: int) -> None:
    """At 403 it may not be looked at, at 404 it may not be created."""
    said = {"exception": "permissionDenied", "message": "/Akten/50.1-7∕2026: no right"}

    class Locked(OddServer):
        def __call__(self, asked: Asked) -> Reply:
            if "50.1-7" in unquote(asked.path):
                return json_reply(said, status)
            if b"createFolder" in asked.body:
                return json_reply(said, 403)
            return super().__call__(asked)

    _, error = with_odd(Locked(), package)
    assert isinstance(error, TargetRefused)
    assert error.details["reason"] == "permissionDenied: /Akten/…: no right"


@pytest.mark.parametrize(
    "reply",
    [Reply(201, b""), Reply(201, b"<html>"), Reply(201, b"[]"), json_reply({}, 201)],
)
def test_an_unreadable_confirmation_leaves_it_unknown(package: Outgoing, reply: Reply) -> None:
    odd = OddServer()
    odd.refusal = reply
    _, error = with_odd(odd, package)
    assert isinstance(error, OutcomeUnknown)


@pytest.mark.parametrize("told", [4999, 5005])
def test_a_confirmation_of_another_length_is_none(package: Outgoing, told: int) -> None:
    odd = OddServer()
    properties = {"cmis:objectId": "D", "cmis:contentStreamLength": told}
    odd.refusal = json_reply({"succinctProperties": properties}, 201)
    _, error = with_odd(odd, package)
    assert isinstance(error, OutcomeUnknown)


def test_a_broken_copy_that_cannot_be_replaced_is_for_a_person(package: Outgoing) -> None:
    odd = OddServer()
    odd.document = {"cmis:objectId": "D", "cmis:contentStreamLength": 17}
    with serving(odd) as server:
        connection = Connection("ziel", f"{server.url}/service", lambda: None)
        with closing(CmisUploader(connection, CmisOptions())) as uploader:
            last = UploadRecord(package.package, package.document, UploadState.SENDING)
            end = advance(last, package, uploader, lambda record: None, Pace())
    assert isinstance(end.failure, StoredDiffers)
    assert odd.posts == []


@pytest.mark.parametrize("body", [b"<html>Anmeldung</html>", b"[]", b'{"R": {}}', b'{"R": 1}', b""])
def test_a_page_of_something_else_is_not_cmis(body: bytes) -> None:
    with serving(lambda asked: Reply(200, body)) as server:
        connection = Connection("ziel", server.url, lambda: None)
        opened = closing(CmisUploader(connection, CmisOptions()))
        with opened as uploader, pytest.raises(TargetUnreachable):
            uploader.test()


@pytest.mark.parametrize(
    ("wanted", "offered", "fits"),
    [("", ["R"], True), ("R", ["R", "S"], True), ("", ["R", "S"], False), ("T", ["R"], False)],
)
def test_the_repository_is_chosen_or_named(wanted: str, offered: list[str], fits: bool) -> None:
    odd = OddServer()

    def several(asked: Asked) -> Reply:
        if not asked.path.startswith("/service"):
            return odd(asked)
        info = odd._info(f"http://{asked.headers['host']}")
        return json_reply({name: info | {"repositoryId": name} for name in offered})

    with serving(several) as server:
        connection = Connection("ziel", f"{server.url}/service", lambda: None)
        with closing(CmisUploader(connection, CmisOptions(repository=wanted))) as uploader:
            if fits:
                assert uploader.test().location == "R: /"
            else:
                with pytest.raises(TargetRefused):
                    uploader.test()


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (["{md5}x", "{sha-256}AB12"], "ab12"),
        ("{sha-256}ab12", "ab12"),
        ("{SHA256}ab12", "ab12"),
        (["{sha-1}ab12"], ""),
        ([], ""),
        (None, ""),
    ],
)
def test_the_servers_hash_is_read_in_every_spelling(value: object, found: str) -> None:
    assert stored_sha256({"cmis:contentStreamHash": value}) == found
