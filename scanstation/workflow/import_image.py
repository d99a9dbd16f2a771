"""A picture of the clipboard as a page: by the same sandboxed way as a file."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from scanstation.errors import Text
from scanstation.progress import Report, silent
from scanstation.store.durable import store_errors
from scanstation.workflow import scan
from scanstation.workflow.import_files import Imported
from scanstation.workflow.session import BatchSession
from scanstation.workflow.workspace import Workspace

CLIPBOARD = Text("Zwischenablage.png", "Clipboard.png")


def import_image(
    workspace: Workspace,
    session: BatchSession,
    png: bytes,
    name: str = "",
    report: Report = silent,
    *,
    settle: bool = True,
) -> Imported:
    """Import a picture as a page of a batch.

    Args:
        png: its bytes; what they really are is looked at in the sandbox.
        name: that the page is called by, as a file name; empty calls it the clipboard's.
        settle: see ``scan.import_files``.

    Raises:
        StateRefused, StoreError: see ``scan.import_files``.
    """
    with store_errors(session.temp):
        folder = Path(tempfile.mkdtemp(dir=session.temp))
    try:
        file = folder / (Path(name).name or CLIPBOARD.de)
        with store_errors(session.temp):
            file.write_bytes(png)
        return scan.import_files(workspace, session, [file], report, settle=settle)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
