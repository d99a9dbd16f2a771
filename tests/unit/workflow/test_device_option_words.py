"""Options of drivers have German and English names where a person reads of them."""

from __future__ import annotations

import re
from pathlib import Path

from scanstation.model import ScanOptions
from scanstation.workflow.device_option_words import TITLES, option_title
from scanstation.workflow.device_values import differences

NAMES = Path(__file__).parents[3] / "installer" / "windows" / "twainworker" / "names.c"


def test_every_option_of_the_twain_worker_has_both_names() -> None:
    found = re.findall(r'\{0x[0-9a-f]+, -?\d+, "(\w+)", "([^"]+)"', NAMES.read_text("utf-8"))
    assert len(found) > 50
    assert {name: TITLES[name].en for name, _ in found} == dict(found)
    assert all(one.de and one.de != name for name, one in TITLES.items())


def test_another_value_is_said_by_the_options_name() -> None:
    asked = ScanOptions(extra={"ICAP_BRIGHTNESS": "200", "own-thing": "1"})
    taken = ScanOptions(extra={"ICAP_BRIGHTNESS": "100"})
    first, second = differences(asked, taken)
    assert "„Helligkeit (ICAP_BRIGHTNESS)“ statt 200 den Wert 100" in first.said.de
    assert "“Brightness (ICAP_BRIGHTNESS)”" in first.said.en
    assert "„own-thing“" in second.said.de
    assert option_title("own-thing").en == "own-thing"
