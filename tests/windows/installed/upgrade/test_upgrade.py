"""The next version is installed over the one before, with a batch open."""

from __future__ import annotations

import pytest

from tests.windows.installed import administrator
from tests.windows.installed.administrator import OLDER, Done
from tests.windows.installed.mail import MAIL
from tests.windows.installed.results import figure
from tests.windows.installed.station import KEY, Station, batch_files, registry

LETTER = [MAIL / f"side-{number:03}.jpg" for number in (3, 4)]


@pytest.fixture(scope="module")
def older() -> str:
    """Install the version before, open a batch with it and return the version."""
    assert administrator.install(OLDER, TARGET="uebung").code == 0
    assert Station().json("import", *LETTER)["pages"] == len(LETTER)
    return str(registry(KEY, "Version"))


@pytest.fixture(scope="module")
def files(older: str) -> dict[str, str]:
    """Every file of the batch before the upgrade."""
    return batch_files()


@pytest.fixture(scope="module")
def upgraded(files: dict[str, str]) -> Done:
    return administrator.install()


def test_the_new_version_takes_the_place_of_the_old_one(older: str, upgraded: Done) -> None:
    figure("upgrade", upgraded.seconds, 30)
    assert upgraded.code == 0
    (entry,) = administrator.entries()
    assert entry["DisplayVersion"] == registry(KEY, "Version") > older


def test_what_was_given_to_the_old_one_stays(upgraded: Done) -> None:
    assert registry(KEY, "Target") == "uebung"


def test_the_open_batch_is_untouched_and_goes_on(files: dict[str, str], upgraded: Done) -> None:
    assert files
    assert batch_files() == files
    station = Station()
    (batch,) = station.json("batches")
    assert (batch["state"], batch["pages"]) == ("open", len(LETTER))
    assert all(one["ok"] for one in station.json("verify", batch["batch"]))
    assert station.run("index", batch["batch"]).code == 0
    texts = [page["recognised"] for page in station.json("show", batch["batch"])["pages"]]
    assert all(texts)
