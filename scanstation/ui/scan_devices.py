"""The devices of the training mode: the sample mail in a simulated feeder, once with a jam."""

from __future__ import annotations

from scanstation.errors import Text
from scanstation.settings import resource
from scanstation.ui.widgets.device_picker import Device

SAMPLE = Text("Übungsscanner mit Beispielpost", "Practice scanner with sample mail")
JAMMING = Text("Übungsscanner mit Papierstau", "Practice scanner with a paper jam")
JAM_AT = 17
"""A front side in the middle of the sample mail."""
IPM = 240


def practice_devices(training: bool) -> tuple[Device, ...]:
    """Return the devices that are always there in training mode, none otherwise."""
    if not training:
        return ()
    address = f"simulated:{resource('sample_mail')}?sides=2&ipm={IPM}"
    return (Device(address, SAMPLE), Device(f"{address}&jam={JAM_AT}", JAMMING))
