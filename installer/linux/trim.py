"""What the locked packages bring that the program never loads.

The window takes QtCore, QtGui, QtWidgets and QtPrintSupport; Qt's other modules, its tools and its
QML make up half of the download.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

_MODULES = ("QtCore", "QtDBus", "QtGui", "QtPrintSupport", "QtWidgets")
"""QtDBus is what screen readers and portals are reached by."""

_LIBRARIES = (
    *(f"libQt6{name.removeprefix('Qt')}" for name in _MODULES),
    *("libQt6XcbQpa", "libQt6WaylandClient", "libQt6WlShellIntegration"),
    *("libQt6OpenGL", "libQt6Svg", "libicudata", "libicui18n", "libicuuc"),
)

_PLUGINS = (
    "iconengines/libqsvgicon.so",
    "imageformats/libqjpeg.so",
    "imageformats/libqsvg.so",
    "platforminputcontexts/libcompose*",
    "platforminputcontexts/libibus*",
    "platforms/libqminimal.so",
    "platforms/libqoffscreen.so",
    "platforms/libqwayland*.so",
    "platforms/libqxcb.so",
    "platformthemes/*",
    "printsupport/*",
    "wayland-decoration-client/*",
    "wayland-graphics-integration-client/libqt-plugin-wayland-egl.so",
    "wayland-graphics-integration-client/libshm-emulation-server.so",
    "wayland-shell-integration/libxdg-shell.so",
    "xcbglintegrations/*",
)

_TRANSLATIONS = ("qtbase_de.qm", "qtbase_en.qm")

_NOWHERE = ("__pycache__", "*.pyi", "*.pyx", "*.pxd", "*.c", "*.h", "*.hpp")
"""For authors of other programs, or compiled by somebody else's Python."""

_TESTS = ("numpy/**/tests", "zeroconf/**/tests", "PIL/tests", "lxml/includes", "lxml/isoschematron")


def left_out(site: Path) -> Iterator[Path]:
    """Yield files and folders below ``site`` that the package does without."""
    yield site / "bin"  # scripts that call the interpreter that built this
    yield from _qt(site / "PySide6")
    for pattern in _TESTS:
        yield from site.glob(pattern)
    for pattern in _NOWHERE:
        yield from site.rglob(pattern)


def _qt(package: Path) -> Iterator[Path]:
    yield from (one for one in package.iterdir() if not _kept(one))
    yield from (one for one in (package / "Qt").iterdir() if one.name not in _PARTS)
    libraries = (package / "Qt" / "lib").iterdir()
    yield from (one for one in libraries if one.name.split(".")[0] not in _LIBRARIES)
    plugins = package / "Qt" / "plugins"
    for one in plugins.rglob("*.so"):
        if not any(fnmatch(str(one.relative_to(plugins)), wanted) for wanted in _PLUGINS):
            yield one
    for one in (package / "Qt" / "translations").iterdir():
        if one.name not in _TRANSLATIONS:
            yield one


_PARTS = ("lib", "plugins", "translations")


def _kept(one: Path) -> bool:
    if one.is_dir():
        return one.name in ("Qt", "support")
    if one.name.startswith("Qt"):
        return one.name.split(".")[0] in _MODULES
    return one.suffix == ".py" or one.name.startswith("libpyside6.abi3")
