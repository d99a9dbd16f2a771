"""Every fault of the test device at the first, a middle and the last page.

After each: a typed error or none, no acknowledged page lost, and once the operator has put the
remaining sheets back the next scan goes on, with the very bytes that the device sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scanstation import errors
from scanstation.devices.client import DeviceClient
from scanstation.devices.driver import Session
from scanstation.errors import DeviceError
from tests.escl.faults import Fault, Kind
from tests.escl.model import Model
from tests.unit.devices.escl_device import OPTIONS, PATIENT, SHORT, Desk, Fed, desk, feed, opened

SHEETS = 4
PAGES = (1, 4, 8)

ERRORS: dict[Kind, type[DeviceError] | None] = {
    Kind.JAM: errors.PaperJam,
    Kind.DOUBLE_FEED: errors.DoubleFeed,
    Kind.COVER_OPEN: errors.CoverOpen,
    Kind.DOOR_OPEN: errors.CoverOpen,
    Kind.MISPICK: errors.PaperJam,
    Kind.BUSY: None,
    Kind.CONFLICT: None,
    Kind.UNAUTHORIZED: errors.DeviceAccessDenied,
    Kind.SERVER_ERROR: errors.DeviceIOError,
    Kind.RESET: errors.DeviceLost,
    Kind.TRUNCATED: errors.BadFrame,
    Kind.CHUNK_CUT: errors.BadFrame,
    Kind.TOO_LONG: errors.DeviceLost,
    Kind.TOO_SHORT: errors.BadFrame,
    Kind.HANG: errors.DeviceLost,
    Kind.TWICE: None,
    Kind.WRONG_TYPE: errors.BadFrame,
    Kind.VANISH: errors.DeviceIOError,
}
"""What a fault at a page is to the operator; None: the page comes all the same."""
SILENT = {Kind.HANG, Kind.TOO_LONG}
"""These are found out by waiting."""


@pytest.fixture(scope="module")
def device(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk(tmp_path_factory.mktemp("pins")) as one:
        yield one


@pytest.fixture(scope="module")
def expected(device: Desk) -> list[str]:
    """The digests of all sides, as an undisturbed scan gives them."""
    device.load(SHEETS)
    with opened(device.open()) as session:
        return feed(session).digests


def whole_sheets(fed: Fed) -> int:
    return len(fed.frames) // 2


def finished(device: Desk, session: Session, fed: Fed) -> list[str]:
    """Put back what is not safe, scan again; return the digests of all safe sides."""
    safe = whole_sheets(fed)
    device.put_back(safe)
    rest = feed(session)
    assert rest.error is None
    return fed.digests[: 2 * safe] + rest.digests


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("kind", list(ERRORS))
def test_fault_at_a_page(device: Desk, expected: list[str], kind: Kind, page: int) -> None:
    device.load(SHEETS)
    device.scanner.faults.add(Fault(kind, page=page))
    error = ERRORS[kind]
    with opened(device.open(patience=SHORT if kind in SILENT else PATIENT)) as session:
        fed = feed(session)
        if error is not None:
            assert type(fed.error) is error
            assert fed.digests == expected[: page - 1]
            assert finished(device, session, fed) == expected
        elif kind is Kind.TWICE:
            assert fed.digests == [*expected[:page], *expected[page - 1 :]]
            assert "duplicate_frame" in fed.notices
        else:
            assert fed.error is None
            assert fed.digests == expected
    assert device.scanner.faults.waiting == ()


def test_every_fault_has_its_error() -> None:
    """A fault that the device learns must get its line here, or in the tests of its place."""
    elsewhere = {
        Kind.WRONG_HOST, Kind.RELATIVE, Kind.NO_LOCATION, Kind.GZIP, Kind.BROKEN_XML,
        Kind.IGNORED, Kind.CANCEL_MISSING,
    }  # fmt: skip
    assert set(ERRORS) | elsewhere == set(Kind)


@pytest.mark.parametrize("status", [404, 409, 410, 503])
@pytest.mark.parametrize("late", [0, 2])
def test_a_jam_is_named_whatever_the_status(
    device: Desk, expected: list[str], status: int, late: int
) -> None:
    """Devices say 404 as at the good end, and their feeder's state may come later."""
    device.load(SHEETS)
    device.scanner.faults.add(Fault(Kind.JAM, page=3, status=status, late=late))
    with opened(device.open()) as session:
        fed = feed(session)
        assert isinstance(fed.error, errors.PaperJam)
        assert finished(device, session, fed) == expected


