"""Twenty duplex colour sheets at 300 dpi through TWAIN into the store, in both bitnesses."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scanstation.model import Batch, Mode, Profile, ScanOptions
from scanstation.settings import Settings, load_configuration
from scanstation.workflow import scan
from scanstation.workflow.session import Actor, BatchSession
from scanstation.workflow.workspace import Workspace
from tests.windows.twain_source import Deck, Scanner, address, content, sides, write_deck

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
def workspace(tmp_path: Path) -> Workspace:
    settings = replace(Settings(str(tmp_path / "home")), station="platz")
    configuration = load_configuration(tmp_path / "home", "uebung")
    return Workspace(settings, "uebung", configuration, Actor("anna", "platz"))


@pytest.fixture
def profile(workspace: Workspace) -> Profile:
    """A profile that keeps pixels as they are, and computes little: this is about the way in."""
    plain = workspace.configuration.profile("posteingang")
    imaging = replace(plain.imaging, lossless=True, symbologies=("QRCode",), orient=False)
    options = ScanOptions(resolution=300, mode=Mode.COLOUR, source="duplex")
    return replace(plain, scan=options, imaging=imaging)


@pytest.fixture
def scanner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deck: Deck) -> Scanner:
    return Scanner(tmp_path / "scanner", monkeypatch, deck)


def paired(batch: Batch) -> list[tuple[int, str]]:
    return [(page.sheet, page.side) for page in batch.pages]


ALL_PAIRS = [(sheet, side) for sheet in range(1, SHEETS + 1) for side in ("front", "back")]


def stored(session: BatchSession) -> Iterator[bytes]:
    """Return each page's samples as the store has them."""
    for page in session.batch().pages:
        with Image.open(io.BytesIO(session.blobs.read(page.image.blob))) as image:
            assert image.format == "PNG"
            yield np.asarray(image.convert("RGB")).tobytes()


@LONG
@BITS
def test_every_pixel_order_and_pair_is_in_the_store(
    workspace: Workspace, profile: Profile, scanner: Scanner, deck: Deck, bits: int
) -> None:
    with workspace.create(profile) as session:
        captured = scan.scan(workspace, session, address(bits), settle=False)
        assert captured.error is None
        assert paired(session.batch()) == ALL_PAIRS
        for page, pixels in enumerate(stored(session), 1):
            assert pixels == content(deck.path(page, ".ppm")), page
        assert session.batch().ledger.balanced
        assert not session.batch().anomalies
    assert [frame["sha256"] for frame in scanner.frames()] == deck.digests()
    assert not scanner.out_of_order()


@LONG
@BITS
def test_jpeg_lies_in_the_store_byte_for_byte(
    workspace: Workspace, profile: Profile, scanner: Scanner, deck: Deck, bits: int
) -> None:
    coded = replace(profile.scan, extra={"ICAP_COMPRESSION": "jpeg"})
    with workspace.create(replace(profile, scan=coded)) as session:
        captured = scan.scan(workspace, session, address(bits), settle=False)
        assert captured.error is None
        assert paired(session.batch()) == ALL_PAIRS
        assert [page.image.media_type for page in session.batch().pages] == ["image/jpeg"] * 40
        for page in session.batch().pages:
            path = deck.path(2 * page.sheet - (page.side == "front"), ".jpg")
            assert session.blobs.read(page.image.blob) == path.read_bytes(), path.name
    assert [frame["sha256"] for frame in scanner.frames()] == deck.digests(".jpg")
    assert not scanner.out_of_order()
