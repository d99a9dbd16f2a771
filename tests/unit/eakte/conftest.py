"""One server for all tests of this folder; each test has a folder of its own in it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from scanstation.eakte.server import EakteServer
from tests.builders.eakte import CmisCaller, config_in, made, running

PASSWORD = "Käsekuchen"
LIMIT = 3 * 1024 * 1024


@pytest.fixture(scope="session")
def codes() -> list[str]:
    return []


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, codes: list[str]) -> Iterator[EakteServer]:
    config = config_in(tmp_path_factory.mktemp("eakte"), password=PASSWORD, max_upload_bytes=LIMIT)
    with running(config, codes) as started:
        yield started


@pytest.fixture(scope="session")
def caller(server: EakteServer) -> Iterator[CmisCaller]:
    found = CmisCaller(server.address)
    yield found
    found.session.close()


@pytest.fixture
def folder(caller: CmisCaller) -> Iterator[str]:
    properties = {"cmis:objectTypeId": "cmis:folder", "cmis:name": f"Prüfung {uuid.uuid4().hex}"}
    object_id = made(caller.post("createFolder", "root", properties))["cmis:objectId"]
    yield object_id
    assert caller.post("deleteTree", object_id).status_code == 200
