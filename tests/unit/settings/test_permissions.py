"""What may be used at a workplace."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanstation.errors import (
    ConfigurationInvalid,
    ConfigurationUnknown,
    DeviceNotAllowed,
    NotPermitted,
    TrainingOff,
)
from scanstation.settings import (
    Settings,
    is_permitted,
    load_configuration,
    permitted_drivers,
    require_device,
    require_tenant,
    require_training,
)
from scanstation.settings.rollout import Allowed
from tests.unit.settings.test_configuration import NOWHERE, TARGET, put

DRIVERS = {"simulated": 1, "folder": 2, "sane": 3, "escl": 4, "twain": 5}


def settings(home: str = "/h", target: str = "", **allowed: object) -> Settings:
    return Settings(home, target=target, allowed=Allowed(**allowed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("pattern", "device", "fits"),
    [
        ("escl:*", "escl:https://drucker.kreis.de/eSCL", True),
        ("escl:*", "sane:escl:x", False),
        ("twain:64:*", "twain:64:PaperStream IP fi-8170", True),
        ("twain:64:*", "twain:32:PaperStream IP fi-8170", False),
        ("TWAIN:??:paperstream*", "twain:32:PaperStream IP fi-8170", True),
        ("escl:http://[fe80::1]/eSCL", "escl:http://[fe80::1]/eSCL", True),
        ("escl:http://[fe80::1]/eSCL", "escl:http://f/eSCL", False),
        ("sane:test:0", "sane:test:01", False),
    ],
)
def test_patterns_of_devices(pattern: str, device: str, fits: bool) -> None:
    assert is_permitted(settings(devices=(pattern,)), "kreis", device) is fits


def test_without_patterns_every_device_may_be_used() -> None:
    assert is_permitted(settings(), "kreis", "sane:test:0")
    assert permitted_drivers(settings(), "kreis", DRIVERS) == DRIVERS


def test_a_device_that_is_not_permitted_says_what_is() -> None:
    with pytest.raises(DeviceNotAllowed) as caught:
        require_device(settings(devices=("escl:*", "folder:*")), "kreis", "sane:test:0")
    said = caught.value.sentence("de")
    assert "Das Gerät sane:test:0 ist an diesem Arbeitsplatz von der IT nicht freigegeben" in said
    assert "Freigegeben: escl:*, folder:*." in said
    assert caught.value.exit_code == 28


def test_only_drivers_that_can_have_a_permitted_device_are_asked() -> None:
    only = settings(devices=("escl:*", "twain:64:*"))
    assert permitted_drivers(only, "kreis", DRIVERS) == {"escl": 4, "twain": 5}
    assert permitted_drivers(settings(devices=("*:x",)), "kreis", DRIVERS) == DRIVERS


def test_the_practice_scanner_belongs_to_the_training() -> None:
    only = settings(devices=("escl:*",))
    assert is_permitted(only, "uebung", "simulated:/post")
    assert not is_permitted(only, "kreis", "simulated:/post")
    assert permitted_drivers(only, "uebung", DRIVERS) == {"simulated": 1, "escl": 4}


def test_tenants() -> None:
    only = settings(tenants=("kreis", "stadt"))
    require_tenant(only, "kreis")
    require_tenant(only, "uebung")
    with pytest.raises(NotPermitted) as caught:
        require_tenant(only, "dorf")
    assert "Der Mandant „dorf“" in caught.value.sentence("de")
    assert "Freigegeben: kreis, stadt." in caught.value.sentence("de")
    require_tenant(settings(), "dorf")


def test_no_training() -> None:
    off = settings(training=False)
    with pytest.raises(TrainingOff, match="switched off"):
        require_tenant(off, "uebung")
    with pytest.raises(TrainingOff):
        require_training(off)
    require_tenant(off, "kreis")
    require_training(settings())


def test_where_it_says_which_targets_there_are_a_users_own_do_not_count(tmp_path: Path) -> None:
    machine = tmp_path / "it"
    put(machine, "tenants/kreis/targets/eakte.toml", TARGET)
    put(machine, "tenants/kreis/targets/test.toml", TARGET)
    put(tmp_path, "kreis/targets/privat.toml", TARGET)
    put(tmp_path, "kreis/targets/eakte.toml", TARGET.replace("/srv", "/home/anna"))
    free = load_configuration(tmp_path, "kreis", machine, settings(str(tmp_path)))
    assert set(free.targets) == {"eakte", "test", "privat"}
    assert free.target("eakte").address == "/srv/ablage"
    only = settings(str(tmp_path), targets=("eakte", "privat"))
    fixed = load_configuration(tmp_path, "kreis", machine, only)
    assert set(fixed.targets) == {"eakte"}
    assert fixed.profile("posteingang").target == "eakte"
    assert set(fixed.files) & {("targets", "privat"), ("targets", "test")} == set()
    training = load_configuration(tmp_path, "uebung", machine, only)
    assert set(training.targets) == {"uebung"}
    put(tmp_path, "kreis/profiles/meins.toml", 'title = "Meins"\ntarget = "privat"\n')
    with pytest.raises(ConfigurationInvalid, match="target"):
        load_configuration(tmp_path, "kreis", machine, only)


def test_the_default_target_of_the_station(tmp_path: Path) -> None:
    put(tmp_path, "kreis/targets/eakte.toml", TARGET)
    put(tmp_path, "kreis/targets/test.toml", TARGET)
    put(tmp_path, "kreis/tenant.toml", 'title = "Kreis"\ntarget = "test"\n')
    put(tmp_path, "kreis/profiles/meins.toml", 'title = "Meins"\ntarget = "test"\n')

    def target(wanted: str, profile: str = "posteingang", tenant: str = "kreis") -> str:
        asked = settings(str(tmp_path), target=wanted)
        return load_configuration(tmp_path, tenant, NOWHERE, asked).profile(profile).target

    assert target("") == "test"
    assert target("eakte") == "eakte"
    assert target("eakte", "meins") == "test"
    assert target("eakte", tenant="uebung") == "uebung"
    with pytest.raises(ConfigurationUnknown) as caught:
        target("akten")
    assert "Das Ziel „akten“ gibt es nicht. Vorhanden: eakte, test." in str(
        caught.value.sentence("de")
    )
