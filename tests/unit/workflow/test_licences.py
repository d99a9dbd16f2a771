"""Licence texts are found in an environment of pip and beside the modules of an installation."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from scanstation.workflow.licences import licences


def part(site: Path, name: str, texts: dict[str, bytes], *lines: str) -> None:
    info = site / f"{name.replace('-', '_')}-1.0.dist-info"
    written = {f"{info.name}/{path}": content for path, content in texts.items()}
    head = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.0", *lines, ""]
    written[f"{info.name}/METADATA"] = "\n".join(head).encode()
    for path, content in written.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(content)
    (info / "RECORD").write_text("".join(f"{path},,\n" for path in sorted(written)), "utf-8")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The layout of ``C:\\Program Files\\scanstation``: ``site`` and ``app`` on the path."""
    site, app = tmp_path / "site", tmp_path / "app"
    part(app, "scanstation", {}, "Requires-Dist: grey-part", "Requires-Dist: old-part")
    monkeypatch.setattr(sys, "path", [str(site), str(app)])
    return site


def test_texts_of_both_ways_to_store_them_are_found(installed: Path) -> None:
    part(installed, "grey-part", {"licenses/TERMS/MIT.txt": b"grey words"}, "License: MIT")
    part(installed, "old-part", {"LICENSE": "Müller".encode("latin-1")}, "License: BSD")
    grey, old = licences()
    assert (grey.name, grey.version, grey.licence, grey.text) == (
        "grey-part",
        "1.0",
        "MIT",
        "grey words",
    )
    assert old.text == "M�ller"


def test_without_a_text_the_name_of_the_licence_stands_there(installed: Path) -> None:
    part(installed, "grey-part", {"METADATA.json": b"{}"}, "License: MIT")
    assert [one.text for one in licences()] == ["MIT"]


def component(name: str, reference: str = "", **more: str) -> dict[str, object]:
    said = [{"expression": "Zlib"}]
    return {"bom-ref": reference or f"native:{name}", "name": name, "licenses": said, **more}


def test_what_an_installation_lists_beside_its_packages_is_shown(installed: Path) -> None:
    part(installed, "grey-part", {"LICENSE": b"grey words"}, "License: MIT")
    folder = installed.parent
    parts = [
        component("scanstation.exe", "own:scanstation.exe"),
        component("grey-part", "pkg:pypi/grey-part@1.0", version="1.0"),
        component("Python", version="3.13.0"),
        component("zlib"),
    ]
    (folder / "sbom.cdx.json").write_text(json.dumps({"components": parts}), "utf-8")
    (folder / "licences" / "Python").mkdir(parents=True)
    (folder / "licences" / "Python" / "LICENSE.txt").write_text("PSF words", "utf-8")
    shown = [(one.name, one.version, one.licence, one.text) for one in licences(folder)]
    assert shown == [
        ("grey-part", "1.0", "MIT", "grey words"),
        ("Python", "3.13.0", "Zlib", "PSF words"),
        ("zlib", "", "Zlib", "Zlib"),
    ]
