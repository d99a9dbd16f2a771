"""The release before is installed, works, and is upgraded with a batch open.

Afterwards ``stages.sh`` compares every file with what was built.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.windows.installed import administrator
from tests.windows.installed.administrator import OLDER, Done
from tests.windows.installed.before import CHANGED, CONSOLE, LESS, MORE, WINDOW
from tests.windows.installed.mail import MAIL
from tests.windows.installed.results import figure
from tests.windows.installed.station import (
    KEY,
    Station,
    batch_files,
    digest,
    program_names,
    registry,
)

OTHERWISE = (CHANGED, CONSOLE, WINDOW, "app/scanstation.zip")
LETTER = [MAIL / f"side-{number:03}.jpg" for number in (3, 4)]


@dataclass(frozen=True, slots=True)
class Before:
    """What the release before left.

    Attributes:
        version: as the registry says it.
        names: its files.
        hashes: those of the files that the present release has otherwise.
        batch: files of the open batch with their hashes.
    """

    version: str
    names: set[str]
    hashes: dict[str, str]
    batch: dict[str, str]


@pytest.fixture(scope="module")
def older() -> Before:
    """Install the release before and open a batch with it."""
    assert administrator.install(OLDER, TARGET="uebung").code == 0
    assert Station().json("import", *LETTER)["pages"] == len(LETTER)
    hashes = {name: digest(name) for name in OTHERWISE}
    return Before(registry(KEY, "Version"), program_names(), hashes, batch_files())


@pytest.fixture(scope="module")
def upgraded(older: Before) -> Done:
    return administrator.install()


def test_the_release_before_is_another_program(older: Before) -> None:
    assert MORE in older.names
    assert LESS not in older.names


def test_the_new_version_takes_the_place_of_the_old_one(older: Before, upgraded: Done) -> None:
    figure("upgrade", upgraded.seconds, 30)
    assert upgraded.code == 0
    (entry,) = administrator.entries()
    assert entry["DisplayVersion"] == registry(KEY, "Version") > older.version
    assert Station().run("--version").out.split()[-1] == entry["DisplayVersion"]


def test_no_file_of_the_old_one_is_left(older: Before, upgraded: Done) -> None:
    now = program_names()
    assert MORE not in now
    assert LESS in now
    assert not [name for name in now if f"scanstation-{older.version}" in name]
    assert not [name for name in OTHERWISE if digest(name) == older.hashes[name]]


def test_what_was_given_to_the_old_one_stays(upgraded: Done) -> None:
    assert registry(KEY, "Target") == "uebung"


def test_the_open_batch_is_untouched_and_goes_on(older: Before, upgraded: Done) -> None:
    assert older.batch
    assert batch_files() == older.batch
    station = Station()
    (batch,) = station.json("batches")
    assert (batch["state"], batch["pages"]) == ("open", len(LETTER))
    assert all(one["ok"] for one in station.json("verify", batch["batch"]))
    assert station.run("index", batch["batch"]).code == 0
    texts = [page["recognised"] for page in station.json("show", batch["batch"])["pages"]]
    assert all(texts)
