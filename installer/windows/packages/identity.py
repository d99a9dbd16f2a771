"""The GUIDs of the packages: fixed or derived, never drawn.

A component keeps its GUID as long as its path in the program's folder stays, as the rules of
Windows Installer want; whatever else changes makes another product, which replaces the old one.
"""

from __future__ import annotations

import uuid

UPGRADE_CODE = "{5B1F7D0A-6C0E-4E0B-9D64-0D6B0E2B9E11}"
"""Tells all versions of the product from other products; must never change."""
_NAMESPACE = uuid.UUID("8f5b8f0e-3f7c-4c39-9b53-6a2d9f5e7c01")


def component_guid(key: str) -> str:
    """Return the GUID of a component.

    Args:
        key: path below the program's folder with slashes, or ``registry:<name>``. Windows does not
            tell upper case from lower, neither does the GUID.
    """
    return _derived("component", key.lower())


def product_code(version: str, contents: str) -> str:
    """Return the GUID of one build of the product.

    Args:
        contents: a hash over everything that is installed.
    """
    return _derived("product", version, contents)


def package_code(product: str, contents: str) -> str:
    """Return the GUID of one MSI file: two files with the same must be the same.

    Args:
        contents: a hash over everything that is in the file.
    """
    return _derived("package", product, contents)


def _derived(*parts: str) -> str:
    return f"{{{uuid.uuid5(_NAMESPACE, chr(0).join(parts))}}}".upper()
