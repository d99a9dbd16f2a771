"""Which files of the locked packages are left out, and why.

A file is left out by the first rule that matches its path below ``site``. Of PySide6 only what the
window needs is taken. That nothing needed is missing shows under Wine (``scanstation.exe doctor``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_QT = "Core|Gui|Widgets|PrintSupport"
_WINDOW = re.compile(
    rf"PySide6/(__init__|_config|_git_pyside_version|support/(__init__|deprecated))\.py"
    rf"|PySide6/(Qt({_QT})\.pyd|Qt6({_QT}|Svg)\.dll|pyside6\.abi3\.dll)"
    r"|PySide6/(msvcp140(_1|_2)?|vcruntime140(_1)?)\.dll"
    r"|PySide6/plugins/platforms/(qwindows|qoffscreen)\.dll"
    r"|PySide6/plugins/styles/qmodernwindowsstyle\.dll"
    r"|PySide6/plugins/iconengines/qsvgicon\.dll"
    r"|PySide6/plugins/imageformats/(qjpeg|qsvg|qtiff|qico)\.dll"
    r"|PySide6/translations/qt(base)?_(de|en)\.qm"
    r"|shiboken6/(__init__|_config|_git_shiboken_module_version)\.py"
    r"|shiboken6/(Shiboken\.pyd|shiboken6\.abi3\.dll)"
    r"|shiboken6/(msvcp140|vcruntime140(_1)?)\.dll"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """Paths that are left out, as a regular expression for the whole path, and the reason."""

    paths: str
    reason: str


RULES = (
    Rule(r".*/__pycache__/.*|.*\.pyc", "compiled by another Python"),
    Rule(r".*\.(pyi|pxd|pyx|pyx\.in)|(.*/)?py\.typed", "for type checkers and compilers"),
    Rule(r".*\.(h|hpp|lib|a|cmake|pc|c|cpp)", "for compilers"),
    Rule(
        r"[^/]+/(.*/)?(tests?|testing/tests|_pyinstaller)/.*", "tests, and hooks of other packers"
    ),
    Rule(r"(.*/)?conftest\.py", "tests"),
    Rule(r"numpy/(f2py|distutils|doc|_core/include|_core/lib)/.*", "for compilers"),
    Rule(r"cv2/opencv_videoio_ffmpeg.*\.dll", "reads videos"),
    Rule(r"PIL/_(avif|webp)\..*\.pyd", "formats that no scanner sends and no export writes"),
    Rule(r"lxml/(includes|isoschematron)/.*", "for compilers; Schematron is not used"),
    Rule(r"lxml/objectify\..*", "not used"),
    Rule(r"numpy-[^/]+\.whl", "an empty mark of its build"),
    Rule(r"pypdfium2_cli/.*", "a command line of its own"),
    Rule(r"[^/]+\.dist-info/(RECORD|INSTALLER|REQUESTED|direct_url\.json)", "written anew"),
    Rule(r".*/LicenseRef-Qt-Commercial\.txt", "Qt is used under the LGPL"),
    Rule(r"[^/]+\.dist-info/sboms?/.*", "told in sbom.cdx.json"),
)


def left_out(path: str) -> str | None:
    """Return the reason why a file is not taken, None if it is.

    Args:
        path: below ``site``, with ``/``.
    """
    for rule in RULES:
        if re.fullmatch(rule.paths, path):
            return rule.reason
    if path.startswith(("PySide6/", "shiboken6/")) and not _WINDOW.fullmatch(path):
        return "the window does not need it"
    return None
