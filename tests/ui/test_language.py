"""Nothing stays German in English, nor the other way round, at the start or at run time."""

from __future__ import annotations

import re

import pytest

from scanstation.errors import Language
from scanstation.settings import resource
from scanstation.ui.main_window import MainWindow
from scanstation.ui.review_view import ReviewView
from tests.ui.conftest import OpenBatchWindow, finish
from tests.ui.driving import Operator, settle
from tests.ui.vocabulary import english_only, german_only, words
from tests.ui.walking import Strings, places, strings, surfaces

DATA = words("Anna Kreis Musterland Muster County Ins")
"""Words of the batch and its tenant, names of keys: they are the same in every language."""
IDS = frozenset(path.stem for path in resource("").glob("*/*.toml")) | {"uebung", "ablage"}
"""Short names of profiles, classes and targets stand in files, not on paper."""
NAMED = re.compile(r"\S*\w[-/\\._]\w\S*")
"""Paths, files, settings: written as they are."""
PAPER = "PageView1.accessibleDescription"
"""Reads the page's own text behind a colon."""
SWITCH = "extras.language"
"""Speaks to whoever does not read the language of the moment."""


def foreign(shown: Strings, language: Language) -> dict[str, str]:
    """Return the texts with a word that only the other language has."""
    others = (english_only() if language == "de" else german_only()) - DATA
    found = {}
    for where, text in shown.items():
        said = text.partition(":")[0] if where.endswith(PAPER) else text
        every = NAMED.sub(" ", said).split()
        said = " ".join(one for one in every if one.strip(".,:()") not in IDS)
        if SWITCH not in where and words(said) & others:
            found[where] = text
    return found


def test_the_vocabularies_tell_the_languages_apart() -> None:
    assert {"freigeben", "stapel", "trennblatt"} <= german_only()
    assert {"release", "sheet", "separator"} <= english_only()
    assert foreign({"a": "Release: Ctrl+Return"}, "de")
    assert foreign({"a": "Freigeben: Strg+Return"}, "en")


@pytest.mark.parametrize("language", ["de", "en"])
def test_everything_speaks_the_language_of_the_start(
    open_busy_window: OpenBatchWindow, language: Language
) -> None:
    window = open_busy_window(language)
    assert not _read(window, language)


@pytest.mark.parametrize(("first", "second"), [("de", "en"), ("en", "de")])
def test_everything_follows_a_switch(
    open_busy_window: OpenBatchWindow, person: Operator, first: Language, second: Language
) -> None:
    window = open_busy_window(first)
    person.press("Ctrl+Shift+L")
    settle()
    assert window.services.speech.language == second
    assert not _read(window, second)


@pytest.mark.parametrize(("first", "second"), [("de", "en"), ("en", "de")])
def test_a_switch_says_what_a_start_says(
    open_busy_window: OpenBatchWindow, person: Operator, first: Language, second: Language
) -> None:
    fresh = at_the_first_page(open_busy_window(second))
    expected = {one.name: comparable(strings(one.widget)) for one in places(fresh)}
    finish(fresh)
    window = at_the_first_page(open_busy_window(first))
    person.press("Ctrl+Shift+L")
    settle()
    for place in places(window):
        assert comparable(strings(place.widget)) == expected[place.name]


def at_the_first_page(window: MainWindow) -> MainWindow:
    """The check begins at a page that nobody saw yet: every window begins at another one."""
    review = next(one for one in window.places if isinstance(one, ReviewView))
    batch = window.services.bridge.state.batch
    assert batch is not None
    review.here.go(batch.documents[0].pages[0])
    settle()
    return window


def comparable(shown: Strings) -> Strings:
    """Free space changes between two looks; how it is written must not."""
    return {where: re.sub(r"\d", "0", text) for where, text in shown.items()}


def _read(window: MainWindow, language: Language) -> dict[str, dict[str, str]]:
    found = {one.name: foreign(strings(one.widget), language) for one in surfaces(window)}
    return {name: texts for name, texts in found.items() if texts}
