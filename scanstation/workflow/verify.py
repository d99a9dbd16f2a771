"""Offline proof: a batch or a package is what it was, or the object that changed is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scanstation import events
from scanstation.errors import BatchUnknown, IntegrityError, Text, UsageError
from scanstation.export.manifest import MANIFEST, decode_manifest
from scanstation.export.package_check import verify_package
from scanstation.store.verify import verify_batch as verify_store
from scanstation.workflow.workspace import Workspace

BATCH_FILES = ("journal.sqlite", "closing.json", "blobs", "head")
MISSING = Text("das Paket fehlt", "the package is missing")


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at and every object that is not what it was."""

    subject: str
    kind: str
    findings: tuple[tuple[str, Text], ...]


def verify_path(path: Path, known_heads: Sequence[str] = ()) -> Verified:
    """Verify a batch folder or a package folder; a package's manifest stands for its folder.

    Raises:
        UsageError: it is neither.
    """
    if path.name == MANIFEST and path.is_file():
        path = path.absolute().parent
    if not path.is_dir():
        raise UsageError(
            reason=Text(
                f"{path} ist weder der Ordner eines Stapels noch der eines Pakets.",
                f"{path} is neither the folder of a batch nor that of a package.",
            )
        )
    if any((path / name).exists() for name in BATCH_FILES):
        found = verify_store(path, known_heads=known_heads)
        return Verified(str(path), "batch", tuple((one.object, one.reason) for one in found))
    return verify_one_package(path)


def verify_one_package(path: Path, manifest: str = "") -> Verified:
    """Verify a package folder; ``manifest`` is the hash that the journal knows."""
    found = verify_package(path, manifest)
    return Verified(str(path), "package", tuple((one.object, one.reason) for one in found))


def verify_batch(workspace: Workspace, name: str) -> list[Verified]:
    """Verify a batch of the tenant, and the packages that its journal names.

    The heads that the packages were made from must all be in the journal: a tail that was
    cut off shows there.

    Raises:
        BatchUnknown: there is none of this name.
    """
    folder = workspace.locate(name)
    packages = _packages_on_disk(workspace, folder.name)
    known, purged = _exported(workspace, folder.name)
    heads = [head for path in packages if (head := _head_of(path))]
    done = [verify_path(folder, [*heads, *(one.head for one in known)])]
    by_name = {one.path: one for one in known}
    for path in packages:
        recorded = by_name.pop(path.name, None)
        done.append(verify_one_package(path, recorded.manifest if recorded else ""))
    if purged:
        return done
    done.extend(
        Verified(str(workspace.packages / gone), "package", ((gone, MISSING),)) for gone in by_name
    )
    return done


def _exported(workspace: Workspace, name: str) -> tuple[list[events.Exported], bool]:
    """Return the packages that the journal still counts, and whether a purge took them away.

    A broken journal names none; it is verified elsewhere.
    """
    try:
        with workspace.read(name) as session:
            valid = {one.package for one in session.batch().documents if one.package_path}
            found = [one for one in session.every(events.Exported) if one.package in valid]
            return found, session.last(events.Purged) is not None
    except (IntegrityError, BatchUnknown):
        return [], False


def _packages_on_disk(workspace: Workspace, batch: str) -> list[Path]:
    if not workspace.packages.is_dir():
        return []
    folders = sorted(workspace.packages.iterdir())
    return [path for path in folders if path.is_dir() and _batch_of(path) == batch]


def _batch_of(path: Path) -> str:
    try:
        return decode_manifest((path / MANIFEST).read_bytes()).batch
    except (OSError, ValueError):
        return ""


def _head_of(path: Path) -> str:
    """Return the head that the package's transfer note names, empty if it cannot be read."""
    from scanstation.export.note_model import NoteInput
    from scanstation.export.transfer_note import parse_note

    try:
        manifest = decode_manifest((path / MANIFEST).read_bytes())
        note = manifest.file("note")
        parsed: NoteInput | None = parse_note((path / note.name).read_bytes()) if note else None
    except (OSError, ValueError):
        return ""
    return parsed.journal_head if parsed else ""
