"""Lists of case files behind the look-ups of a tenant: CSV files, and targets with a cache."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from scanstation.indexing.lookup import Answer, CachedCaseFiles, CaseFile, CaseFiles, CsvCaseFiles
from scanstation.model import Lookup, Profile
from scanstation.upload.credentials import CredentialStore, open_credentials
from scanstation.upload.uploader import CaseFileSource, Uploader
from scanstation.workflow.upload import open_target
from scanstation.workflow.workspace import Workspace


class TargetCaseFiles:
    """The case files of a target; nothing is contacted before the first question."""

    def __init__(self, open_uploader: Callable[[], Uploader]) -> None:
        self._open = open_uploader
        self._source: Uploader | None = None

    def exact(self, number: str) -> Answer:
        """Return what the target says; two case files of one number are no hit."""
        found = self._ask(number, 2, exact=True)
        if not found:
            return Answer("miss")
        return Answer("hit", found[0]) if len(found) == 1 else Answer("unknown")

    def search(self, text: str, limit: int = 20) -> tuple[CaseFile, ...]:
        """Return the target's case files whose number contains the text."""
        return self._ask(text, limit, exact=False)

    def _ask(self, text: str, limit: int, *, exact: bool) -> tuple[CaseFile, ...]:
        if self._source is None:
            self._source = self._open()
        if not isinstance(self._source, CaseFileSource):
            return ()
        found = self._source.case_files(text, limit, exact)
        return tuple(CaseFile(one.number, {"title": one.title}) for one in found)


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
    target = workspace.configuration.target(lookup.source or profile.target)
    if address:
        target = replace(target, address=address)
    source = TargetCaseFiles(lambda: open_target(workspace, target, store))
    return CachedCaseFiles(source, workspace.folder / "lookups" / f"{lookup.name}.sqlite")
