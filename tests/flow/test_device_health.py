"""A driver that crashes is remembered with what it did; the bundle names nobody."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scanstation.devices.driver import Capabilities, DeviceInfo
from scanstation.errors import DeviceLost, StoreNotWritable, UnknownDevice
from scanstation.model import Profile
from scanstation.workflow import device_bundle, device_watch, scan
from scanstation.workflow.device_health import HealthBook
from scanstation.workflow.device_profiles import DeviceProfiles
from scanstation.workflow.session import Actor, BatchSession
from scanstation.workflow.workspace import Workspace
from tests.flow import talking_driver
from tests.flow.talking_driver import IMPRINT, SERIAL

Device = Callable[[str], str]
ADDRESS = f"talking:{SERIAL}"
PRIVATE = (
    "müller",
    "mueller",
    "erika",
    "50.1-101",
    "antrag",
    "frau keller",
    "scanplatz-3",
    "ablage-77",
    SERIAL.lower(),
)
"""Of pages, files, options, people and places; in no case may one stand in a bundle."""


def health(workspace: Workspace, device: str) -> list[str]:
    """Return the kinds of the failures that are remembered."""
    known = HealthBook(workspace.home).read().get(device)
    return [one.kind for one in known.failures] if known else []


def marked(workspace: Workspace) -> set[str]:
    return set(HealthBook(workspace.home).marks(datetime.now(UTC)))


def test_the_second_crash_in_a_batch_marks_the_device(
    workspace: Workspace, session: BatchSession, device: Device
) -> None:
    address = device("crash=3,5")
    first = scan.scan(workspace, session, address)
    assert isinstance(first.error, DeviceLost)
    assert health(workspace, address) == ["crash"]
    assert marked(workspace) == set()
    scan.scan(workspace, session, address)
    assert marked(workspace) == {address}
    last = scan.scan(workspace, session, address)
    assert last.error is None
    assert len(session.batch().pages) == 6, "a mark forbids nothing"
    assert HealthBook(workspace.home).read()[address].good_feeds == 1


def test_paper_is_not_the_drivers_fault(
    workspace: Workspace, session: BatchSession, device: Device
) -> None:
    for fault in ("jam=1,3", "jam=1,3", "double_feed=5"):
        scan.scan(workspace, session, device(fault))
    assert not (workspace.home / "devices" / "health.json").exists()


def test_an_unusable_frame_is_one_and_a_device_that_cannot_be_opened_is_none(
    workspace: Workspace, session: BatchSession, device: Device
) -> None:
    address = device("truncated=3")
    scan.scan(workspace, session, address)
    assert health(workspace, address) == ["bad_frame"]
    with pytest.raises(UnknownDevice):
        scan.scan(workspace, session, "simulated:/no/such/folder")
    assert health(workspace, "simulated:/no/such/folder") == []


def test_a_home_that_cannot_be_written_does_not_hide_why_the_feed_ended(
    workspace: Workspace,
    session: BatchSession,
    device: Device,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StoreNotWritable(path="health.json", reason="No space left on device")

    monkeypatch.setattr(device_watch, "write_text", full)
    captured = scan.scan(workspace, session, device("crash=3"))
    assert isinstance(captured.error, DeviceLost)


@pytest.fixture
def crashed(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace where a driver crashed that says too much."""
    modules = {**scan.drivers(), "talking": talking_driver.__name__}
    for module in (scan, device_bundle):
        monkeypatch.setattr(module, "drivers", lambda: modules)
    person = Actor("Frau Keller", "scanplatz-3")
    workspace = replace(workspace, actor=person)
    with closing(workspace.create(asking(workspace), box="Ablage-77")) as session:
        captured = scan.scan(workspace, session, ADDRESS)
    assert isinstance(captured.error, DeviceLost)
    assert len(captured.pages) == 2
    return workspace


def asking(workspace: Workspace) -> Profile:
    """Return a profile that has a text imprinted on the paper."""
    profile = workspace.configuration.profile("posteingang")
    extra = {"imprinter": IMPRINT, "df-action": "Stop"}
    return replace(profile, scan=replace(profile.scan, source="duplex", extra=extra))


def read(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_the_bundle_tells_what_happened(crashed: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    profiles = DeviceProfiles(crashed.home)
    profiles.listed([DeviceInfo(ADDRESS, "Werk", "TS-20", "")])
    profiles.learn(ADDRESS, Capabilities(("feeder",), (), (8,), (300,), firmware="1.2"))
    device_bundle.device_bundle(crashed, ADDRESS, path)
    parts = read(path)
    assert sorted(parts) == [
        "README.txt",
        "device.json",
        "feed-1.json",
        "station.json",
        "worker-1.log",
    ]
    feed, about = json.loads(parts["feed-1.json"]), json.loads(parts["device.json"])
    assert (about["model"], about["firmware"]) == ("Werk TS-20", "1.2")
    assert feed["kind"] == "crash"
    assert feed["reason"] == "Signal SIGABRT"
    frames = [one for one in feed["deliveries"] if one["what"] == "frame"]
    assert [(one["bytes"], one["width"], one["side"]) for one in frames] == [
        (5000, 100, "front"),
        (5000, 100, "back"),
    ]
    assert feed["deliveries"][-1]["kind"] == "double_feed"
    assert feed["asked"]["extra"] == {"imprinter": f"<{len(IMPRINT)}>", "df-action": "Stop"}
    assert feed["taken"]["source"] == "duplex"
    assert [one["name"] for one in feed["capabilities"]["options"]] == [
        "imprinter",
        "df-action",
        "serial",
    ]
    assert "libsane-epjitsu.so.1" in parts["worker-1.log"]
    assert "usb bulk read timed out" in parts["worker-1.log"]
    assert about["device"] == "talking:<…>"
    assert [one["kind"] for one in about["failures"]] == ["crash"]
    assert json.loads(parts["station.json"])["version"]


def test_nobody_is_named_in_the_bundle_nor_in_what_is_kept(
    crashed: Workspace, tmp_path: Path
) -> None:
    path = tmp_path / "bundle.zip"
    device_bundle.device_bundle(crashed, ADDRESS, path)
    kept = list((crashed.home / "devices" / "troubles").iterdir())
    assert len(kept) == 1
    texts = {**read(path), **{one.name: one.read_text(encoding="utf-8") for one in kept}}
    found = {
        (name, word) for name, text in texts.items() for word in PRIVATE if word in text.lower()
    }
    assert found == set()


def test_a_device_that_never_failed_is_asked_now(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    device_bundle.device_bundle(workspace, "simulated:pattern", path)
    feed = json.loads(read(path)["feed-1.json"])
    assert feed["kind"] is None
    assert "duplex" in feed["capabilities"]["sources"]
    with pytest.raises(UnknownDevice):
        device_bundle.device_bundle(workspace, "nodriver:1", path)


def test_the_last_three_failures_are_kept(
    workspace: Workspace, session: BatchSession, device: Device, tmp_path: Path
) -> None:
    address = device("crash=1,2,3,4")
    for _ in range(4):
        scan.scan(workspace, session, address)
    assert len(device_watch.troubles(workspace.home, address)) == device_watch.KEPT
    assert health(workspace, address) == ["crash"] * 4
