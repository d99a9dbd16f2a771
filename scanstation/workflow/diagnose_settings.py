"""Where every setting comes from, whether the policies hold, and what IT declared."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from scanstation.errors import (
    ConfigurationUnknown,
    PolicyInvalid,
    ScanstationError,
    Text,
)
from scanstation.settings import Origin, Station, known, machine_folder
from scanstation.settings.layers import HOME_VARIABLE
from scanstation.settings.permissions import TRAINING_TENANT, undeclared
from scanstation.settings.policies import find_policies, machine_policies, this_machine
from scanstation.settings.trust import require_safe, require_safe_declarations
from scanstation.settings.variables import policy_variables
from scanstation.store.batch import JOURNAL
from scanstation.workflow.batch_listing import Listing, list_home
from scanstation.workflow.examined import Examined, broken, to_look_after
from scanstation.workflow.workspace import Workspace

LAYERS: Mapping[str, Text] = {
    "default": Text("Voreinstellung", "default"),
    "environment": Text(f"Umgebung, {HOME_VARIABLE}", f"environment, {HOME_VARIABLE}"),
    "user": Text("eigene Einstellung", "own setting"),
    "policy": Text("Richtlinie", "policy"),
}
HOLDS = Text("gilt", "holds")
VALUE = Text("{value} ({origin}{place})", "{value} ({origin}{place})")
LINE = Text(", {file}, Zeile {line}", ", {file}, line {line}")
NO_SHARE = Text("kein Ordner der IT festgelegt", "no folder of IT is set")
TAKEN = Text(
    "{folder}: {files} Dateien, zuletzt gleich am {taken}",
    "{folder}: {files} files, last the same on {taken}",
)
KEPT = Text(
    "{folder} ist nicht zu übernehmen ({reason}); es gilt die Kopie vom {taken}",
    "{folder} cannot be taken over ({reason}); the copy of {taken} counts",
)
MISSING = Text(
    "Diese Ziele sind erlaubt, aber nicht vorgegeben: {names}",
    "These targets are permitted but not declared: {names}",
)
ALL_THERE = Text("alle vorgegeben: {names}", "all declared: {names}")
OWN = Text(
    "{home} gehört zu einem Konto; andere Konten haben ihren eigenen Ordner",
    "{home} belongs to one account; other accounts have their own folder",
)
SHARED = Text(
    "{home} liegt außerhalb der Benutzerprofile: Alle Konten, die scannen, brauchen dort „Ändern“, "
    "vererbt auf Unterordner und Dateien ({count} Stapel sind lesbar)",
    "{home} lies outside the user profiles: every account that scans needs “Modify” there, "
    "inherited by folders and files ({count} batches can be read)",
)
SHARED_POSIX = Text(
    "{home} liegt außerhalb der Benutzerordner; Stapel gehören hier dem Konto, das sie anlegt, "
    "andere lesen sie nicht ({count} Stapel sind lesbar)",
    "{home} lies outside the users' folders; batches belong to the account that made them, others "
    "do not read them ({count} batches can be read)",
)
UNREADABLE = Text(
    "{home}: {count} Stapel anderer Konten sind nicht lesbar; bitte die Rechte des Ordners prüfen "
    "(„Ändern“, vererbt)",
    "{home}: {count} batches of other accounts cannot be read; check the rights of the folder "
    "(“Modify”, inherited)",
)
UNLISTED = Text(
    "{home}: Nicht alle Stapel lassen sich auflisten: {unread}; bitte die Rechte des Ordners "
    "prüfen („Ändern“, vererbt)",
    "{home}: not all batches can be listed: {unread}; check the rights of the folder "
    "(“Modify”, inherited)",
)
REDIRECTED = Text(
    "{home}: andere Konten dürfen hineinschreiben ({who}) und damit Ziele ändern, an die dieses "
    "Konto sendet; bitte die Richtlinie „Erlaubte Ziele“ setzen, Ziele gibt dann die IT vor",
    "{home}: other accounts may write to it ({who}) and change targets that this account sends to; "
    "set the policy “Targets that may be used” and let IT declare the targets",
)
ADMINISTRATORS_ONLY = Text(
    "nur Administratoren können ihn ändern", "only administrators can change it"
)


def examine_policies() -> list[Examined]:
    """Read every policy of this machine; one that does not hold is named with its value."""
    found = find_policies(policy_variables(os.environ))
    return [*_machine_folder(), *(_tried(f"policy {one.place}", one.read) for one in found)]


def _machine_folder() -> Iterator[Examined]:
    """Say whether only administrators can change what is rolled out to the machine."""
    folder, guard = machine_folder(), this_machine().guard
    if not os.path.lexists(folder):
        return

    def look() -> Text:
        require_safe(guard, folder)
        require_safe_declarations(guard, folder)
        return guard.unknown() if guard.unknown().de else ADMINISTRATORS_ONLY

    yield _tried(f"machine folder {folder}", look)


def _tried(part: str, attempt: Callable[[], object]) -> Examined:
    """Nothing that is wrong with a policy may end ``doctor``, which is to say what it is."""
    try:
        said = attempt()
    except ScanstationError as error:
        return broken(part, error, error.happened_text())
    except (OSError, ValueError, TypeError) as error:
        reason = f"{type(error).__name__}: {error}"
        return Examined(part, ok=False, detail=reason, code=PolicyInvalid.exit_code)
    return Examined(part, ok=True, detail=said if isinstance(said, Text) else HOLDS)


def origins(station: Station) -> Iterator[Examined]:
    """Say of every setting its value and where it comes from."""
    for key, value in station.values().items():
        said = ", ".join(map(str, value)) if isinstance(value, tuple) else value
        origin = station.origins[key]
        details = {
            "value": said,
            "origin": LAYERS[origin.layer],
            "place": place_of(origin),
        }
        yield Examined(f"setting {key}", ok=True, detail=_filled(VALUE, **details))


def place_of(origin: Origin) -> Text:
    """Return where a value stands, beginning with a comma; empty if it stands nowhere."""
    if not origin.file:
        return Text("", "")
    if not origin.line:
        return Text(f", {origin.file}", f", {origin.file}")
    return _filled(LINE, file=origin.file, line=origin.line)


def declarations(workspace: Workspace) -> Iterator[Examined]:
    """Say what was taken over from the share, and whether every permitted target is there."""
    settings = workspace.settings
    folder = settings.declarations.folder
    taken = known(settings)
    day = taken.taken[:16].replace("T", " ")
    if not folder:
        yield Examined("declarations", ok=True, detail=NO_SHARE)
    elif taken.failed:
        said = _filled(KEPT, folder=folder, reason=taken.problem, taken=day)
        yield to_look_after("declarations", said)
    else:
        said = _filled(TAKEN, folder=folder, files=taken.files, taken=day)
        yield Examined("declarations", ok=True, detail=said)
    if settings.allowed.targets and workspace.tenant != TRAINING_TENANT:
        yield _permitted(workspace, settings.allowed.targets)


def _permitted(workspace: Workspace, allowed: tuple[str, ...]) -> Examined:
    missing = undeclared(allowed, workspace.configuration.targets)
    said = _filled(MISSING if missing else ALL_THERE, names=", ".join(missing or allowed))
    code = ConfigurationUnknown.exit_code if missing else 0
    return Examined("allowed.targets", ok=not missing, detail=said, code=code)


def sharing(workspace: Workspace) -> Examined:
    """Say whose the home is, what rights it needs, and whether all its batches can be read."""
    home = workspace.home
    found = list_home(home)
    wrong = tuple(_wrong_with(home, found))
    if wrong:
        said = Text("; ".join(one.de for one in wrong), "; ".join(one.en for one in wrong))
        return to_look_after("home rights", said)
    if home.absolute().is_relative_to(Path.home()):
        return Examined("home rights", ok=True, detail=_filled(OWN, home=home))
    text = SHARED if sys.platform == "win32" else SHARED_POSIX
    return Examined(
        "home rights", ok=True, detail=_filled(text, home=home, count=len(found.folders))
    )


def _wrong_with(home: Path, found: Listing) -> Iterator[Text]:
    """Each by itself: whoever may write into the home can close a folder of it, too."""
    if found.unread:
        yield _filled(UNLISTED, home=home, unread=found.unread_text())
    closed = [one for one in found.folders if not _can_read(one)]
    if closed:
        yield _filled(UNREADABLE, home=home, count=len(closed))
    who = this_machine().guard.sharer(home)
    if who and not _targets_are_fixed():
        yield _filled(REDIRECTED, home=home, who=who)


def _targets_are_fixed() -> bool:
    """The home's own ``settings.toml`` fixes nothing for those who can write it."""
    return any(one.table.get("allowed", {}).get("targets") for one in machine_policies())


def _can_read(folder: Path) -> bool:
    try:
        with (folder / JOURNAL).open("rb") as file:
            return bool(file.read(1))
    except OSError:
        return False


def _filled(text: Text, **details: object) -> Text:
    return Text(text.say("de", **details), text.say("en", **details))
