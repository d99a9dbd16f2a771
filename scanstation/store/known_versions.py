"""Refuses a journal that a newer program wrote, before anything of the batch is touched.

The rows say it themselves: a type that this program does not know, or a version of a type above
its own. A newer layout of the file says it in SQLite's ``user_version``.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from scanstation.errors import JournalBroken, JournalNewer
from scanstation.events import EVENT_TYPES
from scanstation.store.chain import row_hash
from scanstation.store.chain_check import ROW_CHANGED, row_name
from scanstation.store.journal_schema import KINDS, LAYOUT
from scanstation.store.sqlite_files import sqlite_errors


def require_known(connection: sqlite3.Connection, path: Path) -> None:
    """Check that this program understands every row of a journal.

    Raises:
        JournalNewer: a newer one wrote it; ``detail`` says what is not known.
        JournalBroken: a row that is not known was changed, so it may have been one that is.
    """
    with sqlite_errors(path):
        (layout,) = connection.execute("PRAGMA user_version").fetchone()
        kinds = connection.execute(KINDS).fetchall()
    batch = path.parent.name
    if layout > LAYOUT:
        raise JournalNewer(batch=batch, detail=f"{path.name} {layout}")
    for columns in kinds:
        kind, version = columns[4], columns[5]
        known = EVENT_TYPES.get(kind)
        if known is not None and 1 <= version <= known.version:
            continue
        if row_hash(columns[:8]) != columns[8]:
            raise JournalBroken(object=row_name(columns[0]), reason=ROW_CHANGED)
        raise JournalNewer(batch=batch, detail=f"{kind} {version}")
