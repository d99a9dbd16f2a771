"""The web page without a browser: words, colours, and what the forms of a request choose."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from scanstation.eakte.folding import folded
from scanstation.eakte.web.texts import TEXTS, day, language_of, size
from scanstation.settings.resources import resource

_PLACE = resource("eakte")
_CSS = (_PLACE / "static" / "eakte.css").read_text(encoding="utf-8")
_INK_ON = {
    "ink": ("paper", "ground", "hover"),
    "faint": ("paper", "ground", "hover"),
    "accent": ("paper", "ground", "hover"),
    "on-accent": ("accent",),
    "good": ("paper",),
    "bad": ("paper",),
    "on-notice": ("notice",),
}


def request(header: str = "", query: str = "", cookie: str = "") -> Request:
    headers = [(b"accept-language", header.encode()), (b"cookie", cookie.encode())]
    return Request(
        {"type": "http", "headers": headers, "query_string": query.encode(), "path": "/"}
    )


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "de"),
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("en-US,en;q=0.9", "en"),
        ("en-GB;q=0.3, de;q=0.7", "de"),
        ("fr, en;q=0.5", "en"),
        ("fr", "de"),
        ("en;q=viel", "de"),
        ("*", "de"),
    ],
)
def test_the_browsers_language(header: str, language: str) -> None:
    assert language_of(request(header)) == language


def test_the_switch_beats_the_cookie_and_the_cookie_the_browser() -> None:
    assert language_of(request("de", cookie="eakte-sprache=en")) == "en"
    assert language_of(request("de", "lang=de", "eakte-sprache=en")) == "de"
    assert language_of(request("en", "lang=fr")) == "en"


def test_every_word_of_the_templates_exists_in_both_languages() -> None:
    used: set[str] = set()
    for template in (_PLACE / "templates").glob("*.html"):
        used |= set(re.findall(r'\bt\("([a-z_]+)"[,)]', template.read_text(encoding="utf-8")))
    assert used <= set(TEXTS)
    for name, text in TEXTS.items():
        assert text.de, name
        assert text.en, name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(scheme: str) -> None:
    blocks = re.findall(r":root \{(.*?)\}", _CSS, re.DOTALL)
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", blocks[scheme == "dark"]))
    for ink, grounds in _INK_ON.items():
        for ground in grounds:
            assert contrast(colours[ink], colours[ground]) >= 4.5, (scheme, ink, ground)


def contrast(one: str, other: str) -> float:
    """WCAG 2.1, 1.4.3."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[i:j], 16) / 255 for i, j in pairwise((1, 3, 5, 7))]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_nothing_in_the_pages_comes_from_elsewhere() -> None:
    for path in [*(_PLACE / "templates").iterdir(), *(_PLACE / "static").iterdir()]:
        text = path.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"https?:|//[a-z]+\.|url\(|@import|style=|onclick=", text), path.name


@given(text=st.text(max_size=50))
def test_folding_ignores_case_and_is_stable(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Müller", "MUELLER"), ("Weiß", "WEISS"), ("Mu\u0308ller", "Müller"), ("ÄÖÜ", "aeoeue")],
)
def test_names_that_people_take_for_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_dates_and_sizes() -> None:
    assert day("de", 1_795_305_600_000) == "22.11.2026"
    assert day("en", 1_795_305_600_000) == "2026-11-22"
    assert day("de", None) == ""
    assert day("de", 10**17) == "01.01.1970"
    assert [size("de", n) for n in (0, 1023, 1536, 5 * 1024 * 1024)] == [
        "0 Byte",
        "1023 Byte",
        "1,5 KiB",
        "5,0 MiB",
    ]
