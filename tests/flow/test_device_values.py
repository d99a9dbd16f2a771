"""A device that takes other values than the profile's: nothing is fed before a person knows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from scanstation import events
from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import Capabilities, DeviceInfo
from scanstation.errors import DeviceValuesDiffer, UnsupportedOption
from scanstation.model import Mode, ScanOptions
from scanstation.workflow import device_profiles, device_values, manual_duplex, note, scan
from scanstation.workflow.capture import Captured
from scanstation.workflow.device_profiles import DeviceProfiles
from scanstation.workflow.device_values import Accepted, Difference
from scanstation.workflow.feeding import Feeding
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace
from tests.builders.files import page_image

Device = Callable[[str], str]
SIDES = 6


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small pages: here it matters what the device is asked for."""
    folder = tmp_path_factory.mktemp("small")
    for number in range(SIDES):
        small = page_image(number).resize((310, 438))
        small.save(folder / f"{number}.jpg", dpi=(38, 38), quality=80)
    return folder


SIX_HUNDRED = ScanOptions(resolution=600)


def opened(workspace: Workspace, options: ScanOptions) -> BatchSession:
    profile = workspace.configuration.profile("posteingang")
    return workspace.create(replace(profile, scan=options))


class Person:
    """Is told, and accepts or not."""

    def __init__(self, accept: bool) -> None:
        self.accept = accept
        self.told: list[Difference] = []

    def __call__(self, device: str, found: Sequence[Difference]) -> bool:
        self.told.extend(found)
        return self.accept


def fed(
    workspace: Workspace, session: BatchSession, address: str, person: Person | Accepted
) -> Captured:
    return scan.scan(workspace, session, address, control=Feeding(accepts=person), settle=False)


def noted(session: BatchSession) -> list[str]:
    return [one.text.de for one in session.batch().anomalies if one.kind == device_values.NOTED]


def test_a_refused_resolution_stops_before_the_first_sheet(
    workspace: Workspace, device: Device
) -> None:
    address = device("resolutions=200,300")
    with opened(workspace, SIX_HUNDRED) as session:
        with pytest.raises(DeviceValuesDiffer) as caught:
            scan.scan(workspace, session, address)
        assert caught.value.happened_text().de.startswith(
            "Das Gerät bietet 600 dpi nicht an; es wird mit 300 dpi gescannt."
        )
        assert not session.every(events.FeedStarted)
        assert not session.batch().pages
        assert noted(session) == []


def test_accepted_it_is_scanned_and_stands_in_journal_and_note(
    workspace: Workspace, device: Device
) -> None:
    address, person = device("resolutions=200,300"), Person(accept=True)
    with opened(workspace, SIX_HUNDRED) as session:
        captured = fed(workspace, session, address, person)
        assert len(captured.pages) == 6
        (started,) = session.every(events.FeedStarted)
        assert started.options.resolution == 300
        said = (
            "Das Gerät bietet 600 dpi nicht an; es wird mit 300 dpi gescannt. "
            "(vor dem Einzug angenommen)"
        )
        assert noted(session) == [said]
        scan.arrange(workspace, session)
        batch = session.batch()
        rows = session.rows()
        (document,) = batch.documents
        given = note._anomalies(batch, document, rows)
        assert [one.text for one in given if one.kind == device_values.NOTED] == [said]
        (row,) = [one for one in rows if one.type == events.AnomalyNoted.type]
        assert row.operator == "anna"


def test_in_the_same_batch_a_person_is_asked_once(workspace: Workspace, device: Device) -> None:
    address = device("resolutions=200,300&jam=3")
    with opened(workspace, SIX_HUNDRED) as session:
        assert fed(workspace, session, address, Person(accept=True)).error is not None
        nobody = Person(accept=False)
        assert fed(workspace, session, address, nobody).error is None
        assert nobody.told == []
        assert len(noted(session)) == 1
        assert len(session.batch().pages) == 6


@pytest.mark.parametrize(
    ("offers", "asked", "got"),
    [
        ("resolutions=200,400", 300, 400),
        ("resolutions=299&rounds=1", 300, 299),
        ("resolutions=600&rounds=1", 300, 600),
    ],
)
def test_what_is_not_worse_is_told_and_fed(
    workspace: Workspace, device: Device, offers: str, asked: int, got: int
) -> None:
    person = Person(accept=False)
    with opened(workspace, ScanOptions(resolution=asked)) as session:
        assert fed(workspace, session, device(offers), person).error is None
        assert [(one.asked, one.got, one.worse) for one in person.told] == [
            (str(asked), str(got), False)
        ]
        assert session.every(events.FeedStarted)[0].options.resolution == got
        assert len(noted(session)) == 1


def test_a_device_that_silently_takes_less_is_found_out(
    workspace: Workspace, device: Device
) -> None:
    person = Person(accept=False)
    with opened(workspace, SIX_HUNDRED) as session, pytest.raises(DeviceValuesDiffer):
        fed(workspace, session, device("resolutions=150,300&rounds=1"), person)
    assert [(one.name, one.got, one.worse) for one in person.told] == [("resolution", "300", True)]


def test_colour_becomes_grey_only_if_somebody_accepts(workspace: Workspace, device: Device) -> None:
    address, person = device("modes=grey,lineart"), Person(accept=True)
    with opened(workspace, ScanOptions()) as session:
        with pytest.raises(DeviceValuesDiffer):
            scan.scan(workspace, session, address)
        fed(workspace, session, address, person)
        assert session.every(events.FeedStarted)[0].options.mode is Mode.GREY
        assert "bietet Farbe nicht an; es wird in Graustufen gescannt" in noted(session)[0]


