"""correct: a corrected version of documents that were sent."""

from __future__ import annotations

from contextlib import closing

import click

from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.output import answer
from scanstation.cli.speech import command, json_flag, option
from scanstation.workflow import correct as correcting


@command(
    "correct",
    "Gesendete Dokumente in einem neuen Stapel berichtigen",
    "Correct sent documents in a new batch",
)
@click.argument("batch")
@option(
    "--document",
    "documents",
    type=int,
    multiple=True,
    required=True,
    de="Nummer des Dokuments, mehrfach möglich",
    en="Number of the document, may be repeated",
)
@option("--reason", required=True, de="Begründung", en="Reason")
@json_flag
@pass_cli
def correct(cli: Cli, batch: str, documents: tuple[int, ...], reason: str) -> None:
    """Open a batch with the pages of sent documents; the old ones are named in it."""
    workspace = cli.workspace()
    with closing(correcting.correct(workspace, batch, documents, reason)) as session:
        found = session.batch()
    shape = {"batch": found.id, "corrects": found.corrects, "documents": len(found.documents)}
    answer(
        cli.speak(),
        shape,
        "Die Seiten liegen im neuen Stapel {batch}; bitte dort ändern, prüfen und freigeben.",
        "The pages lie in the new batch {batch}; change, check and release them there.",
        batch=found.id,
    )
