"""Twenty duplex colour sheets at 300 dpi through TWAIN into the store, in both bitnesses."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanstation.model import Batch
from scanstation.workflow import scan
from scanstation.workflow.workspace import Workspace
from tests.windows.twain_source import (
    Deck,
    Scanner,
    address,
    digest,
    lossless,
    sides,
    stored,
    workspace,
    write_deck,
)

SHEETS = 20
A4_300 = (2480, 3508)
BITS = pytest.mark.parametrize("bits", [64, 32])
LONG = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Deck:
    """Forty sides, no two alike: a swap of any two would be seen."""
    folder = tmp_path_factory.mktemp("deck")
    return write_deck(folder, sides(2 * SHEETS, A4_300), 300, ".ppm", ".jpg")


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return workspace(tmp_path / "home")


@pytest.fixture
def scanner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deck: Deck) -> Scanner:
    return Scanner(tmp_path / "scanner", monkeypatch, deck)


def paired(batch: Batch) -> list[tuple[int, str]]:
    return [(page.sheet, page.side) for page in batch.pages]


ALL_PAIRS = [(sheet, side) for sheet in range(1, SHEETS + 1) for side in ("front", "back")]


@LONG
@BITS
def test_every_pixel_order_and_pair_is_in_the_store(
    place: Workspace, scanner: Scanner, deck: Deck, bits: int
) -> None:
    with place.create(lossless(place, 300)) as session:
        captured = scan.scan(place, session, address(bits), settle=False)
        assert captured.error is None
        assert paired(session.batch()) == ALL_PAIRS
        assert stored(session) == deck.digests()
        assert session.batch().ledger.balanced
        assert not session.batch().anomalies
    assert [frame["sha256"] for frame in scanner.frames()] == deck.digests()
    assert not scanner.out_of_order()


@LONG
@BITS
def test_jpeg_lies_in_the_store_byte_for_byte(
    place: Workspace, scanner: Scanner, deck: Deck, bits: int
) -> None:
    with place.create(lossless(place, 300, ICAP_COMPRESSION="jpeg")) as session:
        captured = scan.scan(place, session, address(bits), settle=False)
        assert captured.error is None
        assert paired(session.batch()) == ALL_PAIRS
        pages = session.batch().pages
        assert {page.image.media_type for page in pages} == {"image/jpeg"}
        kept = [digest(session.blobs.read(page.image.blob)) for page in pages]
    assert kept == deck.digests(".jpg")
    assert [frame["sha256"] for frame in scanner.frames()] == kept
    assert not scanner.out_of_order()
