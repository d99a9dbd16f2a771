"""device-test: print the test deck, scan it, report on the device."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.output import print_json, say
from scanstation.cli.speech import command, json_option, option
from scanstation.errors import DeviceTestFailed, Text, UsageError
from scanstation.model import Mode, Profile

NEEDED = Text(
    "Angeben: ein Gerät (siehe scanstation devices) oder --deck DATEI.pdf zum Drucken.",
    "Give a device (see scanstation devices), or --deck FILE.pdf to print.",
)


@command("device-test", "Ein Gerät prüfen", "Test a device")
@click.argument("device", default="")
@option(
    "--deck",
    type=click.Path(path_type=Path),
    de="Den Prüfstapel in diese PDF-Datei schreiben und nicht scannen",
    en="Write the test deck to this PDF and do not scan",
)
@option("--sheets", default=12, type=click.IntRange(6, 500), de="Prüfblätter", en="Test sheets")
@option("--single-sided", is_flag=True, de="Nur Vorderseiten drucken", en="Print fronts only")
@option("--profile", default="", de="Scanprofil, dessen Optionen gelten", en="Scan profile")
@option("--resolution", type=int, de="Auflösung statt der des Profils (dpi)", en="Dots per inch")
@option(
    "--mode",
    type=click.Choice([mode.value for mode in Mode]),
    de="Farbart statt der des Profils",
    en="Mode instead of the profile's",
)
@option("--report", type=click.Path(path_type=Path), de="Bericht (HTML)", en="Report (HTML)")
@option("--pdf", type=click.Path(path_type=Path), de="Bericht (PDF)", en="Report (PDF)")
@json_option
@pass_cli
def device_test(cli: Cli, /, device: str, as_json: bool, **given: Any) -> None:
    """Scan the printed test deck and report what the device really does."""
    if given["deck"] is not None:
        _print_deck(cli, given, as_json)
    elif device:
        _test(cli, device, given, as_json)
    else:
        raise UsageError(reason=NEEDED)


def _print_deck(cli: Cli, given: dict[str, Any], as_json: bool) -> None:
    from scanstation.workflow.acceptance.deck import write_deck

    path, sheets = given["deck"], given["sheets"]
    tenant = cli.workspace().tenant
    deck = write_deck(path, sheets, tenant=tenant, duplex=not given["single_sided"])
    if as_json:
        print_json({"file": str(path), "deck": deck, "sheets": sheets})
    else:
        say(
            cli.speak(),
            "Prüfstapel {deck} mit {sheets} Prüfblättern in {file}. In Originalgröße (100 %) "
            "drucken, in der Reihenfolge einlegen, dann: scanstation device-test GERÄT",
            "Test deck {deck} with {sheets} test sheets in {file}. Print in true size (100 %), "
            "put it into the feeder in order, then: scanstation device-test DEVICE",
            deck=deck,
            sheets=sheets,
            file=path,
        )


def _test(cli: Cli, device: str, given: dict[str, Any], as_json: bool) -> None:
    from scanstation.workflow.acceptance import report, report_pdf
    from scanstation.workflow.acceptance.run import run

    workspace = cli.workspace()
    name = given["profile"] or workspace.settings.profile
    profile = _with_options(workspace.configuration.profile(name), given)
    with tempfile.TemporaryDirectory(prefix="scanstation-device-test-") as folder:
        judged, pictures = run(workspace, Path(folder), device, profile)
    language = cli.speak()
    if given["report"] is not None:
        report.write_html(given["report"], judged, pictures, language)
    if given["pdf"] is not None:
        report_pdf.write_pdf(given["pdf"], judged, pictures, language)
    if as_json:
        print_json(
            {
                "device": device,
                "passed": judged.passed,
                "images_per_minute": round(judged.scanned.images_per_minute, 1),
                "findings": [
                    {"part": one.part, "verdict": one.verdict, "text": one.text.say(language)}
                    for one in judged.findings
                ],
            }
        )
    else:
        for one in judged.findings:
            click.echo(f"{report.VERDICTS[one.verdict].say(language):16}{one.text.say(language)}")
        click.echo(report.outcome(judged, language))
    if not judged.passed:
        raise DeviceTestFailed(device=device)


def _with_options(profile: Profile, given: dict[str, Any]) -> Profile:
    scan = profile.scan
    if given["resolution"]:
        scan = replace(scan, resolution=given["resolution"])
    if given["mode"]:
        scan = replace(scan, mode=Mode(given["mode"]))
    return replace(profile, scan=scan)
