"""Tables and triggers of a journal."""

from __future__ import annotations

SCHEMA = """
CREATE TABLE rows (
    number       INTEGER PRIMARY KEY,
    time         TEXT NOT NULL,
    operator     TEXT NOT NULL,
    station      TEXT NOT NULL,
    type         TEXT NOT NULL,
    version      INTEGER NOT NULL,
    payload_hash TEXT NOT NULL,
    previous     TEXT NOT NULL,
    hash         TEXT NOT NULL
) STRICT;

CREATE TABLE payloads (
    number INTEGER PRIMARY KEY REFERENCES rows (number),
    salt   BLOB NOT NULL,
    body   TEXT NOT NULL
) STRICT;

CREATE TRIGGER rows_keep BEFORE UPDATE ON rows
BEGIN SELECT RAISE(ABORT, 'rows are never changed'); END;

CREATE TRIGGER rows_stay BEFORE DELETE ON rows
BEGIN SELECT RAISE(ABORT, 'rows are never deleted'); END;

CREATE TRIGGER rows_follow BEFORE INSERT ON rows
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM rows)
BEGIN SELECT RAISE(ABORT, 'rows are appended without gaps'); END;

CREATE TRIGGER payloads_keep BEFORE UPDATE ON payloads
BEGIN SELECT RAISE(ABORT, 'payloads are never changed'); END;

CREATE TRIGGER payloads_follow BEFORE INSERT ON payloads
WHEN NEW.number <> (SELECT max(number) FROM rows)
BEGIN SELECT RAISE(ABORT, 'a payload comes with its row'); END;

CREATE TRIGGER payloads_stay BEFORE DELETE ON payloads
WHEN (SELECT type FROM rows ORDER BY number DESC LIMIT 1) IS NOT 'purged'
  OR (SELECT type FROM rows WHERE number = OLD.number) IS 'purged'
BEGIN SELECT RAISE(ABORT, 'only a purged event erases payloads, never its own'); END;
"""
"""``previous`` and ``hash`` chain the rows; ``payloads`` is the part that can be erased."""

READING = """
PRAGMA trusted_schema = OFF;
PRAGMA cell_size_check = ON;
PRAGMA temp_store = MEMORY;
"""
"""A damaged page is refused rather than guessed at; no payload in a temporary file."""

WRITING = """
PRAGMA synchronous = FULL;
PRAGMA recursive_triggers = ON;
PRAGMA secure_delete = ON;
PRAGMA foreign_keys = ON;
"""
"""FULL: each commit syncs the log. recursive_triggers: REPLACE cannot get round the triggers.

secure_delete: erased payloads are overwritten.
"""

CHUNK = """
SELECT r.number, r.time, r.operator, r.station, r.type, r.version, r.payload_hash,
       r.previous, r.hash, p.salt, p.body
FROM rows AS r LEFT JOIN payloads AS p ON p.number = r.number
WHERE r.number > ? ORDER BY r.number LIMIT 500
"""

KINDS = """
SELECT min(number), time, operator, station, type, version, payload_hash, previous, hash
FROM rows GROUP BY type, version
"""
"""The first row of every type and version; SQLite takes the other columns from that row."""

LAYOUT = 0
"""``user_version`` of the tables above; a program that lays them out otherwise raises it."""

LAST = "SELECT number, hash FROM rows ORDER BY number DESC LIMIT 1"
AT = "SELECT hash FROM rows WHERE number = ?"
ADD_ROW = "INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
ADD_PAYLOAD = "INSERT INTO payloads VALUES (?, ?, ?)"
ERASE = "DELETE FROM payloads WHERE number = ?"
