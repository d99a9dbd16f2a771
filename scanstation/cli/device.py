"""device: what a device can do; and how the command line is told of values that it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from scanstation.cli.context import Cli, pass_cli
from scanstation.cli.output import print_json, print_table, warn
from scanstation.cli.speech import Function, command, json_option, option
from scanstation.devices.driver import Capabilities, OptionInfo
from scanstation.errors import DeviceError, DeviceValuesDiffer, Language, Text
from scanstation.model import ScanOptions
from scanstation.settings import require_device
from scanstation.workflow import device_profiles
from scanstation.workflow.abandon import abandon
from scanstation.workflow.device_option_words import option_title
from scanstation.workflow.device_profiles import DeviceProfile, DeviceProfiles
from scanstation.workflow.device_value_words import MODE_WORDS
from scanstation.workflow.device_values import Accepts, Difference
from scanstation.workflow.session import BatchSession

SOURCES = {
    "duplex": Text("Einzug (beide Seiten)", "feeder (both sides)"),
    "feeder": Text("Einzug (Vorderseiten)", "feeder (front sides)"),
    "flatbed": Text("Vorlagenglas", "flatbed"),
}
HEAD = (Text("Angabe", "what"), Text("Wert", "value"))
MODEL, FIRMWARE = Text("Modell", "model"), Text("Firmware", "firmware")
READ = Text("gelesen", "read")
SOURCE, MODE = Text("Einzug", "source"), Text("Farbe", "colour")
DEPTH, RESOLUTION = Text("Bit je Farbwert", "bits a sample"), Text("Auflösung (dpi)", "dpi")
SIZE = Text("größte Seite (mm)", "largest page (mm)")
KEPT = Text(
    "Das Gerät antwortet nicht; gezeigt wird, was am {time} gelesen wurde.",
    "The device does not answer; this is what was read on {time}.",
)
OF_DEVICE = Text("{device}: {said}", "{device}: {said}")


def accept_option(function: Function) -> Function:
    """Declare ``--accept-device-values``."""
    made = option(
        "--accept-device-values",
        "accept_values",
        is_flag=True,
        de="Auch mit anderen Werten scannen, wenn das Gerät die des Profils nicht anbietet",
        en="Scan with other values, too, where the device does not offer the profile's",
    )
    return made(function)


def accepting(cli: Cli, accept: bool) -> Accepts:
    """Return what tells a person on standard error; without leave it refuses what is worse."""

    def accepts(device: str, found: Sequence[Difference]) -> bool:
        if not accept and any(one.worse for one in found):
            return False  # the error says all of it
        for one in found:
            warn(cli.speak(), one.said)
        return True

    return accepts


def leave_no_empty_batch(session: BatchSession, differs: DeviceValuesDiffer) -> None:
    """Give up a batch that was opened for a feed which then did not begin."""
    if not session.batch().pages:
        abandon(session, differs.happened_text().de)


def warn_of_profile(cli: Cli, home: Path, asked: ScanOptions, device: str) -> None:
    """Say which values of a profile a device lacks: the one named, else each that is known."""
    language = cli.speak()
    if device:
        for one in device_profiles.foresee(home, device, asked):
            warn(language, OF_DEVICE, device=device, said=one.said)
        return
    for known in DeviceProfiles(home).every():
        for one in device_profiles.compared(known, asked):
            warn(language, OF_DEVICE, device=known.model.title or known.model.driver, said=one.said)


@command("device", "Zeigen, was ein Gerät kann", "Show what a device can do")
@click.argument("device")
@option("--refresh", is_flag=True, de="Das Gerät neu befragen", en="Ask the device anew")
@json_option
@pass_cli
def device(cli: Cli, /, device: str, refresh: bool, as_json: bool) -> None:
    """Show what was read of a device; one that nobody read yet is asked."""
    workspace, language = cli.workspace(), cli.speak()
    home = workspace.home
    require_device(workspace.settings, workspace.tenant, device)
    try:
        profile = device_profiles.read(home, device, anew=refresh)
    except DeviceError:
        kept = DeviceProfiles(home).known(device)
        if kept is None:
            raise
        profile = kept
        warn(language, KEPT, time=kept.time)
    if as_json:
        print_json(_shape(device, profile))
        return
    rows = [(text.say(language), said) for text, said in _rows(profile, language) if said]
    rows += [
        (option_title(one.name).say(language), _taken(one))
        for one in profile.capabilities.options
        if one.settable
    ]
    print_table([one.say(language) for one in HEAD], rows)


def _rows(profile: DeviceProfile, language: Language) -> list[tuple[Text, str]]:
    offered, model = profile.capabilities, profile.model
    return [
        (MODEL, model.title),
        (FIRMWARE, model.firmware),
        (READ, profile.time),
        (SOURCE, ", ".join(SOURCES[one].say(language) for one in offered.sources)),
        (MODE, ", ".join(MODE_WORDS[one].say(language) for one in offered.modes)),
        (DEPTH, _numbers(offered.depths)),
        (RESOLUTION, _numbers(offered.resolutions)),
        (SIZE, _size(offered)),
    ]


def _numbers(numbers: Sequence[int]) -> str:
    return ", ".join(str(one) for one in numbers)


def _size(offered: Capabilities) -> str:
    width, height = offered.page_size
    return f"{width:g} x {height:g}" if width and height else ""


def _taken(one: OptionInfo) -> str:
    """Return the values that an option takes, in a line."""
    if one.choices:
        said = ", ".join(one.choices)
    elif one.limits:
        said = f"{one.limits[0]:g} .. {one.limits[1]:g}"
    else:
        said = one.kind
    return f"{said} {one.unit}".strip()


def _shape(address: str, profile: DeviceProfile) -> dict[str, Any]:
    offered, model = profile.capabilities, profile.model
    return {
        "device": address,
        "vendor": model.vendor,
        "model": model.model if model.title else "",
        "firmware": model.firmware,
        "read": profile.time,
        "sources": list(offered.sources),
        "modes": [one.value for one in offered.modes],
        "depths": list(offered.depths),
        "resolutions": list(offered.resolutions),
        "page_size": list(offered.page_size),
        "options": [_option_shape(one) for one in offered.options],
    }


def _option_shape(one: OptionInfo) -> dict[str, Any]:
    return {
        "name": one.name,
        "title": one.title,
        "kind": one.kind,
        "unit": one.unit,
        "choices": list(one.choices),
        "limits": list(one.limits),
        "settable": one.settable,
        "automatic": one.automatic,
    }
