"""The training mode: the tenant *Übung* with the embedded eAkte as its only target.

    new --enter--> starting --> serving --exit--> ended
                       |  asked for its address: waits

The eAkte runs in a process of its own, in the station's home beside the tenant's batches, so that
what was practised yesterday is there today. Its token lives in memory; receipts are marked as
training by the eAkte's own word and free no raw page and no paper.
"""

from __future__ import annotations

import secrets
import threading
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from scanstation.eakte.config import EakteConfig
from scanstation.eakte.folder_lock import FolderLock
from scanstation.eakte.process import EakteProcess
from scanstation.errors import StoreNotWritable
from scanstation.settings import Settings, Station, load_configuration, require_training
from scanstation.upload.credentials import MemoryCredentials, Secret
from scanstation.workflow.session import Actor
from scanstation.workflow.workspace import Workspace

TENANT = "uebung"
WINDOW_LOCK = "window-lock"
"""Held while a training is open: the eAkte itself takes a second until it holds its folder."""
USER = "scanstation"


class Training:
    """The embedded eAkte and the logins for it; a context manager.

    Args:
        home: of the station; everything of the training lies below its tenant's folder.
        settings: of the station, whose policies count.

    Attributes:
        credentials: logins for every target of the training tenant, in memory.
    """

    def __init__(self, home: Path, settings: Settings | None = None) -> None:
        token = secrets.token_urlsafe(32)
        self._folder = home / TENANT / "eakte"
        self._eakte = EakteProcess(EakteConfig(self._folder, token=token))
        self._failure: BaseException | None = None
        self._window: FolderLock | None = None
        self._starter = threading.Thread(target=self._start, name="eakte")
        self.credentials = MemoryCredentials()
        for target in load_configuration(home, TENANT, settings=settings).targets.values():
            self.credentials.put(TENANT, target.name, Secret(USER, token))

    def __enter__(self) -> Self:
        """Begin to start the eAkte; nobody waits for it before its address is asked for.

        Raises:
            EakteInUse: it runs already, in another window.
            StoreNotWritable: its folder cannot be written.
        """
        self._window = self._claimed()
        self._starter.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._starter.join()
        self._eakte.stop()
        if self._window is not None:
            self._window.release()

    @property
    def service_url(self) -> str:
        """The CMIS service, for ``upload.Outbox`` and ``open_lookups``; waits for the start.

        Raises:
            StoreNotWritable, EakteInUse: the eAkte did not start.
        """
        return self._serving().service_url

    @property
    def web_address(self) -> str:
        """The web page; waits for the start, see ``service_url``."""
        return self._serving().address

    @property
    def code(self) -> str:
        """The one-time code that the web page asks for; valid until somebody used it."""
        return self._serving().code

    def document_url(self, remote_id: str) -> str:
        """Return the web page of a document, by its id at the eAkte."""
        return f"{self.web_address}/dokumente/{quote(remote_id, safe='')}"

    def _claimed(self) -> FolderLock:
        """Keep other trainings out, and say at once what the child would find out later.

        An eAkte that is still ending after its window was killed has its own lock.
        """
        folder = self._folder
        try:
            window = FolderLock(folder, WINDOW_LOCK)
            try:
                FolderLock(folder).release()
            except BaseException:
                window.release()
                raise
        except OSError as error:
            raise StoreNotWritable(path=folder, reason=error.strerror or str(error)) from error
        return window

    def _start(self) -> None:
        try:
            self._eakte.start()
        except BaseException as error:  # told to whoever asks for the address
            self._failure = error

    def _serving(self) -> EakteProcess:
        self._starter.join()
        if self._failure is not None:
            raise self._failure
        return self._eakte


def open_training(station: Station) -> Training:
    """Return the training of a station, to be entered.

    Raises:
        TrainingOff: IT switched the training mode off.
    """
    require_training(station.settings)
    return Training(station.home, station.settings)


def training_workspace(settings: Settings, actor: Actor) -> Workspace:
    """Return the training tenant in the station's home.

    Raises:
        ConfigurationInvalid: a file of the tenant breaks its rules.
    """
    configuration = load_configuration(Path(settings.home), TENANT, settings=settings)
    return Workspace(settings, TENANT, configuration, actor)
