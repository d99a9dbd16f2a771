"""TWAIN programs are found, listed, started and judged; the programs here are real processes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanstation.devices import twain
from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import DRIVERS, Address, Delivery, EndOfFeed, Frame, Notice
from scanstation.devices.launch import launch
from scanstation.devices.listing import list_all, list_devices
from scanstation.errors import DeviceError, DeviceLost, PaperJam, ScanCancelled, UnknownDevice
from scanstation.model import Mode, ScanOptions

TWAIN = {"twain": DRIVERS["twain"]}
DUPLEX = ScanOptions(source="duplex", mode=Mode.GREY, resolution=300)
PROGRAM = Path(__file__).parent / "drivers" / "twain_program.py"
# The first line's way of starting Python works for any path to it, blanks included.
SHELL = "#!/bin/sh\n'''exec' \"{python}\" -I \"$0\" \"$@\"\n' '''\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for programs, with a blank and an umlaut in its name."""
    path = tmp_path / "Programme für TWAIN"
    path.mkdir()
    monkeypatch.setenv(twain.FOLDER_VARIABLE, str(path))
    return path


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[dict[str, Any]]]:
    path = tmp_path / "notes"
    monkeypatch.setenv("NOTES", str(path))
    return lambda: [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.fixture
def programs(folder: Path, notes: object) -> Path:
    """Both programs, working."""
    text = SHELL.format(python=sys.executable) + PROGRAM.read_text("utf-8")
    install(folder, "64", text)
    install(folder, "32", text)
    return folder


def install(folder: Path, bits: str, text: str) -> None:
    path = folder / twain.FILE_NAMES[bits]
    path.write_text(text, "utf-8")
    path.chmod(0o755)


def crashing(folder: Path, bits: str) -> None:
    install(folder, bits, "#!/bin/sh\nkill -SEGV $$\n")


def scan(device: DeviceClient) -> tuple[list[Delivery], DeviceError | None]:
    deliveries: list[Delivery] = []
    try:
        for delivery in device.scan(DUPLEX):
            deliveries.append(delivery)
            if isinstance(delivery, Frame):
                device.acknowledge(delivery.id)
    except DeviceError as error:
        return deliveries, error
    return deliveries, None


def notices(deliveries: list[Delivery]) -> list[tuple[str, int, str]]:
    found = [item for item in deliveries if isinstance(item, Notice)]
    return [(notice.kind, notice.sheet, notice.frame) for notice in found]


def test_both_bitnesses_are_listed_and_told_apart(programs: Path) -> None:
    found = list_all(TWAIN)
    assert {device.kind for device in found} == {"TWAIN 64 bit", "TWAIN 32 bit"}
    assert [device.address for device in found if device.model == "Jam"] == [
        "twain:64:Jam",
        "twain:32:Jam",
    ]


@pytest.mark.parametrize(("broken", "well"), [("32", "64"), ("64", "32")])
def test_a_program_that_fails_costs_only_its_own_sources(
    programs: Path, broken: str, well: str
) -> None:
    crashing(programs, broken)
    failures: dict[str, DeviceError] = {}
    found = list_all(TWAIN, on_failure=failures.__setitem__)
    assert {device.kind for device in found} == {f"TWAIN {well} bit"}
    assert list(failures) == [f"twain:{broken}"]
    assert failures[f"twain:{broken}"].details["reason"] == "Signal SIGSEGV"
    assert list_devices(DRIVERS["twain"], 60) == found


def test_listing_fails_where_no_program_works(programs: Path) -> None:
    crashing(programs, "32")
    crashing(programs, "64")
    with pytest.raises(DeviceLost):
        list_devices(DRIVERS["twain"], 60)


def test_a_file_that_does_not_start_is_a_failure_of_its_own(programs: Path) -> None:
    (programs / twain.FILE_NAMES["32"]).chmod(0o644)
    failures: dict[str, DeviceError] = {}
    assert list_all(TWAIN, on_failure=failures.__setitem__)
    assert list(failures) == ["twain:32"]


def test_without_programs_there_are_no_devices(folder: Path) -> None:
    failures: dict[str, DeviceError] = {}
    assert list_all(TWAIN, on_failure=failures.__setitem__) == []
    assert failures == {}
    assert list_devices(DRIVERS["twain"], 60) == []


@pytest.mark.parametrize("name", ["64:Jam", "16:Jam", "64:", "Jam"])
def test_a_device_whose_program_is_not_there_is_unknown(folder: Path, name: str) -> None:
    with DeviceClient(f"twain:{name}") as device, pytest.raises(UnknownDevice) as caught:
        device.capabilities()
    assert caught.value.details["device"] == f"twain:{name}"


def test_programs_lie_beside_python_where_nothing_else_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(twain.FOLDER_VARIABLE, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    (tmp_path / "twain").mkdir()
    (tmp_path / "twain" / "scanstation-twain32.exe").touch()
    assert twain.programs() == {"32": tmp_path / "twain" / "scanstation-twain32.exe"}


@pytest.mark.parametrize("bits", ["64", "32"])
def test_the_right_program_opens_the_source_by_its_own_name(
    programs: Path, notes: Callable[[], list[dict[str, Any]]], bits: str
) -> None:
    with DeviceClient(f"twain:{bits}:Plain: one, two") as device:
        assert device.capabilities().resolutions == (300,)
        deliveries, error = scan(device)
    assert error is None
    assert [bytes(item.data[:1]) for item in deliveries if isinstance(item, Frame)] == [
        b"a",
        b"b",
        b"c",
        b"d",
    ]
    assert isinstance(deliveries[-1], EndOfFeed)
    assert notes() == [
        {"bits": bits, "open": "Plain: one, two"},
        {"bits": bits, "configure": 300},
    ]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_name_reaches_the_program_as_it_is(name: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(twain, "programs", lambda: {"32": Path("program")})
        way = launch(Address.parse(f"twain:32:{name}"))
    assert (way.command, way.name) == (("program",), name)


def test_quirks_lie_around_the_program_in_the_station(programs: Path) -> None:
    with DeviceClient("twain:64:Twice") as device:
        twice, _ = scan(device)
    with DeviceClient("twain:32:One side") as device:
        one_side, _ = scan(device)
    assert notices(twice) == [("duplicate_frame", 1, "2")]
    assert notices(one_side) == [("missing_side", 2, "")]
    kinds = [type(delivery) for delivery in one_side]
    assert kinds == [Frame, Frame, Frame, Notice, EndOfFeed]


def test_a_profile_switches_them_off(programs: Path) -> None:
    switches = {"duplicate-frames": False}
    with DeviceClient("twain:64:Twice", quirks=switches) as device:
        deliveries, _ = scan(device)
    assert notices(deliveries) == []


def test_a_jam_leaves_the_program_running(programs: Path) -> None:
    with DeviceClient("twain:32:Jam") as device:
        _, error = scan(device)
        pid = device.pid
        assert isinstance(error, PaperJam)
        assert (error.details["sheet"], error.details["frames"]) == (1, 2)
        scan(device)
        assert device.pid == pid


def test_a_crash_is_a_lost_device_and_the_next_scan_a_new_program_configured_as_before(
    programs: Path, notes: Callable[[], list[dict[str, Any]]]
) -> None:
    with DeviceClient("twain:64:Crash") as device:
        deliveries, error = scan(device)
        assert isinstance(error, DeviceLost)
        assert (
            error.details.items()
            >= {
                "reason": "Signal SIGSEGV",
                "sheet": 1,
                "frames": 3,
                "unpaired": "3",
            }.items()
        )
        assert len(deliveries) == 3
        first = next(device.scan())
        assert isinstance(first, Frame)
        assert first.id == "1"
    assert [note.get("open", note.get("configure")) for note in notes()] == [
        "Crash",
        300,
        "Crash",
        300,
    ]


def test_leaving_a_scan_early_stops_it_and_leaves_the_program_usable(programs: Path) -> None:
    with DeviceClient("twain:64:Endless", window=9) as device:
        device.configure(DUPLEX)
        feed = device.scan()
        assert isinstance(next(feed), Frame)
        pid = device.pid
        feed.close()  # type: ignore[attr-defined]  # a generator, promised only as an iterator
        again = device.scan()
        assert isinstance(next(again), Frame)
        assert device.pid == pid
        device.stop(now=True)
        with pytest.raises(ScanCancelled):
            list(again)


def test_a_new_program_gets_the_dialogs_answers_and_not_the_dialog() -> None:
    asked = replace(DUPLEX, extra={"dialog": "yes", "ICAP_GAMMA": "2"})
    taken = replace(DUPLEX, extra={"dialog": "no", "ICAP_GAMMA": "2", "custom_data": "QUJD"})
    kept = twain.without_dialog(asked, taken)
    assert kept == replace(DUPLEX, extra={"ICAP_GAMMA": "2", "custom_data": "QUJD"})
    dumb = twain.without_dialog(asked, replace(taken, extra={"dialog": "no"}))
    assert dumb.extra == {"ICAP_GAMMA": "2"}, "never again by itself, whatever the driver keeps"


@pytest.mark.parametrize("extra", [{}, {"dialog": "scan"}, {"dialog": "no"}], ids=str)
def test_what_nobody_answered_stays_asked(extra: dict[str, str]) -> None:
    asked = replace(DUPLEX, extra=extra)
    assert twain.without_dialog(asked, replace(DUPLEX, extra={"custom_data": "QUJD"})) == asked
