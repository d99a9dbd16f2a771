"""The error tree speaks both languages and every leaf has its own exit code."""

from __future__ import annotations

import string

import pytest

from scanstation import errors
from scanstation.errors import Text


def leaves(kind: type[errors.ScanstationError]) -> list[type[errors.ScanstationError]]:
    below = kind.__subclasses__()
    return [leaf for child in below for leaf in leaves(child)] if below else [kind]


LEAVES = leaves(errors.ScanstationError)


def test_exit_codes_are_unique_and_fit_a_shell() -> None:
    codes = [leaf.exit_code for leaf in LEAVES]
    assert len(set(codes)) == len(codes)
    assert all(1 < code < 126 for code in codes)


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.__name__)
def test_both_languages_name_the_same_details(leaf: type[errors.ScanstationError]) -> None:
    for text in (leaf.happened, leaf.safe, leaf.remedy):
        german, english = (
            {name.removesuffix("_de").removesuffix("_en") for _, name, _, _ in parsed if name}
            for parsed in map(string.Formatter().parse, (text.de, text.en))
        )
        assert german == english
        assert bool(text.de) == bool(text.en)
    assert leaf.happened.de != errors.ScanstationError.happened.de


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn = errors.__doc__ or ""
    for leaf in LEAVES:
        assert f"{leaf.__name__} " in drawn
        line = next(line for line in drawn.splitlines() if f" {leaf.__name__} " in line)
        assert line.split()[-1] == str(leaf.exit_code)


def test_a_missing_detail_does_not_break_the_sentence() -> None:
    assert "?" in errors.DeviceLost().sentence("de")


def test_a_sentence_without_details_is_said_as_it_stands() -> None:
    answer = '{"error": "{0} {name}"}'
    assert Text(answer, answer).say("de") == answer
    told = Text("Antwort: {reason}", "Answer: {reason}").say("en", reason=Text(answer, answer))
    assert told == f"Answer: {answer}"
    assert "?" in errors.TargetUnreachable().sentence("de")


@pytest.mark.parametrize("details", [{}, {"sheet": 0}])
def test_where_no_sheet_is_safe_all_go_back(details: dict[str, object]) -> None:
    """Nobody can put sheets back after sheet "0" or "?"."""
    jam = errors.PaperJam(**details)
    assert jam.sentence("de").endswith(
        "Bitte Stau beseitigen, alle Blätter neu einlegen, dann erneut einziehen."
    )
    assert jam.remedy_text().en.startswith("Clear the jam, put all sheets back")
    assert "nach Blatt 3 neu" in errors.PaperJam(sheet=3).sentence("de")