@pytest.mark.parametrize("kind", [Kind.WRONG_HOST, Kind.RELATIVE, Kind.NO_LOCATION, Kind.BUSY])
def test_a_job_that_comes_about_all_the_same(device: Desk, expected: list[str], kind: Kind) -> None:
    device.load(SHEETS)
    device.scanner.faults.add(Fault(kind, "job"))
    with opened(device.open()) as session:
        fed = feed(session)
    assert fed.error is None
    assert fed.digests == expected
    assert device.scanner.faults.waiting == ()


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (Kind.JAM, errors.PaperJam),
        (Kind.DOOR_OPEN, errors.CoverOpen),
        (Kind.CONFLICT, errors.DeviceIOError),
        (Kind.UNAUTHORIZED, errors.DeviceAccessDenied),
        (Kind.SERVER_ERROR, errors.DeviceIOError),
        (Kind.RESET, errors.DeviceLost),
        (Kind.HANG, errors.DeviceLost),
    ],
)
def test_a_job_that_does_not(
    device: Desk, expected: list[str], kind: Kind, error: type[DeviceError]
) -> None:
    device.load(SHEETS)
    device.scanner.faults.add(Fault(kind, "job"))
    with opened(device.open(patience=SHORT)) as session:
        fed = feed(session)
        assert type(fed.error) is error
        assert fed.frames == []
        assert finished(device, session, fed) == expected


@pytest.mark.parametrize("kind", [Kind.IGNORED, Kind.CANCEL_MISSING, Kind.RESET])
def test_a_job_that_runs_on_after_its_end_is_ended_again(
    device: Desk, expected: list[str], kind: Kind
) -> None:
    device.load(SHEETS)
    device.scanner.faults.add(Fault(kind, "cancel"))
    with opened(device.open()) as session:
        fed = feed(session, lambda frame: session.stop(now=True))
        assert isinstance(fed.error, errors.ScanCancelled)
        assert device.scanner.faults.waiting == ()
        fed.frames.pop()
        assert finished(device, session, fed) == expected


def test_a_jam_that_nobody_clears_is_named_again(device: Desk) -> None:
    device.load(SHEETS)
    device.scanner.faults.add(Fault(Kind.JAM, page=2))
    with opened(device.open()) as session:
        assert isinstance(feed(session).error, errors.PaperJam)
        assert isinstance(feed(session).error, errors.PaperJam)
    device.scanner.clear()


def test_somebody_elses_job(device: Desk, expected: list[str]) -> None:
    device.load(SHEETS)
    device.scanner.busy = True
    with opened(device.open(patience=SHORT)) as session:
        assert isinstance(feed(session).error, errors.DeviceBusy)
        device.scanner.busy = False
        assert feed(session).digests == expected


@pytest.mark.parametrize("empty", [409, 503, 201])
def test_an_empty_feeder(tmp_path: Path, empty: int) -> None:
    """Devices refuse the job, or take it and have no page."""
    with desk(tmp_path, Model(empty_answer=empty)) as device, opened(device.open()) as session:
        assert isinstance(feed(session).error, errors.OutOfPaper)
        device.load(1)
        assert len(feed(session).frames) == 2


@pytest.mark.parametrize("kind", [Kind.BROKEN_XML, Kind.SERVER_ERROR, Kind.GZIP, Kind.RESET])
def test_a_state_that_cannot_be_read_once(device: Desk, expected: list[str], kind: Kind) -> None:
    """At the end of the feed: all pages came, so it is asked again."""
    device.load(SHEETS)
    with opened(device.open()) as session:
        device.scanner.faults.add(Fault(kind, "status"))
        fed = feed(session)
    assert fed.error is None
    assert fed.digests == expected
    assert device.scanner.faults.waiting == ()


def test_a_device_that_never_says_how_it_ended(device: Desk, expected: list[str]) -> None:
    device.load(SHEETS)
    with opened(device.open(patience=SHORT)) as session:
        device.scanner.faults.add(Fault(Kind.BROKEN_XML, "status", times=1000))
        fed = feed(session)
        device.scanner.faults.forget()
    assert isinstance(fed.error, errors.DeviceIOError)
    assert fed.digests == expected


def test_capabilities_packed_without_being_asked(device: Desk) -> None:
    device.scanner.faults.add(Fault(Kind.GZIP, "capabilities"))
    with opened(device.open(options=None)) as session:
        assert session.capabilities().sources == ("flatbed", "feeder", "duplex")


def test_capabilities_cut_off(device: Desk) -> None:
    device.scanner.faults.add(Fault(Kind.BROKEN_XML, "capabilities"))
    with pytest.raises(errors.DeviceIOError):
        device.open()


@pytest.mark.parametrize("kind", [Kind.JAM, Kind.TRUNCATED, Kind.RESET, Kind.TOO_SHORT])
@pytest.mark.parametrize("page", PAGES)
def test_the_worker_says_where_it_was(
    device: Desk, expected: list[str], kind: Kind, page: int
) -> None:
    """Behind the worker: the last safe sheet, and the front whose back did not come."""
    device.load(SHEETS)
    device.scanner.faults.add(Fault(kind, page=page))
    with DeviceClient(f"escl:{device.server.url}") as client:
        client.configure(OPTIONS)
        fed = feed(client)
        assert type(fed.error) is ERRORS[kind]
        assert fed.error is not None
        assert fed.error.details["sheet"] == (page - 1) // 2
        assert bool(fed.error.details["unpaired"]) == (page % 2 == 0)
        assert finished(device, client, fed) == expected
