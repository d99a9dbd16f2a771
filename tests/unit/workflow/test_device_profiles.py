"""The cache of what devices can do: whose it is, how long it lasts, what it never holds."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from scanstation.devices.driver import Capabilities, DeviceInfo, OptionInfo
from scanstation.errors import DeviceLost
from scanstation.model import Mode, ScanOptions
from scanstation.workflow import device_profiles
from scanstation.workflow.device_profiles import MOST, DeviceProfiles

OFFERED = Capabilities(
    ("feeder", "duplex"),
    (Mode.GREY, Mode.COLOUR),
    (8,),
    (200, 300),
    (216.0, 356.0),
    (OptionInfo("imprinter-text", "Aufdruck", "Sozialamt Anna Muster"),),
    rated=80.0,
    firmware="1.0",
)
ADDRESS = "twain:64:PaperStream IP fi-7160"


class Open:
    """An open device."""

    def __init__(self, offered: Capabilities | None) -> None:
        self.offered, self.questions = offered, 0

    def capabilities(self) -> Capabilities:
        self.questions += 1
        if self.offered is None:
            raise DeviceLost(reason="weg", sheet=0)
        return self.offered

    def configure(self, options: ScanOptions) -> ScanOptions:
        return options


def file_of(home: Path) -> Path:
    return home / "devices" / "capabilities.json"


def test_a_device_is_asked_once_and_what_it_offers_is_kept(tmp_path: Path) -> None:
    device = Open(OFFERED)
    for _ in range(3):
        device_profiles.learn_once(tmp_path, ADDRESS, device)
    assert device.questions == 1
    kept = DeviceProfiles(tmp_path).known(ADDRESS)
    assert kept is not None
    (option,) = OFFERED.options
    said = replace(OFFERED, options=(replace(option, value=""),), rated=0.0)
    assert kept.capabilities == said


def test_nothing_of_an_address_or_of_a_value_is_kept(tmp_path: Path) -> None:
    path = "simulated:/home/anna.muster/Eingang?ipm=9"
    DeviceProfiles(tmp_path).learn(path, OFFERED)
    text = file_of(tmp_path).read_text(encoding="utf-8")
    assert "muster" not in text.lower()
    assert "imprinter-text" in text
    assert file_of(tmp_path).stat().st_mode & 0o777 == 0o600
    assert [one.name for one in file_of(tmp_path).parent.iterdir()] == ["capabilities.json"]


def test_a_device_that_does_not_answer_is_asked_again_next_time(tmp_path: Path) -> None:
    device_profiles.learn_once(tmp_path, ADDRESS, Open(None))
    assert DeviceProfiles(tmp_path).known(ADDRESS) is None
    device_profiles.learn_once(tmp_path, ADDRESS, Open(OFFERED))
    assert DeviceProfiles(tmp_path).known(ADDRESS) is not None


def test_another_firmware_forgets_and_the_same_does_not(tmp_path: Path) -> None:
    profiles = DeviceProfiles(tmp_path)
    profiles.listed([DeviceInfo(ADDRESS, "FUJITSU", "fi-7160", "TWAIN 64 bit")])
    profiles.learn(ADDRESS, OFFERED)
    device_profiles.compare_firmware(tmp_path, ADDRESS, replace(OFFERED, resolutions=(75,)))
    assert profiles.known(ADDRESS) is not None
    device_profiles.compare_firmware(tmp_path, ADDRESS, replace(OFFERED, firmware="1.1"))
    assert profiles.known(ADDRESS) is None
    again = profiles.learn(ADDRESS, replace(OFFERED, firmware="1.1"))
    assert again.model.title == "FUJITSU fi-7160"
    assert [one.model.firmware for one in profiles.every()] == ["1.1"]


def test_two_of_a_model_with_unlike_firmware_are_two(tmp_path: Path) -> None:
    profiles = DeviceProfiles(tmp_path)
    left, right = "escl:https://10.0.0.1/eSCL", "escl:https://10.0.0.2/eSCL"
    profiles.listed([DeviceInfo(one, "HP", "M479", "eSCL") for one in (left, right)])
    profiles.learn(left, OFFERED)
    profiles.learn(right, replace(OFFERED, firmware="2.0", resolutions=(600,)))
    kept = [profiles.known(one) for one in (left, right)]
    assert [one.capabilities.resolutions for one in kept if one] == [(200, 300), (600,)]


def test_ports_that_come_and_go_do_not_fill_the_file(tmp_path: Path) -> None:
    profiles = DeviceProfiles(tmp_path)
    for number in range(MOST + 20):
        profiles.learn(f"sane:fujitsu:libusb:001:{number:03}", OFFERED)
    assert profiles.known("sane:fujitsu:libusb:001:000") is None
    assert profiles.known(f"sane:fujitsu:libusb:001:{MOST + 19:03}") is not None
    assert len(json.loads(file_of(tmp_path).read_text())["models"]) == MOST


@pytest.mark.parametrize("damage", [b"", b"{", b"[1]", b'"x"', b"\xff\xfe", b'{"format": 2}'])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, damage: bytes) -> None:
    profiles = DeviceProfiles(tmp_path)
    profiles.learn(ADDRESS, OFFERED)
    file_of(tmp_path).write_bytes(damage)
    assert profiles.known(ADDRESS) is None
    assert profiles.every() == ()
    profiles.learn(ADDRESS, OFFERED)
    assert profiles.known(ADDRESS) is not None


def test_a_place_of_a_model_that_is_not_there_is_damage(tmp_path: Path) -> None:
    profiles = DeviceProfiles(tmp_path)
    profiles.learn(ADDRESS, OFFERED)
    shape = json.loads(file_of(tmp_path).read_text())
    shape["addresses"] = dict.fromkeys(shape["addresses"], 7)
    file_of(tmp_path).write_text(json.dumps(shape))
    assert profiles.known(ADDRESS) is None


def test_a_home_that_cannot_be_written_scans_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "devices").write_text("a file is in the way")
    profiles = DeviceProfiles(tmp_path)
    assert profiles.learn(ADDRESS, OFFERED).capabilities.resolutions == (200, 300)
    assert profiles.known(ADDRESS) is None
