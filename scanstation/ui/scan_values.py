"""The question of the place Scan where a device takes worse values than the profile's."""

from __future__ import annotations

from collections.abc import Callable

from scanstation.errors import DeviceValuesDiffer, Text
from scanstation.ui.operations.devices import AcceptValues
from scanstation.ui.scan_site import ScanSite, clear
from scanstation.ui.widgets.banner import Choice

OTHER_PROFILE = Text("Anderes Scan&profil wählen", "&Use another profile")
BY_HAND = Text("Rückseiten von Han&d einziehen", "Feed the bac&ks by hand")
ANYWAY = Text("&Trotzdem scannen", "Scan any&way")


def acceptance(differs: DeviceValuesDiffer) -> AcceptValues:
    """Return what accepts all that was told."""
    return AcceptValues(differs.device, tuple(one.key for one in differs.differences))


class ValuesQuestion:
    """Fills the banner of the feeder; the choice that loses nothing comes first, for Enter."""

    def __init__(self, view: ScanSite) -> None:
        self._view = view

    def ask(self, differs: DeviceValuesDiffer, go_on: Callable[[], object]) -> None:
        """Say what the device takes instead, before anything is fed.

        Args:
            go_on: scans with it once it is accepted.
        """
        names = {one.name for one in differs.differences}
        choices = [Choice(OTHER_PROFILE, self._choose_profile)]
        if "source" in names and differs.differences[0].asked == "duplex":
            choices.append(Choice(BY_HAND, self._by_hand))
        choices.append(Choice(ANYWAY, lambda: self._accept(differs, go_on)))
        self._view.feeder.guide(differs.happened_text(), choices)

    def _accept(self, differs: DeviceValuesDiffer, go_on: Callable[[], object]) -> None:
        self._view.services.bridge.do(acceptance(differs), lambda _: go_on())

    def _choose_profile(self) -> None:
        clear(self._view)
        self._view.job.leave()
        self._view.panel.profiles.take_focus()

    def _by_hand(self) -> None:
        """Fronts first, the stack turned over, then the backs."""
        self._view.panel.turn_by_hand("reversed")
        self._view.start()
