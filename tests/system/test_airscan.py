"""The eSCL test server, proven by two clients of others: sane-airscan and SANE's own ``escl``.

Nothing of this project drives the scans here. PNG is lossless, so its pixels must be those
that the server saw; JPEG is decoded with libjpeg on both sides.
"""

from __future__ import annotations

import io
import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.escl.faults import Fault, Kind
from tests.escl.model import Model
from tests.escl.paper import numbered_sheets, numbered_side
from tests.escl.scanner import Scanner
from tests.escl.server import EsclServer
from tests.escl.settings import JPEG, PNG

NO_DOCUMENTS = "Document feeder out of documents"


@dataclass(frozen=True, slots=True)
class Station:
    """A server and a folder with the configuration that names it."""

    server: EsclServer
    folder: Path

    def run(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Run scanimage."""
        (self.folder / "dll.conf").write_text("airscan\nescl\n", encoding="ascii")
        (self.folder / "escl.conf").write_text("", encoding="ascii")
        (self.folder / "airscan.conf").write_text(
            f"[devices]\nPlain = {self.server.url}\nSecure = {self.server.secure_url}\n"
            "[options]\ndiscovery = disable\n",
            encoding="ascii",
        )
        environment = {**os.environ, "SANE_CONFIG_DIR": str(self.folder), "LC_ALL": "C"}
        return subprocess.run(
            ["scanimage", *options],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def scanimage(self, *options: str) -> tuple[str, list[Image.Image]]:
        """Scan a batch; return what scanimage said and its pages."""
        done = self.run(*options, "--format=pnm", f"--batch={self.folder}/%03d.pnm")
        return done.stderr, [load(file) for file in sorted(self.folder.glob("*.pnm"))]


def load(file: Path) -> Image.Image:
    with Image.open(file) as image:
        image.load()
        return image.copy()


def served(server: EsclServer) -> list[Image.Image]:
    """Return the pages that the server sent whole, as a reader of the documents sees them."""
    pages = [page.document for page in server.log.pages if page.complete]
    return [
        page.pixels if page.format == PNG else Image.open(io.BytesIO(page.data)) for page in pages
    ]


def assert_equal(found: list[Image.Image], expected: list[Image.Image]) -> None:
    assert [one.size for one in found] == [one.size for one in expected]
    for one, other in zip(found, expected, strict=True):
        assert np.array_equal(np.asarray(one.convert("RGB")), np.asarray(other.convert("RGB")))


@pytest.fixture
def model() -> Model:
    return Model(formats=(PNG,))


@pytest.fixture
def station(model: Model, tmp_path: Path) -> Iterator[Station]:
    with EsclServer(Scanner(model)) as server:
        yield Station(server, tmp_path)


def test_it_is_found_with_its_sources_and_resolutions(station: Station) -> None:
    options = station.run("--device=airscan:e0:Plain", "--all-options").stdout
    assert "--source Flatbed|ADF|ADF Duplex" in options
    assert "--resolution 75|100|150|200|300|600dpi" in options
    assert "-x 0..215.9mm" in options


@pytest.mark.parametrize("device", ["airscan:e0:Plain", "airscan:e1:Secure"])
def test_both_sides_of_every_sheet_arrive_in_order(station: Station, device: str) -> None:
    station.server.scanner.load(numbered_sheets(3, duplex=True))
    said, pages = station.scanimage(
        f"--device={device}", "--source=ADF Duplex", "--resolution=100", "--mode=Color"
    )
    assert NO_DOCUMENTS in said
    assert len(pages) == 6
    assert_equal(pages, served(station.server))
    assert station.server.scanner.sheets_left == 0


@pytest.mark.parametrize("mode", ["Gray", "Color"])
def test_the_glass_gives_one_page(station: Station, mode: str) -> None:
    station.server.scanner.glass = numbered_side(7)
    _, pages = station.scanimage(
        "--device=airscan:e0:Plain",
        "--source=Flatbed",
        f"--mode={mode}",
        "--resolution=100",
        "--batch-count=1",
    )
    assert_equal(pages, served(station.server))
    assert pages[0].mode == ("L" if mode == "Gray" else "RGB")


def test_a_region_is_what_was_asked_for(station: Station) -> None:
    station.server.scanner.load(numbered_sheets(1, dpi=100))
    _, pages = station.scanimage(
        "--device=airscan:e0:Plain",
        "--source=ADF",
        "--resolution=100",
        *("-l", "25.4", "-t", "50.8", "-x", "101.6", "-y", "76.2"),
    )
    assert_equal(pages, served(station.server))
    region = numbered_side(1).image.crop((100, 200, 500, 500))
    assert_equal(pages, [region])


class TestJpeg:
    @pytest.fixture
    def model(self) -> Model:
        return Model(formats=(JPEG,), chunked=True)

    def test_pages_decode_to_those_that_were_served(self, station: Station) -> None:
        """Chunked, and with other XML prefixes, as devices have them."""
        station.server.scanner.load(numbered_sheets(3))
        _, pages = station.scanimage(
            "--device=airscan:e0:Plain", "--source=ADF", "--resolution=150", "--mode=Color"
        )
        assert len(pages) == 3
        assert_equal(pages, served(station.server))

    def test_another_client_reads_the_same(self, station: Station) -> None:
        """Other code than sane-airscan: it asks for the status between all pages."""
        station.server.scanner.load(numbered_sheets(2, duplex=True))
        device = station.server.url.removesuffix("/eSCL")
        said, pages = station.scanimage(
            f"--device=escl:{device}", "--source=ADF Duplex", "--resolution=100", "--mode=Color"
        )
        assert NO_DOCUMENTS in said
        assert len(pages) == 4
        assert_equal(pages, served(station.server))


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (Kind.JAM, "Document feeder jammed"),
        (Kind.DOOR_OPEN, "Scanner cover is open"),
        (Kind.RESET, "Error during device I/O"),
        (Kind.TRUNCATED, "Error during device I/O"),
    ],
)
def test_faults_are_what_a_foreign_driver_takes_them_for(
    station: Station, kind: Kind, sentence: str
) -> None:
    station.server.scanner.load(numbered_sheets(3))
    station.server.scanner.faults.add(Fault(kind, page=2))
    said, pages = station.scanimage(
        "--device=airscan:e0:Plain", "--source=ADF", "--resolution=100", "--mode=Color"
    )
    assert sentence in said
    assert_equal(pages, served(station.server))
    assert len(pages) == 1


def test_a_busy_scanner_is_asked_again(station: Station) -> None:
    station.server.scanner.load(numbered_sheets(2))
    station.server.scanner.faults.add(Fault(Kind.BUSY, page=2, retry_after=1))
    _, pages = station.scanimage(
        "--device=airscan:e0:Plain", "--source=ADF", "--resolution=100", "--mode=Color"
    )
    assert len(pages) == 2
    assert_equal(pages, served(station.server))


def test_an_empty_feeder_is_out_of_documents(station: Station) -> None:
    said, pages = station.scanimage("--device=airscan:e0:Plain", "--source=ADF")
    assert NO_DOCUMENTS in said
    assert pages == []
