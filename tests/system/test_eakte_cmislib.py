"""cmislib, an independent CMIS client, uses the embedded eAkte through the browser binding."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from cmislib.browser.binding import BrowserBinding
from cmislib.exceptions import (
    InvalidArgumentException,
    ObjectNotFoundException,
    PermissionDeniedException,
    UpdateConflictException,
)
from cmislib.model import CmisClient

from tests.builders.eakte import TOKEN, config_in, running

NAME = "Müller – Bescheid 'Übung'.pdf"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(config_in(tmp_path_factory.mktemp("eakte"), password="Käsekuchen")) as server:
        yield server.service_url


@pytest.fixture
def repository(service: str) -> Iterator[Any]:
    client = connect(service, TOKEN)
    yield client.defaultRepository
    client.session.close()


def connect(service: str, password: str) -> CmisClient:
    client = CmisClient(service, "pruefer", password, binding=BrowserBinding())
    client.session.trust_env = False
    return client


@pytest.fixture
def folder(repository: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A folder of the test's own in a case file."""
    found = repository.query("SELECT * FROM sst:caseFile WHERE sst:caseNumber = '50.2-77/2026'")
    made = found[0].createFolder(f"Anlagen {request.node.name[:60]}", {})
    yield made
    made.deleteTree()


def test_connects_with_token_or_password_only(service: str) -> None:
    client = connect(service, "falsch")
    with pytest.raises(PermissionDeniedException):
        client.getRepositories()
    client.session.close()
    client = connect(service, "Käsekuchen".encode())  # type: ignore[arg-type]
    assert [r["repositoryId"] for r in client.getRepositories()] == ["eakte"]
    client.session.close()


def test_repository_and_types(repository: Any) -> None:
    assert repository.id == "eakte"
    assert repository.info["cmisVersionSupported"] == "1.1"
    assert repository.capabilities["ContentStreamUpdatability"] == "anytime"
    assert set(repository.permissionDefinitions) == {"cmis:read", "cmis:write", "cmis:all"}
    kinds = {kind.id for kind in repository.getTypeDescendants()}
    assert kinds == {"cmis:document", "cmis:folder", "sst:document", "sst:caseFile"}
    definition = repository.getTypeDefinition("sst:document")
    definition.reload()
    properties = definition.getProperties()
    assert properties["sst:pages"].propertyType == "integer"
    assert properties["sst:documentDate"].propertyType == "datetime"
    assert properties["sst:training"].updatability == "readonly"
    assert [kind.id for kind in repository.getTypeChildren("cmis:folder")] == ["sst:caseFile"]


def test_a_document_from_beginning_to_end(repository: Any, folder: Any) -> None:
    content = bytes(range(256)) * 1000
    properties = {
        "cmis:objectTypeId": "sst:document",
        "sst:subject": "Grüße aus Großkötter",
        "sst:pages": "2",
    }
    made = repository.createDocument(NAME, properties, folder, BytesIO(content), "application/pdf")
    assert made.name == NAME
    assert made.properties["sst:training"] is True
    assert made.properties["cmis:contentStreamHash"] == [
        "{sha-256}" + hashlib.sha256(content).hexdigest()
    ]
    assert made.getContentStream().read() == content
    made.setContentStream(BytesIO(b"neu"), "application/pdf")
    assert made.getContentStream().read() == b"neu"
    again = made.updateProperties({"sst:sender": "Şule Yıldız-Förster"})
    assert again.properties["sst:sender"] == "Şule Yıldız-Förster"
    assert (
        abs(again.properties["cmis:creationDate"].timestamp() - datetime.now(UTC).timestamp()) < 600
    )
    assert [p.name for p in made.getObjectParents()] == [folder.name]
    assert made.getPaths() == [f"{folder.properties['cmis:path']}/{NAME}"]
    assert repository.getObjectByPath(made.getPaths()[0]).id == made.id
    assert len(made.getAllVersions()) == 1
    assert "anyone" in made.getACL().getEntries()
    made.deleteContentStream()
    made.reload()
    assert made.properties["cmis:contentStreamLength"] == 0
    made.delete()
    with pytest.raises(ObjectNotFoundException):
        repository.getObject(made.id)


def test_children_tree_and_query(repository: Any, folder: Any) -> None:
    inner = folder.createFolder("Zweiter", {})
    for number in range(3):
        inner.createDocument(f"{number}.pdf", {}, BytesIO(b"x"), "application/pdf")
    assert sorted(child.name for child in inner.getChildren()) == ["0.pdf", "1.pdf", "2.pdf"]
    assert len(inner.getChildren(maxItems="2", skipCount="0")) == 2
    assert {child.name for child in folder.getDescendants()} == {
        "Zweiter",
        "0.pdf",
        "1.pdf",
        "2.pdf",
    }
    assert [child.name for child in folder.getTree()] == ["Zweiter"]
    assert inner.getParent().id == folder.id
    statement = f"SELECT * FROM cmis:document WHERE IN_TREE('{folder.id}') AND cmis:name <> '1.pdf'"
    assert {row.name for row in repository.query(statement)} == {"0.pdf", "2.pdf"}
    moving = inner.getChildren()[0]
    moving.move(inner, folder)
    assert len(inner.getChildren()) == 2


def test_refusals(repository: Any, folder: Any) -> None:
    folder.createDocument("gleich.pdf", {}, BytesIO(b"x"), "application/pdf")
    with pytest.raises(UpdateConflictException, match="nameConstraintViolation"):
        folder.createDocument("gleich.pdf", {}, BytesIO(b"x"), "application/pdf")
    with pytest.raises(InvalidArgumentException, match="unknown"):
        folder.createDocument("b.pdf", {"sst:nix": "1"}, BytesIO(b"x"), "application/pdf")
    with pytest.raises(InvalidArgumentException):
        repository.query("SELECT nix FROM sst:document")
