"""The locks hold what the project depends on, on every system the same as far as it goes."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parent.parent.parent
LOCKS = ROOT / "requirements"
HELD_BACK = frozenset({"numpy", "pyside6-essentials", "shiboken6"})
"""Wine 10 does not run their later versions; see docs/decisions.md, Windows."""


def locked(name: str) -> dict[str, Version]:
    text = (LOCKS / name).read_text("utf-8")
    pairs = re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;]+)", text, re.MULTILINE)
    return {canonicalize_name(package): Version(version) for package, version in pairs}


def dependencies(platform: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found = [Requirement(text) for text in project["dependencies"]]
    environment = {"sys_platform": platform}
    return [item for item in found if item.marker is None or item.marker.evaluate(environment)]


@pytest.mark.parametrize(
    ("lock", "platform"),
    [
        ("linux-app.lock", "linux"),
        ("linux-test.lock", "linux"),
        ("windows-app.lock", "win32"),
        ("windows-test.lock", "win32"),
    ],
)
def test_a_lock_holds_every_dependency_in_a_version_that_is_wanted(
    lock: str, platform: str
) -> None:
    versions = locked(lock)
    for requirement in dependencies(platform):
        name = canonicalize_name(requirement.name)
        assert name in versions, name
        assert requirement.specifier.contains(versions[name]), name


def test_windows_has_the_versions_of_linux() -> None:
    linux, windows = locked("linux-test.lock"), locked("windows-test.lock")
    shared = (linux.keys() & windows.keys()) - HELD_BACK
    assert len(shared) > 20
    assert {name: windows[name] for name in shared} == {name: linux[name] for name in shared}


def test_the_test_locks_hold_the_app_locks() -> None:
    for system in ("linux", "windows"):
        assert locked(f"{system}-app.lock").items() <= locked(f"{system}-test.lock").items()


@pytest.mark.parametrize("path", sorted(LOCKS.glob("*.lock")), ids=lambda path: path.name)
def test_every_package_has_a_hash(path: Path) -> None:
    text = path.read_text("utf-8").replace("\\\n", " ")
    for line in text.splitlines():
        assert " --hash=sha256:" in line, line[:60]
