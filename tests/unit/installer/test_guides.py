"""The guides for IT departments say what the packages and the program really do."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from installer.windows.packages import product
from installer.windows.packages.identity import UPGRADE_CODE
from installer.windows.packages.options import DIRECTORY, FORGET, OPTIONS
from scanstation.errors import JournalNewer, NotALocalDisk, PolicyInvalid, PolicyUnsafe
from scanstation.model import Target
from scanstation.settings.resources import resource
from scanstation.settings.values import Limits
from scanstation.upload.cmis_options import CmisOptions
from scanstation.upload.folder import FolderOptions
from scanstation.workflow.examined import GRAVEST_FIRST, LOOK_AFTER

DOCS = Path(__file__).parents[3] / "docs"
GUIDES = {
    name: (DOCS / name).read_text(encoding="utf-8") for name in ("deployment.md", "verteilung.md")
}
STEPS = 20
"""What differs on a real Windows and could not be tried: at most so many steps."""


@pytest.fixture(params=sorted(GUIDES))
def guide(request: pytest.FixtureRequest) -> str:
    return GUIDES[request.param]


def test_every_property_is_explained(guide: str) -> None:
    rows = set(re.findall(r"^\| `([A-Z]+)", guide, re.MULTILINE))
    assert rows == {DIRECTORY, *(one.name for one in OPTIONS)}
    assert f"`{FORGET}`" in guide


def test_what_software_distributions_detect_is_what_is_written(guide: str) -> None:
    assert UPGRADE_CODE in guide
    assert f"HKLM\\Software\\{product.NAME}" in guide


def test_exit_codes_are_those_of_the_errors(guide: str) -> None:
    said = {int(one) for one in re.findall(r"\((?:exit code|Rückgabewert) (\d+)\)", guide)}
    assert {NotALocalDisk.exit_code, PolicyInvalid.exit_code, JournalNewer.exit_code} <= said


def test_every_key_of_a_target_is_explained(guide: str) -> None:
    (section,) = (one for one in guide.split("\n## ") if one.startswith(("Ziele\n", "Targets\n")))
    keys = {
        one for row in re.findall(r"^\| (`[^|]+) \|", section, re.MULTILINE) for one in ticked(row)
    }
    options = {one.name for kind in (CmisOptions, FolderOptions) for one in fields(kind)}
    own = {one.name for one in fields(Target)} - {"name", "options"}
    assert keys == options | own


def ticked(text: str) -> list[str]:
    return re.findall(r"`(\w+)`", text)


def test_the_example_targets_are_named_where_they_lie(guide: str) -> None:
    assert "app\\resources\\examples\\targets\\" in guide
    assert set(re.findall(r"`([a-z-]+\.toml)`", guide)) >= {
        one.name for one in resource("examples/targets").glob("*.toml")
    }


def test_the_codes_of_doctor_are_those_of_the_errors(guide: str) -> None:
    (said,) = re.findall(r"\*\*`scanstation doctor`\*\*(.*?)cli\.md#exit-codes", guide, re.DOTALL)
    told = {int(one) for one in re.findall(r"\b\d+\b", said)}
    assert told <= {0, LOOK_AFTER, *GRAVEST_FIRST}
    assert {PolicyUnsafe.exit_code, PolicyInvalid.exit_code, LOOK_AFTER} <= told


def test_the_reserve_is_the_setting(guide: str) -> None:
    assert f"{Limits().disk_reserve_mb // 1024} GB" in guide


def test_the_checklist_can_be_gone_through_in_a_day(guide: str) -> None:
    section = guide.rpartition("\n## ")[2]
    steps = [int(one) for one in re.findall(r"^(\d+)\. ", section, re.MULTILINE)]
    assert steps == list(range(1, len(steps) + 1))
    assert len(steps) <= STEPS


def test_both_languages_have_the_same_sections_and_commands() -> None:
    english, german = GUIDES["deployment.md"], GUIDES["verteilung.md"]
    assert english.count("\n## ") == german.count("\n## ")
    assert english.count("\n| ") == german.count("\n| ")

    def properties(text: str) -> list[str]:
        return re.findall(r"[A-Z]{5,}=[^ `\n]+", text)

    assert properties(english) == properties(german)
