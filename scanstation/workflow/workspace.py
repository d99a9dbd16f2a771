"""Where everything of a tenant lies, and which batches there are."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from scanstation.errors import BatchUnknown, Text, UsageError
from scanstation.model import Profile
from scanstation.settings import Configuration, Settings
from scanstation.store.batch import batch_folders
from scanstation.workflow.session import Actor, BatchSession, Opening
from scanstation.workflow.summaries import Summaries

MIN_PREFIX = 4
"""Characters of a batch id that people have to type."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A tenant's folder, its configuration, and who works in it."""

    settings: Settings
    tenant: str
    configuration: Configuration
    actor: Actor
    summaries: Summaries = field(default_factory=Summaries, repr=False, compare=False)
    """Makes the lines of the batch list; shared by everybody who acts here."""

    @property
    def home(self) -> Path:
        """The folder of everything that the station keeps."""
        return Path(self.settings.home)

    @property
    def folder(self) -> Path:
        """The tenant's folder."""
        return self.home / self.tenant

    @property
    def packages(self) -> Path:
        """The folder of the tenant's packages."""
        return self.folder / "packages"

    def create(
        self,
        profile: Profile,
        received: str = "",
        box: str = "",
        expected_sheets: int | None = None,
    ) -> BatchSession:
        """Open a new batch.

        Raises:
            StoreError: the folder cannot be used; see the leaves.
        """
        opening = Opening(profile, self.tenant, received, box, expected_sheets)
        return BatchSession.create(self.folder, opening, self.actor)

    def open(self, name: str) -> BatchSession:
        """Open a batch for writing and bring it into order after a crash.

        Raises:
            BatchUnknown, BatchLocked, BatchClosed, JournalBroken: see each.
        """
        from scanstation.workflow.recover import recover

        session = BatchSession.open(self.locate(name), self.actor)
        try:
            session.interrupted = recover(session)
        except BaseException:
            session.close()
            raise
        return session

    def read(self, name: str) -> BatchSession:
        """Open a batch for reading, also while somebody else writes it."""
        return BatchSession.open(self.locate(name), self.actor, write=False)

    def folders(self) -> list[Path]:
        """Return the folders of all batches of the tenant."""
        return batch_folders(self.folder)

    def locate(self, name: str) -> Path:
        """Return the folder of a batch by its id or the unambiguous beginning of it.

        Raises:
            BatchUnknown: there is none.
            UsageError: several begin like that.
        """
        found = [folder for folder in self.folders() if folder.name == name]
        if not found and len(name) >= MIN_PREFIX:
            found = [folder for folder in self.folders() if folder.name.startswith(name)]
        if len(found) > 1:
            every = ", ".join(folder.name for folder in found)
            raise UsageError(
                reason=Text(
                    f"Mehrere Stapel beginnen mit {name}: {every}.",
                    f"Several batches begin with {name}: {every}.",
                )
            )
        if not found:
            raise BatchUnknown(batch=name)
        return found[0]
