"""One form for texts that people take for the same."""

from __future__ import annotations

import unicodedata

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def folded(text: str) -> str:
    """Return the text so that Müller, MÜLLER and Mueller are the same."""
    alike = _compatible(_compatible(unicodedata.normalize("NFD", text).casefold()).casefold())
    return _compatible(alike.translate(_UMLAUTS))


def _compatible(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
