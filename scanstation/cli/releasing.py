"""check, release, withdraw, export: from indexed documents to packages."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import click

from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.output import answer, print_json, print_table, say
from scanstation.cli.shapes import anomaly_shape
from scanstation.cli.speech import command, json_flag, json_option, option
from scanstation.errors import Language, Text, UsageError
from scanstation.model import Problem
from scanstation.workflow import check as checking
from scanstation.workflow import export as exporting
from scanstation.workflow import release as releasing
from scanstation.workflow.release import problem_sentence


@command("check", "Qualitätsprüfung festhalten", "Record a quality check")
@click.argument("batch")
@option("--passed", is_flag=True, de="Die Stichprobe ist in Ordnung", en="The sample is fine")
@option("--failed", is_flag=True, de="Es gibt Mängel", en="There are defects")
@option("--findings", default="", de="Feststellungen", en="Findings")
@option("--all", "whole", is_flag=True, de="Jede Seite geprüft", en="Every page was looked at")
@option(
    "--accept",
    default="",
    de="Alle offenen Zweifel mit dieser Begründung annehmen",
    en="Accept all open doubts for this reason",
)
@json_option
@pass_cli
def check(
    cli: Cli,
    batch: str,
    passed: bool,
    failed: bool,
    findings: str,
    whole: bool,
    accept: str,
    as_json: bool,
) -> None:
    """Draw the sample; with --passed or --failed record the acting person's check.

    Without either, the doubts, problems and the pages to look at are listed.
    """
    if passed and failed:
        raise UsageError(
            reason=Text(
                "--passed und --failed schließen einander aus.",
                "--passed and --failed exclude each other.",
            )
        )
    workspace = cli.workspace()
    with closing(cli.open(workspace, batch)) as session:
        if accept:
            for doubt in checking.open_doubts(session.batch()):
                checking.answer(session, doubt, accept)
        if passed or failed:
            checking.record(session, passed=passed, findings=findings, whole=whole)
        found = session.batch()
        problems = releasing.problems(workspace, session)
        share = 1.0 if whole else found.profile.check_sample
        sample = checking.draw_sample(found, share)
    language = cli.speak()
    doubts = [anomaly_shape(found, one) for one in checking.open_doubts(found)]
    if as_json:
        shape = {
            "batch": found.id,
            "sample": [page.number for page in sample],
            "doubts": doubts,
            "problems": [_problem_shape(one, language) for one in problems],
            "balanced": found.ledger.balanced,
        }
        print_json(shape)
        return
    numbers = " ".join(str(page.number) for page in sample)
    say(language, "Stichprobe: Seiten {pages}", "Sample: pages {pages}", pages=numbers)
    for open_doubt in doubts:
        click.echo(f"? {open_doubt['text'][language]}")
    _print_problems(problems, language)


def _problem_shape(one: Problem, language: Language) -> dict[str, Any]:
    return {
        "code": one.code,
        "text": one.text.say(language),
        "document": one.document or None,
        "field": one.field or None,
        "page": one.page or None,
    }


def _print_problems(problems: tuple[Problem, ...], language: Language) -> None:
    for one in problems:
        click.echo(f"! {problem_sentence(one).say(language)}")
    if not problems:
        say(language, "Der Stapel kann freigegeben werden.", "The batch can be released.")


@command("release", "Einen Stapel freigeben", "Release a batch")
@click.argument("batch")
@json_option
@pass_cli
def release(cli: Cli, batch: str, as_json: bool) -> None:
    """Release a batch for export; refused with every reason at once."""
    workspace = cli.workspace()
    with closing(cli.open(workspace, batch)) as session:
        releasing.release(workspace, session)
        found = session.batch()
    if as_json:
        print_json({"batch": found.id, "state": found.state.value})
    else:
        say(cli.speak(), "Freigegeben.", "Released.")


@command("withdraw", "Eine Freigabe zurücknehmen", "Withdraw a release")
@click.argument("batch")
@option("--reason", required=True, de="Begründung", en="Reason")
@json_flag
@pass_cli
def withdraw(cli: Cli, batch: str, reason: str) -> None:
    """Withdraw a release until sending starts."""
    workspace = cli.workspace()
    with closing(cli.open(workspace, batch)) as session:
        releasing.withdraw(workspace, session, reason)
        found = session.batch()
    shape = {"batch": found.id, "state": found.state.value}
    answer(cli.speak(), shape, "Die Freigabe ist zurückgenommen.", "The release is withdrawn.")


@command("export", "Pakete schreiben", "Write packages")
@click.argument("batch")
@json_option
@pass_cli
def export(cli: Cli, batch: str, as_json: bool) -> None:
    """Write a package for each released document that has none yet."""
    workspace = cli.workspace()
    with closing(cli.open(workspace, batch)) as session:
        done = exporting.export(workspace, session, cli.report())
        state = session.batch().state.value
        batch_id = session.batch().id
    packages = [
        {"document": one.document, "package": one.package, "path": str(one.path)} for one in done
    ]
    if as_json:
        print_json({"batch": batch_id, "state": state, "packages": packages})
        return
    german = cli.speak() == "de"
    head = ("Dokument", "Paket") if german else ("document", "package")
    print_table(head, [(one.document, one.path) for one in done])
