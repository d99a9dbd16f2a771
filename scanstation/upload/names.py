"""Names of documents and folders at a target.

A document's name begins with its package's UUID: a second one in the same folder is then a
clash that the target notices. A folder's name must tell two case numbers apart whatever
characters they hold, or a letter lands in the wrong file: forbidden characters become look-alikes,
and where that could make two numbers equal, a hash of the original is appended.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping

from scanstation.errors import TargetRefused

DESCRIPTION = "cmis:description"
"""Property for a sentence to people; left out where a target's type has no place for it."""

# Forbidden by CMIS servers (OpenCMIS refuses them with invalidArgument) and by Windows.
_LOOK_ALIKES = {
    "/": "\u2215",
    "\\": "\u29f5",
    ":": "\ua789",
    '"': "\u201d",
    "*": "\u2217",
    "?": "\uff1f",
    "<": "\u2039",
    ">": "\u203a",
    "|": "\u01c0",
}
_FORBIDDEN = frozenset('/\\:"*?<>|')
_EDGES = re.compile(r"^[\s.]+|[\s.]+$")
"""Blanks and dots at either end, which Windows drops and nobody sees."""
# Names of devices on Windows, with any extension.
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_LONGEST = 100
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_EXTENSIONS = {
    "application/pdf": ".pdf",
    "image/tiff": ".tif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/xml": ".xml",
    "application/json": ".json",
}


def document_name(package: str, title: str, media_type: str) -> str:
    """Return ``<package>_<title>.<extension>``; the title is made harmless and may be cut."""
    text = unicodedata.normalize("NFC", title)
    text = _trimmed(_harmless(text)) or "Dokument"
    extension = _EXTENSIONS.get(media_type, ".bin")
    return f"{package}_{text.removesuffix(extension)}{extension}"


def folder_name(value: str) -> str:
    """Return a name for a folder; different values never give the same name."""
    text = unicodedata.normalize("NFC", value)
    # A value that holds a look-alike itself, or the hash sign, could be taken for another.
    ambiguous = any(sign in text for sign in (*_LOOK_ALIKES.values(), "~"))
    shown = "".join(_LOOK_ALIKES.get(sign, sign) for sign in text)
    cleaned = _trimmed(_harmless(shown))
    lossless = cleaned == shown and not ambiguous and not _DEVICE.fullmatch(cleaned)
    if lossless and cleaned:
        return cleaned
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return f"{cleaned} ~{digest}".strip()


def folder_path(template: str, filing: Mapping[str, str], target: str) -> tuple[str, ...]:
    """Return the folder names of a template such as ``Sozialamt/{year}/{case_number}``.

    Raises:
        TargetRefused: a value that the template names is missing; filing at the wrong place is
            worse than not filing.
    """

    def value(match: re.Match[str]) -> str:
        found = filing.get(match[1], "").strip()
        if not found:
            raise TargetRefused(target=target, reason=f"the folder needs a value for {match[1]}")
        return found

    parts = [part for part in template.split("/") if part]
    return tuple(folder_name(_PLACEHOLDER.sub(value, part)) for part in parts)


def _harmless(text: str) -> str:
    """Replace what servers refuse and what cannot be seen: control, format and line signs."""
    return "".join(
        "-" if sign in _FORBIDDEN or unicodedata.category(sign) in _INVISIBLE else sign
        for sign in text
    )


def _trimmed(text: str) -> str:
    """Cut to the longest name in UTF-8 bytes, never inside a character, and trim the ends."""
    cut = _EDGES.sub("", text).encode()[:_LONGEST].decode("utf-8", "ignore")
    return _EDGES.sub("", cut)
