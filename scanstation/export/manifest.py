"""The manifest of a package: every file with size and SHA-256, and a seal over itself.

Canonical JSON (sorted keys, fixed layout), so that any changed byte shows: either the
bytes are not canonical any more or the seal does not match. Whoever recomputes the seal
is still found out by the manifest's hash in the batch's journal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

MANIFEST = "manifest.json"
FORMAT = "scanstation-package/1"

Role = Literal["pdf", "index", "note", "original"]


@dataclass(frozen=True, slots=True)
class ManifestFile:
    """One file of a package."""

    name: str
    role: Role
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a package consists of; ids are UUIDs, ``created`` is ISO 8601."""

    package: str
    document: str
    batch: str
    created: str
    files: tuple[ManifestFile, ...]

    def file(self, role: Role) -> ManifestFile | None:
        """Return the first file of a role or None."""
        return next((file for file in self.files if file.role == role), None)


def canonical(value: object) -> bytes:
    """Return JSON with sorted keys in the one layout that packages use."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1)
    return text.encode("utf-8", "replace") + b"\n"


def encode_manifest(manifest: Manifest) -> bytes:
    """Return the manifest's bytes with its seal."""
    body: dict[str, Any] = {
        "format": FORMAT,
        "package": manifest.package,
        "document": manifest.document,
        "batch": manifest.batch,
        "created": manifest.created,
        "files": [
            {
                "name": file.name,
                "role": file.role,
                "media_type": file.media_type,
                "size": file.size,
                "sha256": file.sha256,
            }
            for file in manifest.files
        ],
    }
    return canonical({**body, "seal": _seal(body)})


def decode_manifest(data: bytes) -> Manifest:
    """Return a manifest; ValueError if its bytes are not exactly what was sealed."""
    body = json.loads(data)
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        raise ValueError("not a manifest")
    seal = body.pop("seal", None)
    if seal != _seal(body) or canonical({**body, "seal": seal}) != data:
        raise ValueError("the seal does not match")
    try:
        files = tuple(ManifestFile(**file) for file in body.pop("files"))
        del body["format"]
        return Manifest(files=files, **body)
    except (KeyError, TypeError) as error:
        raise ValueError("not a manifest") from error


def _seal(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(body)).hexdigest()
