"""What a page is called: its imprint stands behind all else."""

from __future__ import annotations

from dataclasses import replace

from scanstation.model import DeviceFact, DeviceReading, Image, Mode, Page, PageKind
from scanstation.ui.models.page_words import PageInBatch, spoken

IMAGE = Image("b", "image/png", 1, 1, (300.0, 300.0), Mode.GREY)
PAGE = Page("p", 3, "s", 2, "front", IMAGE, PageKind.DOCUMENT, "twain:64:TS-20")


def test_what_the_device_printed_onto_a_page_is_told() -> None:
    fact = DeviceFact("device", "1.2", 0.9, DeviceReading(printed="Eingang 00017"))
    told = PageInBatch(replace(PAGE, device_fact=fact), 12)
    assert spoken(told, "de").endswith("Vorderseite, Aufdruck des Geräts: Eingang 00017")
    assert spoken(told, "en").endswith("printed by the device: Eingang 00017")


def test_codes_alone_are_no_imprint() -> None:
    fact = DeviceFact("device", "1.2", 0.9, DeviceReading(patch="T"))
    plain, told = PageInBatch(PAGE, 12), PageInBatch(replace(PAGE, device_fact=fact), 12)
    assert spoken(told, "de") == spoken(plain, "de")
