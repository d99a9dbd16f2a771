"""demo: the main job on a simulated scanner and the embedded eAkte."""

from __future__ import annotations

import signal
import tempfile
import threading
from pathlib import Path

import click

from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.output import print_json, print_table, say
from scanstation.cli.speech import command, json_flag, option, wants_json
from scanstation.errors import Language, UploadIncomplete
from scanstation.model import Document, UploadState
from scanstation.progress import Progress
from scanstation.settings import require_training
from scanstation.workflow import demo as job


@command("demo", "Die ganze Arbeit vorführen", "Show the main job")
@option("--device", default="", de="Gerät statt des simulierten", en="Device, not the simulated")
@option("--stay", is_flag=True, de="eAkte offen lassen", en="Keep the eAkte open")
@json_flag
@pass_cli
def demo(cli: Cli, device: str, stay: bool) -> None:
    """Scan, separate, recognise, index, release, export, upload and verify."""
    language, settings = cli.speak(), cli.station().settings
    require_training(settings)
    # A terminated demo leaves no pages of a real device in the temporary folder.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    codes: list[str] = []
    with (
        tempfile.TemporaryDirectory(prefix="scanstation-demo-") as folder,
        job.embedded_eakte(Path(folder) / "eakte", codes) as (server, token),
    ):
        shown = job.run(
            Path(folder),
            device or job.default_device(),
            server,
            token,
            lambda progress: _steps(progress, language),
            settings,
        )
        _print(shown, language)
        if stay:
            _stay(server.address, codes, language)


def _steps(progress: Progress, language: Language) -> None:
    """One line a step; the finer progress inside a step is for terminals."""
    if progress.what in job.STEPS.values() and not wants_json():
        click.echo(f"[{progress.done}/{progress.total}] {progress.what.say(language)}")


def _print(shown: job.Shown, language: Language) -> None:
    """Print documents and receipts; anything but verified is a failure."""
    lines = [_line(document, shown) for document in shown.batch.documents]
    verified = [line for line in lines if line["state"] == UploadState.VERIFIED.value]
    if wants_json():
        print_json({"documents": lines, "verified": len(verified)})
    else:
        _print_table(lines, language)
    if len(verified) != len(lines):
        raise UploadIncomplete(failed=len(lines) - len(verified), total=len(lines))
    if not wants_json():
        click.echo(f"\ndemo: {len(verified)} documents stored and verified")


def _line(document: Document, shown: job.Shown) -> dict[str, object]:
    sent = next(one for one in shown.sent if one.document == document.number)
    case_number = document.fields.get("case_number")
    return {
        "document": document.number,
        "class": document.document_class,
        "case_number": case_number.value if case_number else "-",
        "pages": len(document.pages),
        "state": sent.state.value,
        "receipt": sent.receipt,
    }


def _print_table(lines: list[dict[str, object]], language: Language) -> None:
    german = ("Nr", "Dokumentart", "Aktenzeichen", "Seiten", "Zustand", "Quittung")
    english = ("no", "class", "case number", "pages", "state", "receipt")
    click.echo()
    print_table(german if language == "de" else english, [tuple(line.values()) for line in lines])


def _stay(address: str, codes: list[str], language: Language) -> None:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    say(language, "eAkte: {address}", "eAkte: {address}", address=address)
    say(
        language,
        "Einmalcode: {code} (Strg+C beendet)",
        "One-time code: {code} (ctrl-C ends)",
        code=codes[-1] if codes else "?",
    )
    try:
        stop.wait()
    except KeyboardInterrupt:
        click.echo()
