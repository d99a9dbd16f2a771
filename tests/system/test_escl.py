"""From a network scanner into a batch, by the command line: the device's bytes are the blobs."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.builders.office import Office
from tests.escl.faults import Fault, Kind
from tests.escl.paper import numbered_sheets
from tests.escl.scanner import Scanner
from tests.escl.server import EsclServer


def stored(office: Office) -> list[tuple[int, str, str]]:
    """Return sheet, side and blob of every page in order, each blob read and hashed."""
    with office.open() as session:
        for page in session.batch().pages:
            data = session.blobs.read(page.image.blob)
            assert hashlib.sha256(data).hexdigest() == page.image.blob
        return [(page.sheet, page.side, page.image.blob) for page in session.batch().pages]


def test_a_jam_and_the_rest_of_the_stack_in_one_batch(tmp_path: Path) -> None:
    """Both sides over TLS; after the jam the operator clears it and appends the rest."""
    office = Office.found(tmp_path / "home")
    with EsclServer(Scanner()) as server:
        sheets = numbered_sheets(3, duplex=True, dpi=100)
        server.scanner.load(list(sheets))
        server.scanner.faults.add(Fault(Kind.JAM, page=5))
        device = f"escl:{server.secure_url}"
        stopped = office.cli("scan", "--device", device)
        assert stopped.code == 10
        server.scanner.clear()
        office.ok("scan", "--device", device, "--batch", office.batch)
        served = [page.sha256 for page in server.log.pages if page.complete]
    assert len(served) == 6
    assert stored(office) == [
        (number // 2 + 1, "back" if number % 2 else "front", digest)
        for number, digest in enumerate(served)
    ]
