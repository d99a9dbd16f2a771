"""demo: the main job on a simulated scanner and the embedded eAkte."""

from __future__ import annotations

import signal
import tempfile
import threading
from pathlib import Path

import click

from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.output import print_table, say
from scanstation.cli.speech import command, option
from scanstation.errors import Language, UploadIncomplete
from scanstation.model import UploadState
from scanstation.progress import Progress
from scanstation.workflow import demo as job


@command("demo", "Die ganze Arbeit vorführen", "Show the main job")
@option("--device", default="", de="Gerät statt des simulierten", en="Device, not the simulated")
@option("--stay", is_flag=True, de="eAkte offen lassen", en="Keep the eAkte open")
@pass_cli
def demo(cli: Cli, device: str, stay: bool) -> None:
    """Scan, separate, recognise, index, release, export, upload and verify."""
    language = cli.speak()
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
        )
        _print(shown, language)
        if stay:
            _stay(server.address, codes, language)


def _steps(progress: Progress, language: Language) -> None:
    """One line a step; the finer progress inside a step is for terminals."""
    if progress.what in job.STEPS.values():
        click.echo(f"[{progress.done}/{progress.total}] {progress.what.say(language)}")


def _print(shown: job.Shown, language: Language) -> None:
    """Print documents and receipts; anything but verified is a failure."""
    german = language == "de"
    head = (
        ("Nr", "Dokumentart", "Aktenzeichen", "Seiten", "Zustand", "Quittung")
        if german
        else ("no", "class", "case number", "pages", "state", "receipt")
    )
    sent = {one.document: one for one in shown.sent}
    rows = []
    for document in shown.batch.documents:
        case_number = document.fields.get("case_number")
        one = sent[document.number]
        rows.append(
            (
                document.number,
                document.document_class,
                case_number.value if case_number else "-",
                len(document.pages),
                one.state.value,
                one.receipt,
            )
        )
    click.echo()
    print_table(head, rows)
    verified = [one for one in shown.sent if one.state is UploadState.VERIFIED]
    if len(verified) != len(shown.batch.documents):
        failed = len(shown.batch.documents) - len(verified)
        raise UploadIncomplete(failed=failed, total=len(shown.batch.documents))
    click.echo(f"\ndemo: {len(verified)} documents stored and verified")


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
