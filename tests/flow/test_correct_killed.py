"""A correction killed anywhere: one of both versions is sent, and only once."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from scanstation.model import UploadState
from scanstation.upload.credentials import MemoryCredentials
from scanstation.workflow import index
from scanstation.workflow.correct import correct
from scanstation.workflow.upload import Outbox, upload
from tests.builders.office import Office
from tests.flow.correcting import OUTBOX, REASON, finish

KILLED = """\
import os, sys
from pathlib import Path
from tests.builders.office import Office
from scanstation.store.sqlite_journal import SqliteJournal
from scanstation.workflow.correct import correct

append, left = SqliteJournal.append, [int(sys.argv[2])]

def killed(journal, *given, **more):
    if not left[0]:
        os._exit(9)
    left[0] -= 1
    return append(journal, *given, **more)

office = Office(Path(sys.argv[1]))
old = office.batch
SqliteJournal.append = killed
correct(office.workspace(), old, [1], "Grund").close()
"""


@pytest.mark.parametrize("appends", range(6))
def test_killed_anywhere_one_of_both_is_sent_and_only_once(failed: Office, appends: int) -> None:
    workspace, old = failed.workspace(), failed.batch
    child = subprocess.run(
        [sys.executable, "-c", KILLED, str(failed.home), str(appends)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert child.returncode in (0, 9), child.stderr
    assert (child.returncode == 0) == (appends >= 5)
    whole = []
    for folder in workspace.folders():
        if folder.name == old:
            continue
        with workspace.open(folder.name) as session:
            pages = len(session.batch().pages)
            assert pages in (0, 4)
            whole += [folder.name] if pages else []
    if not whole:
        with closing(correct(workspace, old, [1], REASON)) as session:
            whole = [session.batch().id]
    (name,) = whole
    with workspace.open(name) as session:
        index.refresh(workspace, session)
        finish(failed, session)
    again = Outbox(MemoryCredentials(), pace=OUTBOX.pace, retry=OUTBOX.retry, again=True)
    done = {(one.batch, one.document): one.state for one in upload(workspace, again)}
    assert done == {
        (old, 1): UploadState.SUPERSEDED,
        (old, 2): UploadState.VERIFIED,
        (name, 1): UploadState.VERIFIED,
    }
    assert len(list(failed.target.rglob("*.pdf"))) == 2
