"""What single eSCL devices need, by name; none of them is asked for where it does harm.

An oddity is on for the models and HTTP servers that it lists, and everywhere or nowhere if the
environment says so (``SCANSTATION_QUIRK_<NAME>=1`` or ``0``), as with ``quirks``.

What every device may do is no oddity but the rule (``job``, ``pages``): Location with
a wrong host or without one, HTTP 404 before the feeder is empty, a picture whose height stands
in a DNL marker, bodies without a length, connections closed between pages.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True)
class Oddity:
    """A row of the table; ``models`` and ``servers`` are patterns (``*`` is any text)."""

    name: str
    models: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()

    def active(self, model: str, server: str) -> bool:
        """Say whether it is on for a device."""
        switch = os.environ.get("SCANSTATION_QUIRK_" + self.name.upper().replace("-", "_"))
        if switch is not None:
            return switch == "1"
        return any(fnmatchcase(model.lower(), one) for one in self.models) or any(
            fnmatchcase(server.lower(), one) for one in self.servers
        )


LOCALHOST_IN_HOST = Oddity(
    "escl-localhost-in-host",
    models=("hp laserjet mfp m630*", "hp color laserjet flowmfp m578*"),
    servers=("hp_compact_server*",),
)
"""These refuse a job whose Host header is not ``localhost`` (sane-airscan issue 116)."""

PORT_IN_HOST = Oddity("escl-port-in-host", models=("epson*",))
"""Epson: without the port in Host, even the usual one, the job never ends (sane-airscan 136)."""

FEEDER_LOOKED_AT_FIRST = Oddity("escl-feeder-looked-at-first", models=("*mf410 series*",))
"""Canon MF410: a scan from an empty feeder ends in a jam (sane-airscan issue 98). Elsewhere the
state before a scan is not reliable: AirSane says empty until a scan runs (its issue 136)."""

AT_MOST_300_DPI = Oddity("escl-at-most-300-dpi", models=("canon ir2625/2630*",))
"""Offers 600 dpi and delivers 300 (sane-airscan issue 57)."""

JOB_LEFT_ALONE = Oddity("escl-job-left-alone")
"""Off everywhere: leaves out the DELETE of a flatbed's job after its page."""

ODDITIES = (
    LOCALHOST_IN_HOST,
    PORT_IN_HOST,
    FEEDER_LOOKED_AT_FIRST,
    AT_MOST_300_DPI,
    JOB_LEFT_ALONE,
)


def oddities_of(model: str, server: str) -> frozenset[Oddity]:
    """Return those that are on for a device by its model and the name of its HTTP server."""
    return frozenset(one for one in ODDITIES if one.active(model, server))
