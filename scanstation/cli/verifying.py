"""verify: whether a batch or a package is what it was."""

from __future__ import annotations

from pathlib import Path

import click

from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.output import print_json
from scanstation.cli.shapes import Shape
from scanstation.cli.speech import HOLD, command, json_option
from scanstation.errors import Language, Text, VerificationFailed
from scanstation.workflow.verify import Verified, verify_batch, verify_path

FAILED = Text("FEHLER", "FAILED")
KINDS = {"batch": Text("Stapel", "batch"), "package": Text("Paket", "package")}


@command("verify", "Stapel oder Paket prüfen", "Verify a batch or a package")
@click.argument("subject")
@json_option
@click.option(HOLD, is_flag=True, hidden=True, expose_value=False)
@pass_cli
def verify(cli: Cli, subject: str, as_json: bool) -> None:
    """Verify offline and name every object that is not what it was."""
    path = Path(subject)
    done = [verify_path(path)] if path.exists() else verify_batch(cli.workspace(), subject)
    findings = [(one, name, reason) for one in done for name, reason in one.findings]
    language = cli.speak()
    if as_json:
        print_json([_verified_shape(one, language) for one in done])
    else:
        for one in done:
            mark = FAILED.say(language) if one.findings else "OK"
            click.echo(f"{mark}: {KINDS[one.kind].say(language)} {one.subject}")
            for name, reason in one.findings:
                click.echo(f"  {name}: {reason.say(language)}")
    if findings:
        names = ", ".join(name for _, name, _ in findings)
        raise VerificationFailed(count=len(findings), objects=names)


def _verified_shape(one: Verified, language: Language) -> Shape:
    return {
        "subject": one.subject,
        "kind": one.kind,
        "ok": not one.findings,
        "findings": [
            {"object": name, "reason": reason.say(language)} for name, reason in one.findings
        ],
    }
