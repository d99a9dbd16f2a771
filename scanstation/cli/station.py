"""sheets, settings, diagnostics, doctor, eakte: what belongs to the station itself."""

from __future__ import annotations

from pathlib import Path

import click

from scanstation import log
from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.output import answer, print_json, print_table, say, warn
from scanstation.cli.speech import (
    command,
    group,
    json_flag,
    json_option,
    option,
    wants_json,
)
from scanstation.errors import (
    ConfigurationError,
    Language,
    ScanstationError,
    Text,
    UsageError,
)
from scanstation.settings import Origin, require_training, save_setting
from scanstation.workflow.examined import Examined

EAKTE_PORT = 8620
SETTINGS_HEAD = (
    Text("Einstellung", "setting"),
    Text("Wert", "value"),
    Text("woher", "from"),
)
LOCKED = Text("🔒 von der IT festgelegt", "🔒 fixed by your IT")


@command("sheets", "Trennblätter drucken (PDF)", "Print separator sheets (PDF)")
@option("-o", "--output", required=True, type=click.Path(path_type=Path), de="PDF", en="PDF")
@option("--count", default=1, type=click.IntRange(1, 5000), de="Anzahl", en="How many")
@option("--class", "document_class", default="", de="Dokumentart", en="Document class")
@option("--case-number", default="", de="Aktenzeichen", en="Case number")
@option("--csv", type=click.Path(path_type=Path), de="CSV mit Aktenzeichen", en="CSV of numbers")
@option("--pages", default=0, type=click.IntRange(0), de="Erwartete Seiten", en="Expected pages")
@option("--single-sided", is_flag=True, de="Nur Vorderseiten", en="Fronts only")
@json_option
@pass_cli
def sheets(
    cli: Cli,
    output: Path,
    count: int,
    document_class: str,
    case_number: str,
    csv: Path | None,
    pages: int,
    single_sided: bool,
    as_json: bool,
) -> None:
    """Write numbered separator sheets, ready to print."""
    from scanstation.workflow import sheets as printing

    order = printing.Order(document_class, case_number, pages, count, csv)
    codes = printing.print_sheets(cli.workspace(), output, order, duplex=not single_sided)
    if as_json:
        print_json({"file": str(output), "job": codes[0].job, "sheets": len(codes)})
    else:
        say(
            cli.speak(),
            "{count} Trennblätter in {file}",
            "{count} separator sheets in {file}",
            count=len(codes),
            file=output,
        )


@command("settings", "Einstellungen zeigen oder ändern", "Show or change settings")
@click.argument("assignments", nargs=-1)
@json_option
@pass_cli
def settings(cli: Cli, assignments: tuple[str, ...], as_json: bool) -> None:
    """Show all settings and where they come from, or set KEY=VALUE."""
    station = cli.station()
    for assignment in assignments:
        key, equals, value = assignment.partition("=")
        if not equals:
            raise UsageError(
                reason=Text(
                    f"„{assignment}“: gemeint ist NAME=WERT.", f"“{assignment}”: write KEY=VALUE."
                )
            )
        save_setting(station, key.strip(), value.strip())
        station = cli.station()
    values, origins = station.values(), station.origins
    if as_json:
        print_json(
            {
                key: {
                    "value": value,
                    "from": origins[key].layer,
                    "file": origins[key].file,
                    "line": origins[key].line,
                    "locked": origins[key].locked,
                }
                for key, value in values.items()
            }
        )
        return
    language = cli.speak()
    rows = [(key, _spoken(values[key]), _whence(origins[key], language)) for key in values]
    print_table([one.say(language) for one in SETTINGS_HEAD], rows)


def _spoken(value: object) -> object:
    return ", ".join(value) if isinstance(value, tuple) else value


def _whence(origin: Origin, language: Language) -> str:
    from scanstation.workflow.diagnose_settings import LAYERS, place_of

    said = f"{LAYERS[origin.layer].say(language)}{place_of(origin).say(language)}"
    return f"{said} {LOCKED.say(language)}" if origin.locked else said


UNREAD = Text(
    "{path} ließ sich nicht lesen ({reason}) und fehlt im Paket.",
    "{path} could not be read ({reason}) and is not in the bundle.",
)
MARKS = {
    "ok": Text("ok", "ok"),
    "note": Text("HINWEIS", "NOTE"),
    "check": Text("PRÜFEN", "CHECK"),
    "broken": Text("FEHLER", "BROKEN"),
}


@command("doctor", "Die Installation prüfen", "Check the installation")
@json_option
@pass_cli
def doctor(cli: Cli, as_json: bool) -> None:
    """Check every part that the main job needs; the gravest finding is the exit code."""
    from scanstation.workflow.examined import gravest

    findings, language = _findings(cli), _language(cli)
    said = [(one, Text("{it}", "{it}").say(language, it=one.detail)) for one in findings]
    if as_json:
        print_json([_examined_shape(one, detail) for one, detail in said])
    else:
        for one, detail in said:
            number = f" ({one.code})" if one.code else ""
            click.echo(f"{MARKS[one.state].say(language):8}{one.part}{number}: {detail}")
    if code := gravest(findings):
        raise click.exceptions.Exit(code)