def test_without_duplex_the_backs_can_be_fed_by_hand(workspace: Workspace, device: Device) -> None:
    address = device("sources=feeder&turn=reversed")
    with opened(workspace, ScanOptions()) as session:
        with pytest.raises(DeviceValuesDiffer) as caught:
            scan.scan(workspace, session, address)
        assert "es werden nur Vorderseiten gescannt" in caught.value.sentence("de")
        manual_duplex.feed_fronts(workspace, session, address, settle=False)
        manual_duplex.feed_backs(workspace, session, "reversed", address, settle=False)
        assert noted(session) == []
        assert [page.side for page in session.batch().pages] == ["front", "back"] * 3


def test_a_profile_that_fits_is_told_nothing(workspace: Workspace, device: Device) -> None:
    person = Person(accept=False)
    with opened(workspace, ScanOptions(mode=Mode.LINEART)) as session:
        assert fed(workspace, session, device("resolutions=300&frames=raw"), person).error is None
    assert person.told == []


def test_a_setting_of_the_driver_that_is_not_there_is_left_out_when_accepted(
    workspace: Workspace, device: Device
) -> None:
    person = Person(accept=True)
    with opened(workspace, ScanOptions(extra={"ocr-font": "ja", "sides": "2"})) as session:
        fed(workspace, session, device(""), person)
        assert [one.name for one in person.told] == ["extra.ocr-font"]
        assert session.every(events.FeedStarted)[0].options.extra == {"sides": "2"}


def test_what_was_accepted_counts_for_this_device_and_value() -> None:
    accepted = Accepted()
    found = device_values.differences(SIX_HUNDRED, replace(SIX_HUNDRED, resolution=300))
    lower = device_values.differences(SIX_HUNDRED, replace(SIX_HUNDRED, resolution=150))
    accepted.add("twain:64:A", [one.key for one in found])
    assert accepted("twain:64:A", found)
    assert not accepted("twain:64:B", found)
    assert not accepted("twain:64:A", lower)
    accepted.clear()
    assert not accepted("twain:64:A", found)


def test_a_device_with_nothing_in_the_place_of_a_value_says_so(device: Device) -> None:
    with DeviceClient(device("modes=grey")) as client:
        client.configure(ScanOptions(mode=Mode.GREY))
        with pytest.raises(UnsupportedOption):
            device_values.settle(NoDepth(client), ScanOptions(mode=Mode.GREY))


class NoDepth:
    """A device that refuses a depth and offers no other."""

    def __init__(self, client: DeviceClient) -> None:
        self._client = client

    def capabilities(self) -> Capabilities:
        return replace(self._client.capabilities(), depths=())

    def configure(self, options: ScanOptions) -> ScanOptions:
        raise UnsupportedOption(option="depth", value=options.depth)


def test_a_scan_reads_the_device_once_and_the_next_batch_is_warned_before_it_opens(
    workspace: Workspace, device: Device
) -> None:
    address, home = device("resolutions=200,300"), workspace.home
    assert device_profiles.foresee(home, address, SIX_HUNDRED) == ()
    with opened(workspace, ScanOptions()) as session:
        assert fed(workspace, session, address, Person(accept=False)).error is None
    kept = DeviceProfiles(home).known(address)
    assert kept is not None
    assert kept.capabilities.resolutions == (200, 300)
    (found,) = device_profiles.foresee(home, address, SIX_HUNDRED)
    assert found.said.en == "The device does not offer 600 dpi; it scans at 300 dpi."
    with pytest.raises(DeviceValuesDiffer):
        device_profiles.require_foreseen(home, address, SIX_HUNDRED, device_values.refuses)
    file = home / "devices" / "capabilities.json"
    before = file.read_bytes()
    with opened(workspace, ScanOptions()) as session:
        fed(workspace, session, device("resolutions=200,300"), Person(accept=False))
    assert file.read_bytes() == before


def test_another_firmware_is_read_anew_and_replaces_the_old(workspace: Workspace) -> None:
    """The address stays, what lies behind it changes: as after an update."""
    home, address = workspace.home, "simulated:pattern?firmware=2&resolutions=300,600"
    profiles = DeviceProfiles(home)
    with DeviceClient(address) as client:
        old = replace(client.capabilities(), firmware="1", resolutions=(300,))
    profiles.learn(address, old)
    with opened(workspace, ScanOptions()) as session:
        fed(workspace, session, address, Person(accept=False))
    assert profiles.known(address) is None
    kept = device_profiles.read(home, address)
    assert (kept.model.firmware, kept.capabilities.resolutions) == ("2", (300, 600))
    assert [one.model.firmware for one in profiles.every()] == ["2"]


def test_a_scanner_on_another_port_is_the_same_model(workspace: Workspace) -> None:
    home = workspace.home
    profiles = DeviceProfiles(home)
    with DeviceClient("simulated:pattern") as client:
        offered = client.capabilities()
    first, second = "sane:fujitsu:libusb:001:004", "sane:fujitsu:libusb:001:007"
    profiles.listed([DeviceInfo(first, "FUJITSU", "fi-7160", "scanner")])
    profiles.learn(first, replace(offered, firmware="0F00"))
    assert profiles.known(second) is None
    profiles.listed([DeviceInfo(second, "FUJITSU", "fi-7160", "scanner")])
    again = profiles.known(second)
    assert again is not None
    assert again.model.title == "FUJITSU fi-7160"
    assert again.model.firmware == "0F00"
