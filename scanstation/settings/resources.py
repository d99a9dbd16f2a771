"""Data that comes with the program: profiles, document classes, targets, look-ups."""

from __future__ import annotations

from pathlib import Path

from scanstation.errors import ConfigurationUnknown


def resource(name: str) -> Path:
    """Return a packaged file or folder by its path below ``resources/``.

    It lies in the package ``scanstation.resources`` once installed, in the top-level folder
    ``resources`` of a checkout, and beside the archive where the modules are in one (Windows).

    Raises:
        ConfigurationUnknown: there is no such resource.
    """
    for root in _roots():
        path = root / name
        if path.exists():
            return path
    raise ConfigurationUnknown(kind="resource", name=name, known="")


def _roots() -> tuple[Path, ...]:
    package = Path(__file__).parents[1]
    place = package.parent
    return package / "resources", (place.parent if place.suffix == ".zip" else place) / "resources"
