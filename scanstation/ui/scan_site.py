"""What the parts of the place Scan see of it, so that none of them has to know the place."""

from __future__ import annotations

from typing import Protocol

from scanstation.errors import Text
from scanstation.ui.scan_job import ScanJob
from scanstation.ui.scan_panel import ScanPanel
from scanstation.ui.services import Services
from scanstation.ui.widgets.banner import Banner, Choice
from scanstation.ui.widgets.feeder_banner import FeederBanner

NO_DEVICE = Text("Bitte zuerst ein Gerät wählen.", "Choose a device first.")
SEARCH = Text("Geräte suchen", "Find devices")


class ScanSite(Protocol):
    """The place Scan: its feeder, its left column, its banners."""

    services: Services
    job: ScanJob
    panel: ScanPanel
    feeder: FeederBanner
    banner: Banner

    def start(self) -> None:
        """Feed what lies in the feeder."""

    def look_at(self, page: str) -> None:
        """Show a page, large and in its place."""

    def take_count(self, sheets: int) -> None:
        """Expect as many sheets as there are."""

    def front_banner(self) -> Banner:
        """Return the banner of the place that is shown."""

    def isVisible(self) -> bool:
        """Whether the place is shown."""


def clear(site: ScanSite) -> None:
    """Nothing is to be said any more."""
    site.feeder.clear()
    site.banner.clear()


def ask_for_device(site: ScanSite) -> None:
    """There is nothing to scan with."""
    site.front_banner().problem(NO_DEVICE, [Choice(SEARCH, site.panel.devices.search)])
