"""The way to the targets and their lists of case files: address, logins, look-ups."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from scanstation.model import Profile
from scanstation.workflow.workspace import Workspace

if TYPE_CHECKING:
    from scanstation.upload.credentials import CredentialStore
    from scanstation.workflow.index import Lookups


class Access:
    """What is opened once and asked often; any thread may ask.

    Args:
        credentials: instead of the system's keyring.
        address: of the target, instead of its own; empty for its own. May wait for the training.
    """

    def __init__(
        self, credentials: CredentialStore | None = None, address: Callable[[], str] = str
    ) -> None:
        self._credentials = credentials
        self._address = address
        self._lookups: dict[str, Lookups] = {}
        self._lock = threading.Lock()

    @property
    def address(self) -> str:
        """Of the target, instead of its own; empty for its own. May wait for the training."""
        return self._address()

    def credentials(self, workspace: Workspace) -> CredentialStore:
        """Return where the logins of the targets are."""
        from scanstation.upload.credentials import open_credentials

        if self._credentials is None:
            self._credentials = open_credentials(workspace.home).store
        return self._credentials

    def lookups(self, workspace: Workspace, profile: Profile) -> Lookups:
        """Return the look-ups behind a profile, opened once.

        Raises:
            ConfigurationInvalid: a list breaks its rules.
        """
        from scanstation.workflow.lookups import open_lookups

        with self._lock:
            if profile.target not in self._lookups:
                store = self.credentials(workspace)
                self._lookups[profile.target] = open_lookups(
                    workspace, profile, store, self.address
                )
            return self._lookups[profile.target]

    def ask_again(self) -> None:
        """A target may be back: whatever it answered before, the next question goes to it."""
        from scanstation.indexing.lookup import CachedCaseFiles

        with self._lock:
            every = [one for lookups in self._lookups.values() for one in lookups.values()]
        for one in every:
            if isinstance(one, CachedCaseFiles):
                one.ask_again()

    def forget(self) -> None:
        """Open look-ups anew: what is declared has changed, or a login."""
        with self._lock:
            self._lookups = {}
