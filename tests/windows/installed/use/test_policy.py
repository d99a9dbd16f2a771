"""What IT fixes by group policy and at the installation is locked for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.windows.installed import administrator
from tests.windows.installed.mail import DEVICES
from tests.windows.installed.station import Station

BRANCH = r"Software\Policies\scanstation"
LOCKED = 57
FORBIDDEN_DEVICE = 28


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path / "home")


@pytest.fixture
def policy() -> Iterator[None]:
    administrator.set_policy(BRANCH, language="en")
    administrator.set_policy(rf"{BRANCH}\allowed", devices=["escl:*"])
    administrator.set_policy(rf"{BRANCH}\organisation", name="Stadt Grünstädt")
    yield
    administrator.delete_key(BRANCH)


def test_a_policy_of_the_registry_is_in_force_and_says_so(policy: None, station: Station) -> None:
    settings = station.json("settings")
    assert settings["language"]["value"] == "en"
    assert settings["organisation.name"]["value"] == "Stadt Grünstädt"
    for key in ("language", "organisation.name"):
        assert settings[key]["locked"]
        assert settings[key]["from"] == "policy"
        assert settings[key]["file"].startswith("HKLM\\" + BRANCH)


def test_what_is_locked_cannot_be_changed(policy: None, station: Station) -> None:
    refused = station.run("settings", "language=de")
    assert refused.code == LOCKED
    assert "language" in refused.error
    assert station.json("settings")["language"]["value"] == "en"


def test_a_device_that_the_policy_does_not_name_feeds_nothing(
    policy: None, station: Station
) -> None:
    assert station.run("scan", "--device", DEVICES[64]).code == FORBIDDEN_DEVICE
    assert station.json("batches") == []


def test_without_a_policy_the_setting_is_the_users_again(station: Station) -> None:
    assert station.run("settings", "language=en").code == 0
    language = station.json("settings")["language"]
    assert (language["value"], language["from"], language["locked"]) == ("en", "user", False)


def test_what_was_given_at_the_installation_is_a_policy(station: Station) -> None:
    """``POLICYFILE`` lies on a share, ``TARGET`` in the registry."""
    settings = station.json("settings")
    assert settings["verfahrensdokumentation"]["value"] == "Aktenplan Übung"
    assert settings["verfahrensdokumentation"]["locked"]
    assert (
        settings["verfahrensdokumentation"]["file"] == r"\\server\Freigabe\Richtlinie für alle.toml"
    )
    assert settings["target"]["value"] == "uebung"
