"""The list of all parts by others in the Debian package."""

from __future__ import annotations

import json
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

from installer.linux.control import NAME
from installer.linux.papers import licence_of, parts_of
from installer.sbom import application, document, package


def sbom(site: Path, version: str, epoch: int) -> str:
    """Return the list for the packages of a folder; the same folder gives the same text.

    Args:
        epoch: when it was made, seconds since 1970.
    """
    parts = [_component(one) for one in parts_of(site)]
    return document(application(NAME, version), parts, epoch, f"{version}{json.dumps(parts)}")


def _component(one: Distribution) -> dict[str, Any]:
    return package(str(one.metadata["Name"]), one.version, _licence(one))


def _licence(one: Distribution) -> dict[str, Any]:
    """Only what the part itself calls an SPDX expression is one."""
    said = licence_of(one)
    if one.metadata.get_all("License-Expression"):
        return {"expression": said}
    return {"license": {"name": said}}
