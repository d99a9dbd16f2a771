"""The CMIS uploader, unchanged, against a CMIS server that others wrote."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
import requests

from scanstation.errors import TargetRefused
from scanstation.model import UploadState
from scanstation.testing.uploader_contract import (
    UploaderBench,
    UploaderContract,
    deliver,
    fresh,
    package,
)
from scanstation.upload.cmis_options import CmisOptions
from tests.builders.targets import OpenCmis, open_cmis


@pytest.fixture(scope="module")
def server() -> Iterator[OpenCmis]:
    with open_cmis() as server:
        yield server


class TestCmisAtOpenCmisInMemory(UploaderContract):
    @pytest.fixture(autouse=True)
    def _server(self, server: OpenCmis) -> None:
        self.server = server

    def make_bench(self, folder: Path) -> AbstractContextManager[UploaderBench]:
        return self.server.bench()


OWN_TYPE = "sst:eingangsdokument"
OWN_OPTIONS = CmisOptions(object_type=OWN_TYPE, package_property="sst:packageId")


def create_own_type(service: str, login: str) -> None:
    """Give the repository a document type with our marks, as an administrator would."""
    marks = ("sst:packageId", "sst:sha256", "sst:subject")
    definition = {
        "id": OWN_TYPE,
        "localName": OWN_TYPE,
        "localNamespace": "sst",
        "queryName": OWN_TYPE,
        "displayName": "Eingangsdokument",
        "description": "Eingangsdokument",
        "baseId": "cmis:document",
        "parentId": "cmis:document",
        "creatable": True,
        "fileable": True,
        "queryable": True,
        "controllableACL": True,
        "controllablePolicy": True,
        "fulltextIndexed": False,
        "includedInSupertypeQuery": True,
        "versionable": False,
        "contentStreamAllowed": "allowed",
        "propertyDefinitions": {
            mark: {
                "id": mark,
                "localName": mark,
                "queryName": mark,
                "displayName": mark,
                "description": mark,
                "propertyType": "string",
                "cardinality": "single",
                "updatability": "readwrite",
                "required": False,
                "queryable": True,
                "orderable": True,
                "inherited": False,
            }
            for mark in marks
        },
    }
    headers = {"Authorization": login}
    (repository,) = requests.get(service, headers=headers, timeout=60).json().values()
    form = {"cmisaction": "createType", "type": json.dumps(definition)}
    answer = requests.post(repository["repositoryUrl"], data=form, headers=headers, timeout=60)
    assert answer.status_code in (200, 201, 409), answer.text  # 409: it is there already


def test_a_type_with_our_marks_is_used(server: OpenCmis, tmp_path: Path) -> None:
    create_own_type(server.service(), server.login.header())
    subject = "Größe: O'Brien \\ Söhne"
    outgoing = replace(package(tmp_path), properties={"sst:subject": subject})
    with server.bench(OWN_OPTIONS) as bench:
        assert bench.uploader().test().missing == ()
        end = deliver(bench, outgoing, fresh(outgoing))
        (row,) = bench.rows_of(OWN_TYPE, outgoing.package)
    assert end.state is UploadState.VERIFIED
    assert row["sst:packageId"] == outgoing.package
    assert row["sst:sha256"] == outgoing.sha256
    assert row["sst:subject"] == subject


def test_values_the_server_does_not_know_are_named(server: OpenCmis, tmp_path: Path) -> None:
    outgoing = replace(package(tmp_path), properties={"sst:subject": "Antrag"})
    with server.bench() as bench:
        end = deliver(bench, outgoing, fresh(outgoing))
    assert isinstance(end.failure, TargetRefused)
    assert "sst:subject is unknown at type cmis:document" in str(end.failure)
    with server.bench(CmisOptions(ignore_unknown_properties=True)) as bench:
        assert deliver(bench, outgoing, fresh(outgoing)).state is UploadState.VERIFIED


def test_umlauts_arrive_as_they_are(server: OpenCmis, tmp_path: Path) -> None:
    outgoing = replace(package(tmp_path), properties={"cmis:description": "Größe ẞ 日本"})
    with server.bench() as bench:
        assert deliver(bench, outgoing, fresh(outgoing)).state is UploadState.VERIFIED
        (row,) = bench.rows(outgoing.package)
    assert row["cmis:description"] == "Größe ẞ 日本"
