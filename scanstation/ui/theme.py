"""Three themes that follow the system: light, dark, high contrast.

Contrasts are computed in the tests (EN 301 549 9.1.4.3 and 9.1.4.11): text 4.5:1, frames and
marks 3:1. Paper stays white in all of them. What is switched off is muted *and* dashed or slanted:
with high contrast, too, it is told from what works, and not by its colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Template
from types import MappingProxyType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from scanstation.settings import resource
from scanstation.ui.contrast import high_contrast, on_change

Colours = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Scheme:
    """Colours by what they are for; a text colour's ground is named in ``GROUNDS``."""

    name: str
    colours: Colours


LIGHT = Scheme(
    "light",
    MappingProxyType(
        {
            "window": "#f3f4f6",
            "base": "#ffffff",
            "alternate": "#eceff3",
            "text": "#16191d",
            "muted": "#565d66",
            "line": "#747c87",
            "accent": "#0b5cad",
            "on_accent": "#ffffff",
            "focus": "#0b5cad",
            "progress": "#6d92bd",
            "ok": "#1a6b33",
            "doubt": "#8a4b00",
            "problem": "#b3261e",
            "banner": "#fff4d6",
            "banner_problem": "#fde7e5",
            "on_banner": "#16191d",
            "paper": "#ffffff",
            "desk": "#d9dde3",
            "source": "#0b5cad",
            "word": "#7a3db8",
        }
    ),
)
DARK = Scheme(
    "dark",
    MappingProxyType(
        {
            "window": "#1f2328",
            "base": "#16191d",
            "alternate": "#262b31",
            "text": "#eceff3",
            "muted": "#aab2bc",
            "line": "#79828d",
            "accent": "#7ab8f5",
            "on_accent": "#0a1520",
            "focus": "#7ab8f5",
            "progress": "#3d6a9c",
            "ok": "#7fd49a",
            "doubt": "#f2b866",
            "problem": "#ff9d94",
            "banner": "#4a3a12",
            "banner_problem": "#55211d",
            "on_banner": "#f6f1e4",
            "paper": "#ffffff",
            "desk": "#2c3238",
            "source": "#0b5cad",
            "word": "#7a3db8",
        }
    ),
)
HIGH_CONTRAST = Scheme(
    "high_contrast",
    MappingProxyType(
        {
            "window": "#000000",
            "base": "#000000",
            "alternate": "#000000",
            "text": "#ffffff",
            "muted": "#a6a6a6",
            "line": "#ffffff",
            "accent": "#ffff00",
            "on_accent": "#000000",
            "focus": "#ffff00",
            "progress": "#2a5fb8",
            "ok": "#7dff7d",
            "doubt": "#ffd166",
            "problem": "#ff9e9e",
            "banner": "#000000",
            "banner_problem": "#000000",
            "on_banner": "#ffffff",
            "paper": "#ffffff",
            "desk": "#000000",
            "source": "#b00000",
            "word": "#5b00b0",
        }
    ),
)
SCHEMES: Mapping[str, Scheme] = MappingProxyType(
    {one.name: one for one in (LIGHT, DARK, HIGH_CONTRAST)}
)

GROUNDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "text": ("window", "base", "alternate", "desk", "progress"),
        "muted": ("window", "base", "alternate", "desk"),
        "accent": ("window", "base", "alternate", "desk"),
        "on_accent": ("accent",),
        "ok": ("window", "base", "alternate", "desk"),
        "doubt": ("window", "base", "alternate", "desk"),
        "problem": ("window", "base", "alternate", "desk", "banner_problem"),
        "on_banner": ("banner", "banner_problem"),
    }
)
"""Text colours and the grounds that they are readable on: 4.5:1."""
MARKS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "line": ("window", "base", "alternate", "desk"),
        "focus": ("window", "base", "alternate", "desk", "banner", "banner_problem"),
        "accent": ("window", "base", "alternate", "desk", "banner"),
        "problem": ("banner_problem",),
        "progress": ("base",),
        "source": ("paper",),
        "word": ("paper",),
    }
)
"""Frames and marks and the grounds that they are seen on: 3:1."""

_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "base",
    QPalette.ColorRole.AlternateBase: "alternate",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.Button: "window",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "problem",
    QPalette.ColorRole.Highlight: "accent",
    QPalette.ColorRole.HighlightedText: "on_accent",
    QPalette.ColorRole.ToolTipBase: "base",
    QPalette.ColorRole.ToolTipText: "text",
    QPalette.ColorRole.PlaceholderText: "muted",
    QPalette.ColorRole.Link: "accent",
    QPalette.ColorRole.Accent: "accent",
    QPalette.ColorRole.Mid: "line",
    QPalette.ColorRole.Dark: "line",
}
_PALE = ("text", "muted")


class Theme(QObject):
    """The scheme in force; ``changed`` when the system switches.

    Args:
        fixed: name of a scheme instead of the system's choice.
    """

    changed = Signal()

    def __init__(self, fixed: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fixed = fixed
        self._app: QApplication | None = None
        self.scheme = SCHEMES.get(fixed, LIGHT)

    def follow(self, app: QApplication) -> None:
        """Dress the application, and again whenever the system changes."""
        app.setStyle(QStyleFactory.create("Fusion"))
        self._app, hints = app, app.styleHints()
        # Methods, no lambdas: the application would keep these, and with them the whole window.
        hints.colorSchemeChanged.connect(self._dress)
        on_change(hints, self._dress)
        self._dress()

    def colour(self, name: str) -> QColor:
        """Return a colour by what it is for."""
        return QColor(_colours(self.scheme.name)[name])

    def _dress(self) -> None:
        if self._app is None:
            return
        self.scheme = SCHEMES[self._fixed or wanted()]
        self._app.setPalette(_palette(self.scheme))
        self._app.setStyleSheet(_style(self.scheme))
        self.changed.emit()


@cache
def _colours(scheme: str) -> Mapping[str, QColor]:
    """Read once: a list asks for its colours with every cell that it paints."""
    return {name: QColor(code) for name, code in SCHEMES[scheme].colours.items()}


def wanted() -> str:
    """Return the name of the scheme that the system asks for."""
    hints = QGuiApplication.styleHints()
    if high_contrast(hints):
        return HIGH_CONTRAST.name
    return DARK.name if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT.name


def _palette(scheme: Scheme) -> QPalette:
    palette = QPalette()
    for role, name in _ROLES.items():
        palette.setColor(role, QColor(scheme.colours[name]))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(scheme.colours["muted"]))
    return palette


def _style(scheme: Scheme) -> str:
    """Return ``resources/style/window.qss`` in the colours of a scheme."""
    folder = resource("style")
    template = Template((folder / "window.qss").read_text(encoding="utf-8"))
    return template.substitute(scheme.colours, icons=(folder / scheme.name).as_posix())
