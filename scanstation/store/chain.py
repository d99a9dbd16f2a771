"""The hash chain of a journal as pure functions.

payload hash = SHA-256(salt + canonical JSON); row hash = SHA-256(all columns with payload
hash and the previous row's hash, each as ``<number of characters>:<text>``). Row 1's
previous hash is made of the batch's UUID, so that a journal cannot be passed off as
another batch's.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

SALT_BYTES = 16
"""128 random bits: a short payload (a name, a date) cannot be guessed from its hash."""


def canonical(value: Any) -> str:
    """Return the one JSON text of ``value``: sorted keys, no blanks, ASCII.

    ASCII because a file name may hold bytes that are no UTF-8 (lone surrogates).
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def origin(batch_id: str) -> str:
    """Return the hash that stands before row 1 of the batch's journal."""
    return hashlib.sha256(f"scanstation journal 1 {batch_id}".encode()).hexdigest()


def payload_hash(salt: bytes, body: str) -> str:
    """Return the SHA-256 of salt and canonical JSON."""
    return hashlib.sha256(salt + body.encode()).hexdigest()


def row_hash(columns: tuple[object, ...]) -> str:
    """Return the hash of a row.

    Args:
        columns: number, time, operator, station, type, version, payload hash, previous hash.
    """
    text = "".join([f"{len(column)}:{column}" for column in map(str, columns)])
    return hashlib.sha256(text.encode()).hexdigest()
