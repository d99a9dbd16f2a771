"""batches, show, purge, abandon, audit: what there is and what became of it."""

from __future__ import annotations

from contextlib import closing

import click

from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.output import print_json, print_table, say
from scanstation.cli.shapes import Shape, batch_line, batch_shape
from scanstation.cli.speech import command, json_option, option
from scanstation.errors import Language, ScanstationError
from scanstation.model import Batch
from scanstation.workflow import abandon as giving_up
from scanstation.workflow import purge as purging
from scanstation.workflow.workspace import Workspace


@command("batches", "Stapel auflisten", "List batches")
@json_option
@pass_cli
def batches(cli: Cli, as_json: bool) -> None:
    """List the tenant's batches; one that cannot be read is listed as broken."""
    workspace = cli.workspace()
    lines = [_line(workspace, folder.name) for folder in workspace.folders()]
    lines.sort(key=lambda line: str(line.get("opened", "")))
    if as_json:
        print_json(lines)
        return
    german = cli.speak() == "de"
    head = (
        ("Stapel", "Zustand", "Seiten", "Dokumente")
        if german
        else (
            "batch",
            "state",
            "pages",
            "documents",
        )
    )
    columns = ("batch", "state", "pages", "documents")
    print_table(head, [[line[name] for name in columns] for line in lines])


def _line(workspace: Workspace, name: str) -> Shape:
    try:
        with closing(workspace.read(name)) as session:
            return batch_line(session.batch())
    except (ScanstationError, ValueError) as error:
        reason = error.sentence("de") if isinstance(error, ScanstationError) else "leer/empty"
        return {"batch": name, "state": "broken", "pages": 0, "documents": 0, "reason": reason}


@command("show", "Einen Stapel zeigen", "Show a batch")
@click.argument("batch")
@json_option
@pass_cli
def show(cli: Cli, batch: str, as_json: bool) -> None:
    """Show pages, documents, ledger and anomalies of a batch."""
    with closing(cli.workspace().read(batch)) as session:
        found = session.batch()
    if as_json:
        print_json(batch_shape(found))
    else:
        _print_batch(found, cli.speak())


def _print_batch(batch: Batch, language: Language) -> None:
    german = language == "de"
    say(
        language,
        "Stapel {id}, Zustand {state}",
        "Batch {id}, state {state}",
        id=batch.id,
        state=batch.state.value,
    )
    ledger = batch.ledger
    say(
        language,
        "{captured} Seiten: {documents} in Dokumenten, {separators} Trennblatt, {blank} leer, "
        "{rejected} verworfen, {replaced} ersetzt",
        "{captured} pages: {documents} in documents, {separators} separator, {blank} blank, "
        "{rejected} rejected, {replaced} replaced",
        captured=ledger.captured,
        documents=ledger.documents,
        separators=ledger.separators,
        blank=ledger.blank,
        rejected=ledger.rejected,
        replaced=ledger.replaced,
    )
    head = (
        ("Nr", "Dokumentart", "Seiten", "Felder")
        if german
        else (
            "no",
            "class",
            "pages",
            "fields",
        )
    )
    rows = [
        (
            document.number,
            document.document_class,
            " ".join(str(batch.page(page).number) for page in document.pages),
            ", ".join(f"{name}={value.value}" for name, value in document.fields.items()),
        )
        for document in batch.documents
    ]
    print_table(head, rows)
    for anomaly in batch.anomalies:
        mark = "?" if anomaly.needs_answer and not anomaly.answer else "-"
        click.echo(f"{mark} {anomaly.text.say(language)}")


@command("purge", "Rohbilder nach Quittung löschen", "Delete raw pages after receipt")
@click.argument("batch")
@option("--reason", required=True, de="Begründung", en="Reason")
@json_option
@pass_cli
def purge(cli: Cli, batch: str, reason: str, as_json: bool) -> None:
    """Erase images and personal data of a finished batch; the chain stays provable."""
    done = purging.purge(cli.workspace(), batch, reason)
    if as_json:
        print_json({"batch": done.batch, "blobs": done.blobs, "rows": done.rows})
    else:
        say(cli.speak(), "{blobs} Bilder gelöscht.", "{blobs} images erased.", blobs=done.blobs)


@command("abandon", "Einen Stapel aufgeben", "Give a batch up")
@click.argument("batch")
@option("--reason", required=True, de="Begründung", en="Reason")
@pass_cli
def abandon(cli: Cli, batch: str, reason: str) -> None:
    """Give a batch up before anything of it was sent; its pages stay."""
    with closing(cli.workspace().open(batch)) as session:
        giving_up.abandon(session, reason)
    say(
        cli.speak(),
        "Der Stapel ist aufgegeben; seine Seiten bleiben gesichert.",
        "The batch is given up; its pages stay safe.",
    )


@command("audit", "Alle Ereignisse eines Stapels", "Every event of a batch")
@click.argument("batch")
@json_option
@pass_cli
def audit(cli: Cli, batch: str, as_json: bool) -> None:
    """List who did what and when, from the journal."""
    with cli.workspace().read(batch) as session:
        rows = session.rows()
    if as_json:
        keys = ("number", "time", "operator", "station", "type", "hash")
        print_json([{key: getattr(row, key) for key in keys} for row in rows])
        return
    print_table(
        ("", "UTC", "", ""), [(row.number, row.time, row.operator, row.type) for row in rows]
    )