def _examined_shape(one: Examined, detail: str) -> dict[str, object]:
    shape = {"part": one.part, "ok": one.ok, "state": one.state, "code": one.code}
    return {**shape, "detail": detail}


def _findings(cli: Cli) -> list[Examined]:
    """A crash is a finding, too: it would end with 1, which says that work goes on."""
    from scanstation.workflow.examined import incomplete

    try:
        return _examined(cli)
    except ScanstationError:
        raise
    except Exception as error:
        log.report_error(error, "doctor")
        return [incomplete("doctor", error)]


def _examined(cli: Cli) -> list[Examined]:
    """What keeps the station from starting at all is a finding, too."""
    from scanstation.workflow import diagnose, diagnose_settings
    from scanstation.workflow.examined import broken

    try:
        station, workspace = cli.station(), cli.workspace()
    except ConfigurationError as error:
        return [
            broken("settings", error, error.happened_text()),
            *diagnose_settings.examine_policies(),
        ]
    except OSError as error:
        return [_unreadable(error), *diagnose_settings.examine_policies()]
    return [*diagnose.examine(workspace), *diagnose_settings.origins(station)]


def _unreadable(error: OSError) -> Examined:
    """An error without a file is none of a setting: there is no name of the account, say."""
    from scanstation.settings.source import unreadable
    from scanstation.workflow.examined import broken, incomplete

    if not error.filename:
        return incomplete("settings", error)
    wrong = unreadable(Path(error.filename), error)
    return broken("settings", wrong, wrong.happened_text())


def _language(cli: Cli) -> Language:
    try:
        return cli.speak()
    except (ConfigurationError, OSError):
        return "de"


@command("diagnostics", "Diagnosepaket ohne Seiteninhalt", "Diagnostics without page content")
@option("-o", "--output", required=True, type=click.Path(path_type=Path), de="ZIP", en="ZIP")
@json_flag
@pass_cli
def diagnostics(cli: Cli, output: Path) -> None:
    """Write versions, settings and the shape of the batches, without content, names, numbers."""
    from scanstation.workflow import diagnose

    unread, language = diagnose.bundle(cli.workspace(), output), cli.speak()
    for one in unread:
        warn(language, UNREAD, path=one.path, reason=one.reason)
    shape = {
        "file": str(output),
        "unread": [{"path": str(one.path), "reason": one.reason.say(language)} for one in unread],
    }
    answer(language, shape, "Geschrieben: {file}", "Written: {file}", file=output)


@group("eakte", "Die eingebaute eAkte (Übung)", "The embedded eAkte (training)")
def eakte() -> None:
    """Hold the command."""


@eakte.command(
    "serve",
    text=Text(
        "Die eAkte auf diesem Rechner anbieten, bis Strg+C sie beendet",
        "Serve the eAkte on this machine until ctrl-C",
    ),
)
@option("--port", default=EAKTE_PORT, de="Port; 0: ein freier", en="Port; 0: a free one")
@option("--folder", type=click.Path(path_type=Path), de="Ablage", en="Where it keeps things")
@option(
    "--ready-file",
    type=click.Path(path_type=Path),
    de="Wird geschrieben, sobald sie bereit ist",
    en="Written once it is ready",
)
@option(
    "--faults",
    type=click.Path(path_type=Path),
    de="Störungsplan (Prüfstand)",
    en="Plan of faults (test bench)",
)
@json_flag
@pass_cli
def serve_eakte(
    cli: Cli, port: int, folder: Path | None, ready_file: Path | None, faults: Path | None
) -> None:
    """Serve the embedded eAkte on loopback until ctrl-C; prints address and one-time code."""
    from scanstation.eakte.config import EakteConfig
    from scanstation.eakte.faults.plan import read_plan
    from scanstation.eakte.server import serve

    require_training(cli.station().settings)
    where = folder or cli.station().home / "uebung" / "eakte"
    plan = read_plan(faults) if faults else None
    config = EakteConfig(where, port=port, faults=plan)
    if not wants_json():
        serve(config, ready_file=ready_file)
        return
    codes: list[str] = []
    serve(
        config,
        ready=lambda address: print_json({"address": address, "code": codes[-1]}),
        announce_code=codes.append,
        ready_file=ready_file,
    )


@eakte.command(
    "token", text=Text("Das Token für targets login zeigen", "Print the token for targets login")
)
@option("--folder", type=click.Path(path_type=Path), de="Ablage", en="Where it keeps things")
@json_flag
@pass_cli
def eakte_token(cli: Cli, folder: Path | None) -> None:
    """Print the token that clients show, for ``targets login``."""
    from scanstation.eakte.config import token_of

    token = token_of(folder or cli.station().home / "uebung" / "eakte")
    answer(cli.speak(), {"token": token}, "{token}", "{token}", token=token)
