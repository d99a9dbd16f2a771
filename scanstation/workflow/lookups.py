"""Lists of case files behind the look-ups of a tenant: CSV files, and targets with a cache."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from scanstation.indexing.lookup import Answer, CachedCaseFiles, CaseFile, CaseFiles, CsvCaseFiles
from scanstation.model import Lookup, Profile, Target
from scanstation.upload.credentials import CredentialStore, open_credentials
from scanstation.upload.uploader import CaseFile as TargetCaseFile
from scanstation.upload.uploader import CaseFileSource, Uploader
from scanstation.workflow.upload import open_target
from scanstation.workflow.workspace import Workspace

HURRY = {"connect_timeout": "3", "read_timeout": "5"}
"""Seconds; documents are sent with the target's own patience."""


class TargetCaseFiles:
    """The case files of a target; nothing is contacted before the first question."""

    def __init__(self, open_uploader: Callable[[], Uploader]) -> None:
        self._open = open_uploader
        self._source: Uploader | None = None

    def exact(self, number: str) -> Answer:
        """Return what the target says; two case files of one number are no hit."""
        source = self._asked()
        found = _read(source.case_files(number, 2, exact=True)) if source else ()
        if len(found) == 1:
            return Answer("hit", found[0])
        return Answer("unknown" if found or source is None else "miss")

    def search(self, text: str, limit: int = 20) -> tuple[CaseFile, ...]:
        """Return the target's case files whose number contains the text."""
        source = self._asked()
        return _read(source.case_files(text, limit)) if source else ()

    def _asked(self) -> CaseFileSource | None:
        """Return the target if it knows case files at all."""
        if self._source is None:
            self._source = self._open()
        return self._source if isinstance(self._source, CaseFileSource) else None


def _read(found: Iterable[TargetCaseFile]) -> tuple[CaseFile, ...]:
    return tuple(CaseFile(one.number, {"title": one.title, **one.values}) for one in found)


def open_lookups(
    workspace: Workspace,
    profile: Profile,
    credentials: CredentialStore | None = None,
    address: str = "",
) -> Mapping[str, CaseFiles]:
    """Return the tenant's look-ups by name.

    Args:
        profile: its target answers look-ups that name no source.
        credentials: instead of the system's keyring.
        address: instead of the target's own.

    Raises:
        ConfigurationInvalid: a CSV breaks its rules.
    """
    store = credentials or open_credentials(workspace.home).store
    return {
        name: _open(workspace, lookup, profile, store, address)
        for name, lookup in workspace.configuration.lookups.items()
    }


def _open(
    workspace: Workspace, lookup: Lookup, profile: Profile, store: CredentialStore, address: str
) -> CaseFiles:
    if lookup.kind == "csv":
        return CsvCaseFiles(Path(lookup.source), lookup.key)
    name = lookup.source or profile.target
    if name not in workspace.configuration.targets:
        workspace.configuration.target(name)  # says which there are

    def opened() -> Uploader:
        # Asked with the question: a target that cannot be proven now leaves the cache.
        target = workspace.configuration.target(name)
        if address:
            target = replace(target, address=address)
        return open_target(workspace, _in_a_hurry(target), store)

    source = TargetCaseFiles(opened)
    return CachedCaseFiles(source, workspace.folder / "lookups" / f"{lookup.name}.sqlite")


def _in_a_hurry(target: Target) -> Target:
    """An operator waits for a look-up: what does not answer soon is asked of the cache."""
    if target.kind != "cmis":
        return target
    return replace(target, options={**target.options, **HURRY})
