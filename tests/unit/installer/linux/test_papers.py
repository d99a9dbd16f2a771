"""What the package says: its policy example, its manual, its own description."""

from __future__ import annotations

import json
import shutil
import subprocess
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from installer.linux.control import Package, this_release
from installer.linux.dependencies import listed_packages, merged, python_packages
from installer.linux.manual import escaped, manual
from installer.linux.papers import add_examples, licence_of, parts_of
from installer.linux.policy_example import explanations, policy_example
from installer.linux.sbom import sbom
from scanstation.cli.commands import COMMANDS
from scanstation.errors import Language
from scanstation.settings import load_settings
from scanstation.settings.layers import Station
from scanstation.settings.source import Source
from scanstation.settings.values import Limits

ROOT = Path(__file__).parents[4]
EPOCH = 1_790_000_000


def station(tmp_path: Path, text: str) -> Station:
    policy = Source("policy.toml", tomllib.loads(text))
    return load_settings({"SCANSTATION_HOME": str(tmp_path), "HOME": str(tmp_path)}, [policy])


def test_the_example_fixes_nothing(tmp_path: Path) -> None:
    origins = station(tmp_path, policy_example()).origins
    assert not [key for key, origin in origins.items() if origin.locked]


def test_every_line_of_the_example_is_a_policy_once_its_mark_is_gone(tmp_path: Path) -> None:
    home = str(tmp_path)
    text = policy_example().replace("# home = ", f'home = "{home}" # ')
    head, mark, tables = text.partition("\nhome = ")
    settings = "\n".join(line.removeprefix("# ") for line in (mark + tables).splitlines())
    policy = Source("policy.toml", tomllib.loads(settings))
    read = load_settings({"HOME": home}, [policy])
    assert all(origin.locked for origin in read.origins.values())
    assert head.startswith("# Machine policy")


def test_explanations_are_those_of_the_settings() -> None:
    said = explanations(Limits)
    assert said["chunk_mb"] == "size of an upload's pieces."
    assert set(said) == {one.name for one in fields(Limits)}


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_manual_names_every_command_and_is_sound(language: Language, tmp_path: Path) -> None:
    page = tmp_path / "scanstation.1"
    page.write_text(manual(language, "1.2.3", EPOCH), encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    for name in (*COMMANDS, "window", "eakte serve", "profile show"):
        assert f".SS {escaped(name)}\n" in text, name
    command = ["man", "--warnings", "--local-file", "-Tutf8", "--ditroff", str(page)]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert said.stderr == ""


def test_the_manual_speaks_both_languages() -> None:
    assert "Die Installation prüfen" in manual("de", "1.2.3", EPOCH)
    assert "Check the installation" in manual("en", "1.2.3", EPOCH)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a-b", "a\\-b"), (".x", "\\&.x"), ("'x", "\\&'x"), ("a\\b", "a\\eb"), ("a\n b", "a b")],
)
def test_nothing_is_taken_for_a_request(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_the_control_file_has_one_paragraph() -> None:
    text = Package("1.2.3+deb12", ("libc6 (>= 2.34)", "python3"), 7).control()
    assert "Depends: libc6 (>= 2.34), python3\n" in text
    assert "\n\n" not in text
    assert max(len(line) for line in text.splitlines() if line.startswith(" ")) <= 80


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ('ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n', "deb12"),
        ('NAME="Ubuntu"\nID=ubuntu\nVERSION_ID="24.04"\n', "ubuntu24.04"),
    ],
)
def test_the_version_says_for_which_system(text: str, suffix: str) -> None:
    assert this_release(text).suffix == suffix


def test_what_a_checkout_needs_at_run_time_is_needed_by_the_package() -> None:
    listed = listed_packages(ROOT)
    assert {"libsane1", "libzbar0", "tesseract-ocr-deu", "libxcb-cursor0"} <= set(listed)
    assert "libglib2.0-0t64 | libglib2.0-0" in listed
    assert not {"gcc", "python3-dev", "xvfb"} & set(listed)


def test_the_stronger_word_about_a_package_counts() -> None:
    listed = ("libsane1", "libglib2.0-0t64 | libglib2.0-0", "fonts-dejavu-core")
    linked = ("libsane1 (>= 1.0.27)", "libglib2.0-0 (>= 2.26.0)")
    low, high = python_packages()
    assert merged((low, high), listed, linked) == tuple(
        sorted(["fonts-dejavu-core", *linked, low, high])
    )


def part(site: Path, name: str, version: str, said: str) -> None:
    folder = site / f"{name}-{version}.dist-info"
    folder.mkdir(parents=True)
    text = f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n{said}\n"
    (folder / "METADATA").write_text(text, encoding="utf-8")


def test_every_part_is_listed_with_its_licence(tmp_path: Path) -> None:
    part(tmp_path, "zeroconf", "0.154.0", "License: LGPL-2.1-or-later")
    part(tmp_path, "Jinja2", "3.1.6", "Classifier: License :: OSI Approved :: BSD License")
    part(tmp_path, "anyio", "4.16.0", "License-Expression: MIT")
    part(tmp_path, "scanstation", "0.1.0", "License: Proprietary")
    assert [one.metadata["Name"] for one in parts_of(tmp_path)] == ["anyio", "Jinja2", "zeroconf"]
    assert [licence_of(one) for one in parts_of(tmp_path)][1] == "BSD License"
    listed = json.loads(sbom(tmp_path, "0.1.0", EPOCH))
    assert [one["purl"] for one in listed["components"]] == [
        "pkg:pypi/anyio@4.16.0",
        "pkg:pypi/jinja2@3.1.6",
        "pkg:pypi/zeroconf@0.154.0",
    ]
    assert listed["components"][0]["licenses"] == [{"expression": "MIT"}]
    assert listed["components"][1]["licenses"] == [{"license": {"name": "BSD License"}}]
    assert sbom(tmp_path, "0.1.0", EPOCH) == sbom(tmp_path, "0.1.0", EPOCH)


def test_a_licence_text_in_the_place_of_its_name_is_no_name(tmp_path: Path) -> None:
    part(tmp_path, "long", "1", f"License: {'words ' * 50}")
    assert [licence_of(one) for one in parts_of(tmp_path)] == ["see its licence text"]


def test_example_targets_stand_among_the_documents(tmp_path: Path) -> None:
    tree, documents = tmp_path / "site-packages", tmp_path / "doc"
    shutil.copytree(ROOT / "resources", tree / "scanstation" / "resources")
    add_examples(tree, documents / "examples")
    there = documents / "examples" / "targets"
    shipped = ROOT / "resources" / "examples" / "targets"
    assert {one.name for one in there.iterdir()} == {one.name for one in shipped.iterdir()}
    said = (ROOT / "installer/linux/files/README.Debian").read_text("utf-8")
    assert "/usr/share/doc/scanstation/examples/targets/" in said
