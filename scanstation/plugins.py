"""Third-party drivers and uploaders, found by their entry points.

A package offers them in its ``pyproject.toml``::

    [project.entry-points."scanstation.uploaders"]
    enaio = "scanstation_enaio:uploader"

The shipped contract suites (``scanstation.testing``) say what such a thing must do.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points
from typing import Any, Literal

from scanstation.errors import ConfigurationUnknown

Group = Literal["scanstation.drivers", "scanstation.uploaders"]


def plugin_names(group: Group) -> tuple[str, ...]:
    """Return the names that installed packages offer in a group, without loading them."""
    return tuple(sorted({point.name for point in entry_points(group=group)}))


def plugin_modules(group: Group) -> dict[str, str]:
    """Return the module of each name, for a device worker that loads it by itself."""
    return {point.name: point.module for point in entry_points(group=group)}


def load_plugin(group: Group, name: str) -> Callable[..., Any]:
    """Return the factory that a package offers under this name.

    Raises:
        ConfigurationUnknown: no installed package offers it, or its import fails.
    """
    for point in entry_points(group=group, name=name):
        try:
            factory: Callable[..., Any] = point.load()
        except (ImportError, AttributeError) as error:
            raise ConfigurationUnknown(kind=group, name=name, known=str(error)) from error
        return factory
    raise ConfigurationUnknown(kind=group, name=name, known=", ".join(plugin_names(group)))
