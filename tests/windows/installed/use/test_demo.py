"""``scanstation demo`` on a TWAIN scanner: from paper to receipts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.windows.installed import mail
from tests.windows.installed.mail import DEVICES
from tests.windows.installed.station import Station


def test_the_mail_comes_through_twain_into_the_eakte(tmp_path: Path) -> None:
    feeder = mail.fill(tmp_path / "Einzug", mail.LETTER)
    station = Station(tmp_path / "home", environment=feeder.environment)
    shown = station.json("demo", "--device", DEVICES[64])
    assert shown["verified"] == len(shown["documents"]) == 1
    (document,) = shown["documents"]
    assert (document["class"], document["case_number"]) == ("antrag", "50.1-123/2026")
    assert document["pages"] == 4
    assert document["receipt"]


@pytest.mark.full
@pytest.mark.parametrize("bits", [64, 32])
def test_all_of_the_mail(tmp_path: Path, bits: int) -> None:
    feeder = mail.fill(tmp_path / "Einzug", mail.ALL)
    station = Station(tmp_path / "home", environment=feeder.environment)
    shown = station.json("demo", "--device", DEVICES[bits])
    assert shown["verified"] == len(shown["documents"]) == mail.DOCUMENTS
