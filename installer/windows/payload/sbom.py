"""The list of all parts of the payload, ``sbom.cdx.json``."""

from __future__ import annotations

import hashlib
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

from installer.linux.papers import parts_of
from installer.problem import BuildRefused
from installer.sbom import application, document, package
from installer.windows.payload import interpreter, language_data
from installer.windows.payload.application import product
from installer.windows.payload.downloads import SOURCE, WHEELS_OF, Input, cache, fetch, sha256
from installer.windows.payload.finish import files, source_time
from installer.windows.payload.locks import normalized
from installer.windows.payload.native import Found, libraries
from installer.windows.payload.terms import expression

NAME = "sbom.cdx.json"
OWN = {"license": {"name": "proprietary"}}


def write_sbom(payload: Path, lock: str) -> None:
    """Write the list into the payload; the same payload gets the same list.

    Args:
        payload: complete but for the list and the hashes.
        lock: the packages' lock file.

    Raises:
        BuildRefused: a part is unknown, see ``terms`` and ``native``, or missing.
    """
    one = product()
    whole = {**application(one.name, one.version), "licenses": [OWN]}
    parts = [
        *_programs(payload, one.version),
        _python(),
        *_packages(payload / "site", fetch(lock, cache() / "wheels", WHEELS_OF)),
        *_language_data(),
        *(_library(found) for found in libraries(payload)),
    ]
    told = document(whole, parts, source_time(), _seed(payload))
    (payload / NAME).write_bytes(told.encode())


def _seed(payload: Path) -> str:
    """A payload's own serial number: of everything in it."""
    hashed = (f"{sha256(path)}  {path.relative_to(payload).as_posix()}" for path in files(payload))
    return hashlib.sha256("\n".join(hashed).encode()).hexdigest()


def _programs(payload: Path, version: str) -> list[dict[str, Any]]:
    own = [*payload.glob("*.exe"), *(payload / "twain").glob("*.exe")]
    return [
        {
            "type": "application",
            "bom-ref": f"own:{path.name}",
            "name": path.name,
            "version": version,
            "hashes": [_hash(sha256(path))],
            "licenses": [OWN],
        }
        for path in sorted(own)
    ]


def _python() -> dict[str, Any]:
    (one,) = fetch(interpreter.LOCK, cache() / "python", SOURCE)
    name, version = "Python", one.locked.version
    return {
        "type": "platform",
        "bom-ref": f"pkg:generic/python@{version}",
        "name": name,
        "version": version,
        "hashes": [_hash(sha256(one.path))],
        "licenses": [{"expression": "Python-2.0"}],
        "purl": f"pkg:generic/python@{version}",
    }


def _packages(site: Path, locked: tuple[Input, ...]) -> list[dict[str, Any]]:
    by_name = {one.locked.name: one for one in locked}
    installed = {normalized(str(part.metadata["Name"])): part for part in parts_of(site)}
    different = sorted(by_name.keys() ^ installed.keys())
    if different:
        raise BuildRefused(f"only installed or only locked: {', '.join(different)}")
    return [_package(installed[name], by_name[name]) for name in sorted(by_name)]


def _package(part: Distribution, source: Input) -> dict[str, Any]:
    said = {"expression": expression(part)}
    return {
        **package(source.locked.name, source.locked.version, said),
        "hashes": [_hash(sha256(source.path))],
    }


def _language_data() -> list[dict[str, Any]]:
    return [
        {
            **package(one.locked.name, one.locked.version, {"expression": "Apache-2.0"}),
            "type": "data",
            "hashes": [_hash(sha256(one.path))],
        }
        for one in fetch(language_data.LOCK, cache() / "tessdata")
    ]


def _library(found: Found) -> dict[str, Any]:
    version = {"version": found.version} if found.version else {}
    return {
        "type": "library",
        "bom-ref": f"native:{found.name}@{found.version}",
        "name": found.name,
        **version,
        "licenses": [{"expression": found.licence}],
        "evidence": {"occurrences": [{"location": path} for path in found.files]},
    }


def _hash(digits: str) -> dict[str, str]:
    return {"alg": "SHA-256", "content": digits}
