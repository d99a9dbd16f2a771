"""doubts, answer: what waits for a person, and the person's decision."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any

import click

from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.output import answer as tell
from scanstation.cli.output import print_json, say
from scanstation.cli.shapes import batch_shape
from scanstation.cli.speech import command, json_flag, json_option, option, wants_json
from scanstation.errors import Language, Text, UsageError
from scanstation.events import to_json
from scanstation.workflow import doubts as doubting
from scanstation.workflow.doubts import Correction, Doubt, Onward
from scanstation.workflow.index import refresh

NO_DOUBT = Text(
    "Den Zweifel {given} gibt es nicht; offen sind {count}.",
    "There is no doubt {given}; {count} are open.",
)
NO_CORRECTION = Text(
    "Diese Berichtigung gibt es hier nicht. Möglich: {known}.",
    "There is no such correction here. Possible: {known}.",
)
ONE_OF_BOTH = Text(
    "Bitte entweder --accept oder --correct angeben.", "Write either --accept or --correct."
)
ONWARD = {
    "field": Text(
        "Weiter mit: scanstation index STAPEL --document {document} --set {field}=WERT",
        "Go on with: scanstation index BATCH --document {document} --set {field}=VALUE",
    ),
    "class": Text(
        "Weiter mit: scanstation edit class STAPEL {document} DOKUMENTART",
        "Go on with: scanstation edit class BATCH {document} CLASS",
    ),
    "rescan": Text(
        "Weiter mit: scanstation edit replace STAPEL {page} --device GERÄT",
        "Go on with: scanstation edit replace BATCH {page} --device DEVICE",
    ),
    "append": Text(
        "Weiter mit: scanstation scan --batch STAPEL", "Go on with: scanstation scan --batch BATCH"
    ),
}


@command("doubts", "Zweifel auflisten", "List the doubts")
@click.argument("batch")
@json_option
@pass_cli
def doubts(cli: Cli, batch: str, as_json: bool) -> None:
    """List what waits for a person, in the order of the documents."""
    workspace = cli.workspace()
    with closing(workspace.read(batch)) as session:
        found = doubting.queue(workspace, session)
    language = cli.speak()
    if as_json:
        print_json([to_json(one) for one in found])
        return
    for number, one in enumerate(found, 1):
        _print(number, one, language)
    if not found:
        say(language, "Kein Zweifel ist offen.", "No doubt is open.")


def _print(number: int, one: Doubt, language: Language) -> None:
    place = Text("Dokument {document}, Seite {page}", "document {document}, page {page}")
    where = place.say(language, document=one.document, page=one.page) if one.page else ""
    click.echo(f"{number}. {one.title.say(language)}  {where}".rstrip())
    for reason in one.reasons:
        click.echo(f"   {reason.say(language)}")
    click.echo(f"   --accept: {one.accept.text.say(language)} ({one.proposal.say(language)})")
    for correction in one.corrections:
        click.echo(f"   --correct {correction.name}: {correction.text.say(language)}")


@command("answer", "Einen Zweifel entscheiden", "Decide a doubt")
@click.argument("batch")
@click.argument("doubt")
@option("--accept", is_flag=True, de="Den Vorschlag annehmen", en="Accept the proposal")
@option("--correct", default="", de="Stattdessen dies tun", en="Do this instead")
@option("--page", type=int, default=0, de="An dieser Seite", en="At this page")
@option("--text", default="", de="Begründung statt der üblichen", en="Reason instead of the usual")
@json_flag
@pass_cli
def answer(
    cli: Cli, batch: str, doubt: str, accept: bool, correct: str, page: int, text: str
) -> None:
    """Accept the proposal of DOUBT (its number or key), or do something else instead."""
    if (accept or bool(text)) == bool(correct):
        raise UsageError(reason=ONE_OF_BOTH)
    workspace = cli.workspace()
    onward = Onward()
    with closing(cli.open(workspace, batch)) as session:
        chosen = _chosen(doubting.queue(workspace, session), doubt)
        if correct:
            correction = _correction(chosen, correct, page)
            onward = doubting.correct(workspace, session, chosen, correction)
        else:
            doubting.accept(workspace, session, chosen, text)
        refresh(workspace, session)
        shape: dict[str, Any] = batch_shape(session.batch()) if wants_json() else {}
    if onward.name:
        more = {"document": onward.document, "page": onward.page, "field": onward.field}
        said = ONWARD[onward.name]
        tell(cli.speak(), shape, said.de, said.en, **more)
    else:
        tell(cli.speak(), shape, "Entschieden.", "Decided.")


def _chosen(found: Sequence[Doubt], given: str) -> Doubt:
    for number, one in enumerate(found, 1):
        if given in (str(number), one.key):
            return one
    reason = Text(
        NO_DOUBT.say("de", given=given, count=len(found)),
        NO_DOUBT.say("en", given=given, count=len(found)),
    )
    raise UsageError(reason=reason)


def _correction(doubt: Doubt, name: str, page: int) -> Correction:
    for one in doubt.corrections:
        if one.name == name and page in (0, one.page):
            return one
    known = ", ".join(one.name for one in doubt.corrections) or "-"
    raise UsageError(
        reason=Text(NO_CORRECTION.say("de", known=known), NO_CORRECTION.say("en", known=known))
    )
