"""One form for texts that people take for the same."""

from __future__ import annotations

import unicodedata

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def folded(text: str) -> str:
    """Return the text so that Müller, MÜLLER and Mueller are the same."""
    composed = unicodedata.normalize("NFKC", text.casefold())
    return composed.translate(_UMLAUTS)
