"""A TOML file that is wrong is told in the reader's language, with line and column."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from scanstation.errors import ConfigurationInvalid
from scanstation.settings.csv_table import read_csv
from scanstation.settings.source import read_if_there, read_source, toml_files
from scanstation.settings.toml_words import WORDS, toml_problem

WRONG = (
    ("a\nb = 1", "Zeile 1, Spalte 2: nach dem Namen fehlt „=“"),
    ("a = 1\nb = \n", "Zeile 2, Spalte 5: dieser Wert ist keiner"),
    ("a = 1 2", "Zeile 1, Spalte 7: nach dem Wert steht noch etwas in der Zeile"),
    ("a = 1\na = 2", "derselbe Name steht zweimal da"),
    ("[a]\n[a]", "derselbe Name steht zweimal da"),
    ("a = {b = 1, b = 2}", "derselbe Name steht zweimal da"),
    ("a = [1", "am Ende der Datei: die Klammer „]“ fehlt"),
    ("a = [1 b", "die Klammer „]“ fehlt"),
    ("a = {b = 1 c", "die Klammer „}“ fehlt"),
    ("[a", "die Klammer „]“ fehlt"),
    ('a = "b', "am Ende der Datei: Anführungszeichen fehlen am Ende"),
    ('a = "b\nc = 1', "Zeile 1, Spalte 7: Anführungszeichen fehlen am Ende"),
    ("a = 'b", "Anführungszeichen fehlen am Ende"),
    ('a = """b', "Anführungszeichen fehlen am Ende"),
    ("a = '''b", "Anführungszeichen fehlen am Ende"),
    ('a = "C:\\Scans"', "„\\“ steht in Anführungszeichen"),
    ('a = "\\uZZZZ"', "ein Text ist falsch geschrieben"),
    ('a = "\\ud800"', "ein Text ist falsch geschrieben"),
    ('a = "\x01"', "dieses Zeichen gehört nicht hierher"),
    ("# \x01", "dieses Zeichen gehört nicht hierher"),
    ("[]", "hier fehlt ein Name"),
    ("a = 2026-02-30", "dieser Wert ist keiner"),
    ("?", "diese Zeile ist keine Angabe"),
)


def problem(text: str) -> tuple[str, str]:
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    said = toml_problem(caught.value)
    return said.de, said.en


@pytest.mark.parametrize(("text", "expected"), WRONG)
def test_every_mistake_has_words(text: str, expected: str) -> None:
    de, en = problem(text)
    assert expected in de
    assert any(words.en in en for words in WORDS.values())
    assert de.startswith(("Zeile ", "am Ende der Datei: "))
    assert en.startswith(("line ", "at the end of the file: "))


def test_a_message_that_nobody_knows_is_left_out() -> None:
    said = toml_problem(tomllib.TOMLDecodeError("Something new (at line 3, column 4)"))
    assert (said.de, said.en) == ("Zeile 3, Spalte 4", "line 3, column 4")


def test_the_sentence_is_in_one_language(tmp_path: Path) -> None:
    path = tmp_path / "amt.toml"
    path.write_text('a = 1\nordner = "C:\\Scans"\n')
    with pytest.raises(ConfigurationInvalid) as caught:
        read_source(path)
    said = caught.value.sentence("de")
    assert "in Zeile 2 fehlerhaft: amt.toml: erwartet wird gültiges TOML (Zeile 2, Spalte" in said
    assert "Unescaped" not in said
    assert "valid TOML (line 2, column " in caught.value.sentence("en")


def test_a_csv_parser_is_not_quoted(tmp_path: Path) -> None:
    path = tmp_path / "akten.csv"
    path.write_text('a;b\n"1"x;2\n')
    with pytest.raises(ConfigurationInvalid) as caught:
        read_csv(path)
    assert caught.value.details["line"] == 2
    assert "gültiges CSV (Anführungszeichen fehlen" in caught.value.sentence("de")
    assert "expected after" not in caught.value.sentence("de")


@pytest.mark.posix
def test_a_link_that_leads_nowhere_is_no_missing_file(tmp_path: Path) -> None:
    link = tmp_path / "settings.toml"
    assert read_if_there(link) is None
    assert toml_files(link) == []
    link.symlink_to(tmp_path / "nirgends")
    with pytest.raises(ConfigurationInvalid, match="a readable file"):
        read_if_there(link)
    with pytest.raises(ConfigurationInvalid, match="a readable folder"):
        toml_files(link)
