"""A workspace, and a simulated scanner with small pages in its feeder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scanstation.model import UploadState
from scanstation.settings import Settings, load_configuration
from scanstation.workflow.session import Actor, BatchSession
from scanstation.workflow.workspace import Workspace
from tests.builders.files import page_image
from tests.builders.office import Office, stack
from tests.flow.correcting import send

SIDES = 6


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    settings = replace(Settings(str(tmp_path / "home")), station="platz")
    configuration = load_configuration(tmp_path / "home", "uebung")
    return Workspace(settings, "uebung", configuration, Actor("anna", "platz"))


@pytest.fixture(scope="session")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("images")
    for number in range(SIDES):
        page_image(number).save(folder / f"{number}.jpg", dpi=(150, 150), quality=80)
    return folder


@pytest.fixture
def device(images: Path, tmp_path: Path) -> Callable[[str], str]:
    """Return addresses of one feeder that remembers what left it."""

    def address(options: str) -> str:
        return f"simulated:{images}?sides=2&tray={tmp_path / 'tray'}&{options}"

    return address


@pytest.fixture
def session(workspace: Workspace) -> Iterator[BatchSession]:
    with workspace.create(workspace.configuration.profile("posteingang")) as session:
        yield session


@pytest.fixture(scope="session")
def scanned_office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office with one batch, scanned, recognised and indexed; to be copied, never changed."""
    folder = tmp_path_factory.mktemp("office")
    office = Office.found(folder / "home")
    office.scan_stack(stack(folder / "feeder"))
    return office


@pytest.fixture
def office(scanned_office: Office, tmp_path: Path) -> Office:
    return scanned_office.copied(tmp_path / "home")


@pytest.fixture(scope="session")
def exported_office(scanned_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The same, released and exported."""
    office = scanned_office.copied(tmp_path_factory.mktemp("exported") / "home")
    office.export()
    return office


@pytest.fixture
def packed(exported_office: Office, tmp_path: Path) -> Office:
    return exported_office.copied(tmp_path / "home")


@pytest.fixture(scope="module")
def sent_office(exported_office: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    office = exported_office.copied(tmp_path_factory.mktemp("sent") / "home")
    assert {one.state for one in send(office)} == {UploadState.VERIFIED}
    return office


@pytest.fixture
def sent(sent_office: Office, tmp_path: Path) -> Office:
    """Sent and closed; the folder target of the copy holds what was sent, too."""
    office = sent_office.copied(tmp_path / "home")
    shutil.copytree(sent_office.target, office.target, dirs_exist_ok=True)
    return office


@pytest.fixture
def old(sent: Office) -> str:
    return sent.batch


@pytest.fixture
def failed(packed: Office) -> Office:
    """The package of document 1 was changed on the disk: it fails for good; 2 is stored."""
    with packed.workspace().read(packed.batch) as session:
        path = packed.workspace().packages / session.batch().documents[0].package_path
    (pdf,) = path.glob("*.pdf")
    pdf.chmod(0o600)
    pdf.write_bytes(pdf.read_bytes() + b" ")
    assert [one.state for one in send(packed)] == [UploadState.FAILED, UploadState.VERIFIED]
    return packed
