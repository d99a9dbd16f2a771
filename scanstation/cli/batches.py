"""batches, show, purge, abandon, audit: what there is and what became of it."""

from __future__ import annotations

from contextlib import closing
from datetime import date

import click

from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.output import answer, print_json, print_table, say
from scanstation.cli.shapes import Shape, batch_shape, found_shape, summary_shape
from scanstation.cli.speech import command, json_flag, json_option, option
from scanstation.errors import Language, ScanstationError, Text, UsageError
from scanstation.model import Batch, BatchState
from scanstation.store.catalogue import UNREADABLE, BatchSummary
from scanstation.workflow import abandon as giving_up
from scanstation.workflow import purge as purging
from scanstation.workflow import retention
from scanstation.workflow.catalogue import FoundBatch, search_batches, summary_of
from scanstation.workflow.describe import receipt_date
from scanstation.workflow.words import BATCH_STATES, BROKEN, UNDER_WAY
from scanstation.workflow.workspace import Workspace

BATCHES_HEAD: dict[Language, tuple[str, ...]] = {
    "de": ("Stapel", "Zustand", "Seiten", "Dokumente", "Person"),
    "en": ("batch", "state", "pages", "documents", "person"),
}
FOUND = Text("gefunden (Dokument: Feld=Wert)", "found (document: field=value)")
SHOWN_HITS = 3


STATE_WORDS = [*(state.value for state in BatchState), "broken"]


@command("batches", "Stapel auflisten und suchen", "List and search batches")
@option(
    "--search",
    default="",
    de="Wörter in Indexwerten, Kiste, Person, Datum oder am Anfang der Stapelkennung",
    en="Words in index values, box, person, date or at the beginning of the batch's id",
)
@option("--state", type=click.Choice(STATE_WORDS), de="Nur dieser Zustand", en="This state only")
@option("--operator", de="Nur von dieser Person geöffnet", en="Opened by this person only")
@option("--since", default="", de="Geöffnet ab diesem Tag", en="Opened from this day on")
@option("--until", default="", de="Geöffnet bis zu diesem Tag", en="Opened up to this day")
@json_option
@pass_cli
def batches(cli: Cli, /, search: str, as_json: bool, **asked: str | None) -> None:
    """List the tenant's batches; one that cannot be read is listed as broken."""
    workspace = cli.workspace()
    language = cli.speak()
    found = search_batches(
        workspace,
        search,
        state=UNREADABLE if asked["state"] == "broken" else asked["state"],
        operator=asked["operator"],
        since=_day(asked["since"]),
        until=_day(asked["until"]),
    )
    if as_json:
        print_json([_line(workspace, one, language, bool(search)) for one in found])
        return
    lines = [(*_cells(one.summary, language), _hits(one)) for one in found]
    searched = bool(search)
    head = (*BATCHES_HEAD[language], *([FOUND.say(language)] if searched else []))
    print_table(head, [line if searched else line[:-1] for line in lines])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(receipt_date(text)) if text else None


def _cells(one: BatchSummary, language: Language) -> tuple[str | int, ...]:
    return one.batch, state_name(one, language), one.pages, one.documents, one.operator


def _hits(found: FoundBatch) -> str:
    return ", ".join(f"{one.number}: {one.field}={one.value}" for one in found.values[:SHOWN_HITS])


def state_name(one: BatchSummary, language: Language) -> str:
    """Return a batch's state in words, and what was left amid its work."""
    if one.state == UNREADABLE:
        return BROKEN.say(language)
    name = BATCH_STATES[BatchState(one.state)].say(language)
    return f"{name} ({UNDER_WAY[one.in_flight].say(language)})" if one.in_flight else name


def _line(workspace: Workspace, found: FoundBatch, language: Language, searched: bool) -> Shape:
    one = found.summary
    if one.state != UNREADABLE:
        hits = {"found": [found_shape(value) for value in found.values]} if searched else {}
        return {**summary_shape(one), **hits}
    line = {"batch": one.batch, "state": "broken", "pages": 0, "documents": 0}
    try:
        with closing(workspace.read(one.batch)) as session:
            session.batch()
    except ScanstationError as error:
        return {**line, "reason": error.sentence(language)}
    return line


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
        "Stapel {id}, {state}",
        "Batch {id}, {state}",
        id=batch.id,
        state=state_name(summary_of(batch), language),
    )
    ledger = batch.ledger
    say(
        language,
        "{captured} Seiten: {documents} in Dokumenten, {separators} auf Trennblättern, "
        "{blank} leer, {rejected} verworfen, {replaced} ersetzt",
        "{captured} pages: {documents} in documents, {separators} on separator sheets, "
        "{blank} blank, {rejected} rejected, {replaced} replaced",
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


WHICH_PURGE = Text(
    "Gemeint ist ein STAPEL mit --reason, oder --due.", "Name a BATCH with --reason, or --due."
)
NO_RETENTION = Text(
    "Rohbilder bleiben, bis jemand ihre Löschung verlangt (retention.raw_days ist 0).",
    "Raw pages stay until somebody asks for their erasure (retention.raw_days is 0).",
)


@command("purge", "Rohbilder nach Quittung löschen", "Delete raw pages after receipt")
@click.argument("batch", required=False, default="")
@option("--reason", default="", de="Begründung", en="Reason")
@option("--due", is_flag=True, de="Alle, deren Frist abgelaufen ist", en="All that are due")
@json_option
@pass_cli
def purge(cli: Cli, batch: str, reason: str, due: bool, as_json: bool) -> None:
    """Erase images and personal data of a finished batch; the chain stays provable."""
    if due == bool(batch):
        raise UsageError(reason=WHICH_PURGE)
    if batch and not reason:
        context = click.get_current_context()
        missing = next(one for one in context.command.params if one.name == "reason")
        raise click.MissingParameter(ctx=context, param=missing)
    if due:
        _purge_due(cli, as_json=as_json)
        return
    done = purging.purge(cli.workspace(), batch, reason)
    if as_json:
        print_json({"batch": done.batch, "blobs": done.blobs, "rows": done.rows})
    else:
        say(
            cli.speak(),
            "{blobs} Bilder und Texte und die Angaben zu Personen sind gelöscht; was geschehen "
            "ist, bleibt nachweisbar.",
            "{blobs} images and texts and what names people are erased; what happened can still "
            "be proven.",
            blobs=done.blobs,
        )


def _purge_due(cli: Cli, *, as_json: bool) -> None:
    """Purge what the policy lets go (``retention.raw_days``)."""
    workspace = cli.workspace()
    done = retention.purge_due(workspace, date.today(), cli.report())
    if as_json:
        print_json([{"batch": one.batch, "blobs": one.blobs, "rows": one.rows} for one in done])
    elif not workspace.settings.retention.raw_days:
        say(cli.speak(), NO_RETENTION.de, NO_RETENTION.en)
    else:
        say(
            cli.speak(),
            "{count} Stapel gelöscht, deren Frist abgelaufen ist.",
            "{count} batches erased that were due.",
            count=len(done),
        )


@command("abandon", "Einen Stapel aufgeben", "Give a batch up")
@click.argument("batch")
@option("--reason", required=True, de="Begründung", en="Reason")
@json_flag
@pass_cli
def abandon(cli: Cli, batch: str, reason: str) -> None:
    """Give a batch up before anything of it was sent; its pages stay."""
    with closing(cli.open(cli.workspace(), batch)) as session:
        name = session.batch().id
        giving_up.abandon(session, reason)  # the journal is closed then
    answer(
        cli.speak(),
        {"batch": name, "state": BatchState.ABANDONED.value},
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
