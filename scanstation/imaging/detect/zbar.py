"""zbar."""

from __future__ import annotations

from scanstation.imaging.views import Views
from scanstation.model import Barcode


def read(views: Views, symbologies: tuple[str, ...]) -> list[Barcode]:
    """x"""
    return []
