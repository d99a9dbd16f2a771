"""What a TWAIN driver read itself: patch codes, barcodes, printed text, its version."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from scanstation import errors
from scanstation.devices.client import DeviceClient
from scanstation.model import DeviceCode, DeviceReading, Mode, SeparationRule
from scanstation.workflow import scan
from tests.windows.twain_feed import BITS, DPI, DUPLEX, fed, frames, lines, scanned
from tests.windows.twain_source import (
    DEADLINES,
    Deck,
    Scanner,
    address,
    content,
    lossless,
    sides,
    workspace,
    write_deck,
)


@pytest.fixture(scope="module")
def deck(tmp_path_factory: pytest.TempPathFactory) -> Deck:
    small = sides(4, (413, 583))
    return write_deck(tmp_path_factory.mktemp("deck"), small, DPI, ".ppm", ".pgm")


@pytest.fixture
def scanner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deck: Deck) -> Iterator[Scanner]:
    scanner = Scanner(tmp_path / "scanner", monkeypatch, deck)
    yield scanner
    assert not scanner.out_of_order()


INFO = "patch=5\nbarcode=4 120 300 AZ-4711\nbarcode=0 10 20 PATCHT\nprinted=Eingang 00017\n"
"""TWPCH_PATCHT, TWBT_CODE128 and TWBT_3OF9."""


@BITS
def test_device_data_comes_with_its_page(
    scanner: Scanner, deck: Deck, tmp_path: Path, bits: int
) -> None:
    pages = tmp_path / "pages"
    shutil.copytree(deck.folder, pages)
    (pages / "0003.info").write_text(INFO, encoding="ascii")
    scanner.set(PAGES=str(pages))
    every = [frame.device_data for frame in frames(scanned(bits=bits))]
    codes = (DeviceCode("code128", "AZ-4711"), DeviceCode("code39", "PATCHT"))
    assert every == [None, None, DeviceReading("T", codes, "Eingang 00017"), None]


@BITS
def test_device_data_and_version_stand_in_the_journal(
    scanner: Scanner, deck: Deck, tmp_path: Path, bits: int
) -> None:
    """A patch code that only the driver saw separates, and is asked about."""
    pages = tmp_path / "pages"
    shutil.copytree(deck.folder, pages)
    (pages / "0001.info").write_text(INFO, encoding="ascii")
    scanner.set(PAGES=str(pages))
    place = workspace(tmp_path / "home")
    profile = replace(lossless(place, DPI), separation=SeparationRule(patch_codes=("T",)))
    with place.create(profile) as session:
        captured = scan.scan(place, session, address(bits))
        assert captured.error is None
        fact = session.batch().pages[0].device_fact
        assert fact is not None
        assert (fact.detector, fact.version) == ("device", f"1.2 1.2 {bits} Bit")
        assert fact.reading.printed == "Eingang 00017"
        opened = {one.opening.reason for one in session.batch().documents}
        assert opened == {"device_code+device_patch"}


@BITS
def test_device_data_device_has_no_buttons_to_ask_for(scanner: Scanner, bits: int) -> None:
    with DeviceClient(address(bits), deadlines=DEADLINES) as client:
        assert client.sensors() == {}
        assert client.capabilities().firmware == f"1.2 1.2 {bits} Bit"
        assert not any(not one.settable for one in client.capabilities().options)


def test_device_data_of_the_dialog_survives_a_crash_without_the_dialog(
    scanner: Scanner, deck: Deck
) -> None:
    scanner.set(DIALOG="ICAP_BRIGHTNESS=200", FAULT="crash@1")
    asked = replace(DUPLEX, mode=Mode.GREY, extra={"dialog": "yes"})
    with DeviceClient(address(64), deadlines=DEADLINES) as client:
        client.configure(asked)
        with pytest.raises(errors.DeviceLost):
            fed(client)
        scanner.set(DIALOG="", FAULT="")
        scanner.put_back(1)  # a new worker feeds, and nobody asked for the dialog again
        (frame, *_) = frames(fed(client))
    grey = np.frombuffer(content(deck.path(1, ".pgm")), np.uint8).astype(float)
    brighter = np.clip(np.floor(grey + 25.5 + 0.5), 0, 255).astype(np.uint8)
    assert lines(frame) == brighter.tobytes()
    shown = [line for line in scanner.log() if line.get("call", "").endswith("/ENABLEDSUIONLY")]
    assert len(shown) == 1
