"""File names that every system takes and a person can read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MAX_BYTES = 120
"""Room for a prefix and an ending within the 255 bytes (or UTF-16 units) of a name."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f]+')
_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$", re.IGNORECASE)


def safe_name(text: str, fallback: str = "Dokument") -> str:
    """Return a name without path signs, control characters or Windows' reserved words.

    Umlauts stay (composed form), blanks become ``_``; at most 120 bytes of UTF-8.
    """
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(
        c for c in composed if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn")
    )
    plain = re.sub(r"[\s_]+", "_", _FORBIDDEN.sub("_", visible))
    cut = plain.encode("utf-8")[:MAX_BYTES].decode("utf-8", "ignore").strip("._ ")
    if not cut:
        return fallback
    return f"{fallback}_{cut}" if _RESERVED.match(cut) else cut


def unique(name: str, taken: Iterable[str]) -> str:
    """Return the name, numbered if it is taken (without regard to case, as on Windows)."""
    lowered = {other.casefold() for other in taken}
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    candidate, number = name, 2
    while candidate.casefold() in lowered:
        candidate, number = f"{stem}-{number}{dot}{ending}", number + 1
    return candidate
