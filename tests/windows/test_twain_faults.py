"""What drivers do wrong, at the first, a middle and the last page.

Each time: a typed error, every page that was handed over before it is in the store, and after the
operator put the sheets back the same batch goes on to its end.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scanstation import errors
from scanstation.devices.client import DeviceClient
from scanstation.errors import DeviceError
from scanstation.model import ScanOptions
from scanstation.workflow.capture import Captured
from scanstation.workflow.session import BatchSession
from tests.windows.twain_source import (
    DEADLINES,
    Deck,
    Scanner,
    address,
    feed,
    lossless,
    sides,
    stored,
    workspace,
    write_deck,
)

SIDES = 6
DPI = 100
PAGES = pytest.mark.parametrize("page", [1, 4, SIDES])


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Deck:
    small = sides(SIDES, (413, 583))
    return write_deck(tmp_path_factory.mktemp("deck"), small, DPI, ".ppm", ".jpg")


@pytest.fixture
def scanner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deck: Deck) -> Scanner:
    return Scanner(tmp_path / "scanner", monkeypatch, deck)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[BatchSession]:
    place = workspace(tmp_path / "home")
    with place.create(lossless(place, DPI)) as session:
        yield session


def goes_on(session: BatchSession, scanner: Scanner, captured: Captured, bits: int) -> None:
    """The operator puts back what is not safe: the batch then has every side, in its order."""
    kept = len(session.batch().pages)
    scanner.put_back(captured.last_sheet + 1)
    assert feed(session, bits).error is None
    rest = scanner.deck.digests()[2 * captured.last_sheet :]
    assert stored(session) == scanner.deck.digests()[:kept] + rest


def ends_in(
    session: BatchSession, scanner: Scanner, bits: int, error: type[DeviceError], kept: int
) -> Captured:
    """The feed ends with this error, and so many sides are safe."""
    captured = feed(session, bits)
    assert type(captured.error) is error
    assert captured.last_sheet == kept // 2
    assert stored(session) == scanner.deck.digests()[:kept]
    return captured


CONDITIONS = [
    ("jam", errors.PaperJam),
    ("doublefeed", errors.DoubleFeed),
    ("cover", errors.CoverOpen),
    ("lost", errors.DeviceLost),
    ("nomemory", errors.DeviceNoMemory),
    ("denied", errors.DeviceAccessDenied),
    ("operation", errors.DeviceIOError),
    ("bummer", errors.DeviceIOError),
    ("cancel", errors.ScanCancelled),
    ("crash", errors.DeviceLost),
    ("hang", errors.DeviceLost),
    ("short", errors.BadFrame),
    ("badstrip", errors.BadFrame),
    ("halfstrip", errors.BadFrame),
    ("wrongsize=+40", errors.BadFrame),
    ("wrongsize=-40", errors.BadFrame),
    ("wrongwidth=+8", errors.BadFrame),
]


STAGED = [
    *(("jam", errors.PaperJam, page) for page in (1, 4, SIDES)),
    *(("crash", errors.DeviceLost, page) for page in (1, 4, SIDES)),
    ("hang", errors.DeviceLost, 4),  # waits for its deadline
]


def at(fault: str, page: int, stage: str = "") -> str:
    kind, sign, value = fault.partition("=")
    return f"{kind}@{page}{stage}{sign}{value}"


@PAGES
@pytest.mark.parametrize(("fault", "error"), CONDITIONS)
def test_a_fault_costs_no_page(
    session: BatchSession, scanner: Scanner, fault: str, error: type[DeviceError], page: int
) -> None:
    scanner.set(FAULT=at(fault, page))
    captured = ends_in(session, scanner, 64, error, page - 1)
    goes_on(session, scanner, captured, 64)
    assert scanner.faults() == [fault.partition("=")[0]]
    assert not scanner.out_of_order()


@PAGES
def test_a_driver_that_ends_its_process_costs_no_safe_page(
    session: BatchSession, scanner: Scanner, page: int
) -> None:
    """Windows then ends the thread that writes to the station: a page may be on its way."""
    scanner.set(FAULT=f"exit@{page}")
    captured = feed(session, 64)
    kept = len(session.batch().pages)
    assert type(captured.error) is errors.DeviceLost
    assert kept < page
    assert captured.last_sheet == kept // 2
    goes_on(session, scanner, captured, 64)
    assert scanner.faults() == ["exit"]


@PAGES
@pytest.mark.parametrize(
    ("fault", "error"),
    [("jam", errors.PaperJam), ("crash", errors.DeviceLost), ("short", errors.BadFrame)],
)
def test_a_fault_costs_no_page_in_32_bit(
    session: BatchSession, scanner: Scanner, fault: str, error: type[DeviceError], page: int
) -> None:
    scanner.set(FAULT=at(fault, page))
    captured = ends_in(session, scanner, 32, error, page - 1)
    goes_on(session, scanner, captured, 32)
    assert scanner.faults() == [fault]


@pytest.mark.parametrize(("fault", "error", "page"), STAGED)
def test_a_fault_in_the_middle_of_an_image(
    session: BatchSession, scanner: Scanner, fault: str, error: type[DeviceError], page: int
) -> None:
    scanner.set(FAULT=at(fault, page, ":strip"))
    captured = ends_in(session, scanner, 64, error, page - 1)
    goes_on(session, scanner, captured, 64)
    assert scanner.faults() == [fault]
    assert not scanner.out_of_order()


@pytest.mark.parametrize(("fault", "error", "page"), STAGED)
def test_a_fault_after_an_image_keeps_the_image(
    session: BatchSession, scanner: Scanner, fault: str, error: type[DeviceError], page: int
) -> None:
    scanner.set(FAULT=at(fault, page, ":end"))
    captured = ends_in(session, scanner, 64, error, page)
    if page < SIDES:
        goes_on(session, scanner, captured, 64)
    assert scanner.faults() == [fault]
    assert not scanner.out_of_order()


@pytest.mark.parametrize("fault", ["crash:disable", "hang:disable"])
def test_a_fault_after_the_last_image_costs_none(
    session: BatchSession, scanner: Scanner, fault: str
) -> None:
    scanner.set(FAULT=fault)
    captured = ends_in(session, scanner, 64, errors.DeviceLost, SIDES)
    assert captured.last_sheet == SIDES // 2
    assert scanner.faults() == [fault.partition(":")[0]]


@PAGES
def test_empty_strips_without_end_are_no_endless_scan(
    session: BatchSession, scanner: Scanner, page: int
) -> None:
    scanner.set(FAULT=f"emptystrip@{page}!")
    captured = feed(session, 64)
    assert type(captured.error) in (errors.BadFrame, errors.DeviceLost)
    assert stored(session) == scanner.deck.digests()[: page - 1]
    scanner.set(FAULT="")
    goes_on(session, scanner, captured, 64)


def test_another_code_at_the_end_of_an_image_is_no_end_of_the_stack(
    session: BatchSession, scanner: Scanner
) -> None:
    """What the driver still has would be lost, and nobody would know of it."""
    scanner.set(FAULT="oddend!")
    assert feed(session, 64).error is None
    assert stored(session) == scanner.deck.digests()


@pytest.mark.parametrize("bits", [32, 64])
def test_numbers_that_are_greater_than_the_memory_behind_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bits: int
) -> None:
    """Lists, settings and codes: what lies behind them is not read, and no page is lost by it."""
    deck = write_deck(tmp_path / "codes", sides(2, (413, 583)), DPI, ".ppm")
    deck.path(1, ".info").write_text("barcode=4 10 10 EINS\nbarcode=4 20 20 ZWEI\n")
    scanner = Scanner(tmp_path / "lying", monkeypatch, deck)
    scanner.set(FAULT="countless!")
    with DeviceClient(address(bits), deadlines=DEADLINES) as client:
        assert client.capabilities().modes
        client.configure(ScanOptions(resolution=DPI, source="duplex", extra={"custom_data": ""}))
    place = workspace(tmp_path / "home")
    with place.create(lossless(place, DPI)) as session:
        assert feed(session, bits).error is None
        assert stored(session) == deck.digests()
    assert "countless" in scanner.faults()
