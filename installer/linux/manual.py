"""The manual page in both languages, made from the help of the command line itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import click

from scanstation.__main__ import window
from scanstation.cli.main import ABOUT, root
from scanstation.cli.speech import HELP, LANGUAGE, PIECES, SpokenCommand
from scanstation.errors import Language, Text

_SECTIONS = {
    "name": Text("BEZEICHNUNG", "NAME"),
    "synopsis": Text("ÜBERSICHT", "SYNOPSIS"),
    "description": Text("BESCHREIBUNG", "DESCRIPTION"),
    "options": Text("OPTIONEN", "OPTIONS"),
    "commands": Text("BEFEHLE", "COMMANDS"),
    "status": Text("RÜCKGABEWERT", "EXIT STATUS"),
    "environment": Text("UMGEBUNGSVARIABLEN", "ENVIRONMENT"),
    "files": Text("DATEIEN", "FILES"),
    "see": Text("SIEHE AUCH", "SEE ALSO"),
}
_TITLE = Text("Dienstprogramme für Benutzer", "User Commands")
_LONG = Text(
    "scanstation steuert Scanner, trennt den Stapel an Trennblättern, erkennt den Text, füllt"
    " Indexfelder, lässt prüfen und freigeben und übergibt PDF/A-Dokumente mit Transfervermerk an"
    " die eAkte. Ohne eigenen Mandanten wird im Mandanten uebung geübt; „scanstation window“"
    " öffnet das Fenster, „scanstation demo“ zeigt den ganzen Weg.",
    "scanstation drives scanners, splits the stack on separator sheets, reads the text, fills index"
    " fields, has it checked and released, and hands PDF/A documents with a transfer note to the"
    " electronic file. Without a tenant of your own you practise in the tenant uebung;"
    " “scanstation window” opens the window, “scanstation demo” shows the whole way.",
)
_STATUS = (
    ("0", Text("Erfolg", "success")),
    ("1", Text("ein unerwarteter Fehler", "an unexpected error")),
    ("2", Text("falscher Aufruf", "wrong usage")),
    ("130", Text("mit Strg+C abgebrochen", "cancelled with ctrl-C")),
    (
        "10-91",
        Text(
            "je Fehler eine eigene Zahl: 10-28 Gerät, 30-36 Datei, 40-48 Ablage, 50-54 Nachweis,"
            " 55-59 Einstellungen, 60-76 Arbeit, 80-89 Ziel, 90-91 Anmeldung",
            "one number each error: 10-28 device, 30-36 file, 40-48 store, 50-54 evidence, 55-59"
            " configuration, 60-76 work, 80-89 target, 90-91 login",
        ),
    ),
)
_ENVIRONMENT = (
    ("SCANSTATION_HOME", Text("Ordner aller Daten", "the folder of all data")),
    ("SCANSTATION_LANG", Text("Sprache: de oder en", "language: de or en")),
    ("SCANSTATION_BY", Text("handelnde Person", "the acting person")),
    ("SCANSTATION_TENANT", Text("Mandant", "the tenant")),
    ("SANE_CONFIG_DIR", Text("andere Einstellungen für SANE", "other settings for SANE")),
)
_FILES = (
    (
        "/etc/scanstation/*.toml",
        Text("Maschinenrichtlinie; gesperrt für Benutzer", "machine policy; locked for users"),
    ),
    (
        "/etc/scanstation/tenants/",
        Text(
            "Scanprofile, Dokumentarten, Ziele und Nachschlagelisten für alle Konten",
            "profiles, document classes, targets and look-ups for all accounts",
        ),
    ),
    (
        "/usr/lib/systemd/user/scanstation-upload.service",
        Text(
            "Benutzerdienst, der sendet; an mit systemctl --user enable --now scanstation-upload",
            "user service that sends; on with systemctl --user enable --now scanstation-upload",
        ),
    ),
    ("~/.local/share/scanstation/", Text("Stapel, Pakete, Einstellungen", "batches and settings")),
)
_REQUIRED = Text("(muss angegeben werden)", "(must be given)")
_COMMAND = "scanstation"


def manual(language: Language, version: str, epoch: int) -> str:
    """Return the page as man(7) source in UTF-8."""
    root.add_command(window)
    date = datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%d")
    context = click.Context(root, info_name=_COMMAND)
    context.meta[LANGUAGE] = language
    head = f'.TH SCANSTATION 1 "{date}" "scanstation {version}" "{_TITLE.say(language)}"\n'
    with context:
        body = "".join(_body(context, language))
    return head + ".nh\n.ad l\n" + body


def _body(context: click.Context, language: Language) -> Iterator[str]:
    def heading(name: str) -> str:
        return f".SH {_SECTIONS[name].say(language)}\n"

    yield heading("name") + f"scanstation \\- {escaped(ABOUT.say(language).rstrip('.'))}\n"
    yield heading("synopsis") + _usage(context, root, language)
    yield heading("description") + f"{escaped(_LONG.say(language))}\n"
    yield heading("options") + _options(context, root, language)
    yield heading("commands")
    for name in root.list_commands(context):
        yield from _command(context, root, name, language)
    for section, rows in (("status", _STATUS), ("environment", _ENVIRONMENT), ("files", _FILES)):
        yield heading(section) + "".join(_item(term, said.say(language)) for term, said in rows)
    yield heading("see") + ".BR scanimage (1),\n.BR sane (7)\n.PP\n/usr/share/doc/scanstation/\n"


def _command(
    parent: click.Context, group: click.Group, name: str, language: Language
) -> Iterator[str]:
    """One command and, below it, those of a group."""
    found = group.get_command(parent, name)
    if found is None or found.hidden:
        return
    with click.Context(found, info_name=name, parent=parent) as context:
        title = context.command_path.removeprefix(f"{_COMMAND} ")
        yield f".SS {escaped(title)}\n" + _usage(context, found, language) + ".PP\n"
        if isinstance(found, SpokenCommand) and found.text is not None:
            yield f"{escaped(found.text.say(language))}.\n"
        if isinstance(found, click.Group):
            for one in found.list_commands(context):
                yield from _command(context, found, one, language)
        else:
            yield _options(context, found, language)


def _usage(context: click.Context, one: click.Command, language: Language) -> str:
    pieces = [
        PIECES.get(it, Text(it, it)).say(language) for it in one.collect_usage_pieces(context)
    ]
    return f".B {escaped(context.command_path)}\n{escaped(' '.join(pieces))}\n"


def _options(context: click.Context, one: click.Command, language: Language) -> str:
    """Every command has ``--help``; the page says so once."""
    rows = []
    for parameter in one.params:
        record = parameter.get_help_record(context)
        if record is not None and isinstance(parameter, click.Option):
            said = record[1].replace("[required]", _REQUIRED.say(language))
            rows.append(_item(record[0], said))
    if one is root:
        rows.append(_item("--help", HELP.say(language)))
    return "".join(rows)


def _item(term: str, said: str) -> str:
    return f".TP\n.B {escaped(term)}\n{escaped(said)}\n"


def escaped(text: str) -> str:
    """Return text as troff shows it: backslashes, minus signs, lines that look like requests."""
    one_line = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{one_line}" if one_line.startswith((".", "'")) else one_line
