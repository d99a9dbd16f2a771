"""The words of the command line: every command, in both languages, with help and refusals."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from scanstation.bench.command import bench
from scanstation.cli.commands import COMMANDS
from scanstation.cli.main import root
from scanstation.cli.speech import SpokenCommand, SpokenGroup, asked_language
from tests.builders.office import Office

DEMANDED = [
    "demo",
    "devices",
    "profiles",
    "sheets",
    "scan",
    "import",
    "batches",
    "show",
    "index",
    "edit",
    "undo",
    "redo",
    "describe",
    "doubts",
    "answer",
    "check",
    "release",
    "withdraw",
    "correct",
    "export",
    "upload",
    "verify",
    "purge",
    "abandon",
    "targets",
    "settings",
    "diagnostics",
    "eakte",
    "doctor",
]
EDITS = [
    "split",
    "join",
    "move",
    "rotate",
    "reject",
    "restore",
    "insert",
    "replace",
    "boundary",
    "blank",
    "class",
]


def every(
    command: click.Command, path: tuple[str, ...] = ()
) -> dict[tuple[str, ...], SpokenCommand]:
    """Return all commands by their words."""
    assert isinstance(command, SpokenCommand), path
    found = {path: command}
    if isinstance(command, SpokenGroup):
        context = click.Context(command)
        for name in command.list_commands(context):
            if name == "bench":
                continue
            inner = command.get_command(context, name)
            assert inner is not None
            found |= every(inner, (*path, name))
    return found


COMMANDS_BY_WORDS = every(root)


def test_every_command_is_there() -> None:
    assert set(DEMANDED) <= set(COMMANDS)
    assert {("edit", name) for name in EDITS} <= set(COMMANDS_BY_WORDS)
    assert {("targets", name) for name in ("list", "test", "login")} <= set(COMMANDS_BY_WORDS)
    assert ("eakte", "serve") in COMMANDS_BY_WORDS
    assert bench.name == "bench"


@pytest.mark.parametrize("words", COMMANDS_BY_WORDS, ids=" ".join)
def test_help_speaks_the_language_asked_for(office: Office, words: tuple[str, ...]) -> None:
    command = COMMANDS_BY_WORDS[words]
    assert command.text is not None
    german = office.ok(*words, "--help").out
    english = office.ok("--lang", "en", *words, "--help").out
    assert german.startswith("Aufruf: scanstation")
    assert english.startswith("Usage: scanstation")
    assert plain(command.text.de) in plain(german)
    assert plain(command.text.en) in plain(english)
    for parameter in command.params:
        text = getattr(parameter, "text", None)
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert text is not None, (words, parameter.name)
            assert plain(text.de) in plain(german)
            assert plain(text.en) in plain(english)


def plain(text: str) -> str:
    return " ".join(text.split())


JSON = [
    "devices",
    "profiles",
    "sheets",
    "scan",
    "import",
    "batches",
    "show",
    "index",
    "undo",
    "redo",
    "describe",
    "doubts",
    "answer",
    "check",
    "release",
    "export",
    "upload",
    "verify",
    "purge",
    "audit",
    "settings",
    "doctor",
]


@pytest.mark.parametrize("name", JSON)
def test_json_is_offered(name: str) -> None:
    options = [option for one in COMMANDS_BY_WORDS[(name,)].params for option in one.opts]
    assert "--json" in options


@pytest.mark.parametrize(
    ("words", "german", "english"),
    [
        (["nix"], "Den Befehl nix gibt es nicht.", "There is no command nix."),
        (["edit", "splot"], "Den Befehl splot gibt es nicht.", "There is no command splot."),
        (["edit", "split", "b"], "Die Angabe SEITE... fehlt.", "PAGES... is missing."),
        (["show"], "Die Angabe STAPEL fehlt.", "BATCH is missing."),
        (["show", "b", "--yaml"], "Die Option --yaml gibt es nicht.", "There is no option --yaml"),
        (["purge", "b"], "Die Angabe --reason fehlt.", "--reason is missing."),
        (
            ["scan", "--expected-sheets", "0"],
            "--expected-sheets muss eine ganze Zahl ab 1 sein.",
            "--expected-sheets must be a whole number from 1.",
        ),
        (
            ["edit", "rotate", "b", "3", "x"],
            "GRAD muss eine ganze Zahl sein.",
            "DEGREES must be a whole number.",
        ),
        (
            ["settings", "sprache"],
            "„sprache“: gemeint ist NAME=WERT.",
            "“sprache”: write KEY=VALUE.",
        ),
        (
            ["check", "b", "--passed", "--failed"],
            "--passed und --failed schließen einander aus.",
            "--passed and --failed exclude each other.",
        ),
        (
            ["index", "b", "--set", "sender=x"],
            "Bitte mit --document die Nummer des Dokuments angeben.",
            "Name the document's number with --document.",
        ),
        (
            ["answer", "b", "1"],
            "Bitte entweder --accept oder --correct angeben.",
            "Write either --accept or --correct.",
        ),
        (
            ["scan", "--received", "gestern"],
            "„gestern“ ist kein Datum. Gemeint ist zum Beispiel 22.11.2026",
            "“gestern” is no date.",
        ),
        (
            ["import", "x.pdf", "--batch", "b", "--box", "K"],
            "Profil, Eingangsdatum, Box und Blattzahl stehen für einen Stapel fest",
            "Profile, receipt date, box and sheet count of a batch are fixed",
        ),
    ],
)
def test_wrong_words_are_answered_in_the_language_asked_for(
    office: Office, words: list[str], german: str, english: str
) -> None:
    for language, sentence in (("de", german), ("en", english)):
        answer = office.cli("--lang", language, *words)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err.startswith(sentence)


def test_the_language_of_the_settings_counts_without_a_word(office: Office) -> None:
    assert "Den Stapel" in office.cli("show", "nix").err
    office.ok("settings", "language=en")
    assert "There is no batch" in office.cli("show", "nix").err
    assert office.ok("show", "--help").out.startswith("Usage:")
    assert "Den Stapel" in office.cli("--lang", "de", "show", "nix").err


def test_the_language_may_stand_anywhere_or_in_the_environment() -> None:
    assert asked_language(["show", "--lang", "en"], {}) == "en"
    assert asked_language(["--lang=de"], {"SCANSTATION_LANG": "en_GB"}) == "de"
    assert asked_language([], {"SCANSTATION_LANG": "en_GB.UTF-8"}) == "en"
    assert asked_language([], {"SCANSTATION_LANG": "fr"}) is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["show", "nix"], 42),
        (["verify", "nix"], 42),
        (["scan", "--profile", "nix"], 56),
        (["import", "x.pdf", "--profile", "nix"], 56),
        (["targets", "test", "nix"], 56),
        (["settings", "farbe=rot"], 56),
        (["sheets", "-o", "x.pdf", "--class", "nix"], 56),
        (["scan", "--device", "simulated:/gibt/es/nicht"], 20),
    ],
)
def test_exit_codes_come_from_the_error_tree(office: Office, words: list[str], code: int) -> None:
    answer = office.cli(*words)
    assert (answer.code, answer.out) == (code, ""), answer.err
    assert "Traceback" not in answer.err


def test_a_tenant_is_a_name_and_no_path(office: Office, tmp_path: Path) -> None:
    outside = tmp_path / "fremd"
    answer = office.cli("--tenant", "../fremd", "import", "x.pdf")
    assert answer.code == 2
    assert "„../fremd“ ist kein Mandant" in answer.err
    assert not outside.exists()


def test_a_tenant_that_nobody_declared_is_not_made_by_a_slip_of_the_hand(office: Office) -> None:
    answer = office.cli("--tenant", "kries", "import", "x.pdf")
    assert answer.code == 56
    assert "Den Mandanten „kries“ gibt es nicht. Vorhanden: kreis, uebung." in answer.err
    assert not (office.home / "kries").exists()


def test_tenants_do_not_see_each_others_batches(office: Office) -> None:
    office.cli("import", "x.pdf")
    assert len(office.ok("batches", "--json").json) == 1
    assert office.ok("--tenant", "uebung", "batches", "--json").json == []
