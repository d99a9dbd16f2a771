"""The frame of a list of parts: CycloneDX (ECMA-424) in its JSON form, version 1.6."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

NAMESPACE = uuid.UUID("6d1f5b0c-5a1e-4a5e-9a55-0b6a6a5f3c70")


def document(
    product: dict[str, Any], parts: Sequence[dict[str, Any]], epoch: int, seed: str
) -> str:
    """Return the list as text; the same parts give the same text.

    Args:
        product: the component that the parts are of.
        parts: components.
        epoch: when it was made, seconds since 1970.
        seed: what the serial number is made of: it tells one product from another.
    """
    told = datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    content = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(NAMESPACE, seed)}",
        "version": 1,
        "metadata": {"timestamp": told, "component": product},
        "components": list(parts),
        "dependencies": [
            {"ref": product["bom-ref"], "dependsOn": [one["bom-ref"] for one in parts]}
        ],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def application(name: str, version: str) -> dict[str, Any]:
    """Return the component that stands for a product."""
    reference = f"{name}@{version}"
    return {"type": "application", "bom-ref": reference, "name": name, "version": version}


def package(name: str, version: str, licence: dict[str, Any]) -> dict[str, Any]:
    """Return the component of a Python package.

    Args:
        licence: ``{"expression": ...}`` or ``{"license": ...}``, as the format has them.
    """
    address = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
    return {
        "type": "library",
        "bom-ref": address,
        "name": name,
        "version": version,
        "licenses": [licence],
        "purl": address,
    }
