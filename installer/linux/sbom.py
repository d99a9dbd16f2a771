"""The list of all parts by others, as CycloneDX (ECMA-424) in its JSON form, version 1.5."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

from installer.linux.control import NAME
from installer.linux.papers import licence_of, parts_of

_NAMESPACE = uuid.UUID("6d1f5b0c-5a1e-4a5e-9a55-0b6a6a5f3c70")


def sbom(site: Path, version: str, epoch: int) -> str:
    """Return the list for the packages of a folder; the same folder gives the same text.

    Args:
        epoch: when it was made, seconds since 1970.
    """
    parts = [_component(one) for one in parts_of(site)]
    listed = json.dumps(parts)
    content = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{version}{listed}')}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {"type": "application", "name": NAME, "version": version},
        },
        "components": parts,
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _component(one: Distribution) -> dict[str, Any]:
    name = str(one.metadata["Name"])
    address = f"pkg:pypi/{name.lower().replace('_', '-')}@{one.version}"
    return {
        "type": "library",
        "bom-ref": address,
        "name": name,
        "version": one.version,
        "purl": address,
        "licenses": [_licence(one)],
    }


def _licence(one: Distribution) -> dict[str, Any]:
    """Only what the part itself calls an SPDX expression is one."""
    said = licence_of(one)
    if one.metadata.get_all("License-Expression"):
        return {"expression": said}
    return {"license": {"name": said}}
