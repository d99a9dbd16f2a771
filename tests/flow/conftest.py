"""A workspace, and a simulated scanner with small pages in its feeder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from scanstation.settings import Settings, load_configuration
from scanstation.workflow.session import Actor, BatchSession
from scanstation.workflow.workspace import Workspace
from tests.builders.files import page_image
from tests.builders.office import Office, stack

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
