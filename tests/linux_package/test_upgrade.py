"""The next version is installed over the one before, with a batch open and settings made.

After ``test_package.py``, on the same machine: what the package depends on is installed, the
package itself is not, and the account has a batch from before the removal.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.linux_package.machine import DATA, Machine

POLICY = "/etc/scanstation/scanstation.toml"
SERVICE = "/usr/lib/systemd/user/scanstation-upload.service"
RECEIVED = "2026-02-03"
SENDER = """
import signal, subprocess, sys

command = ["scanstation", *sys.argv[1:]]
sender = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
sender.stdout.readline()  # the head of its first round
sender.send_signal(signal.SIGTERM)
sender.communicate(timeout=60)
sys.exit(sender.returncode)
"""
"""What systemd does with a service: starts it and tells it to end."""


def batches(machine: Machine) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(machine.user("scanstation", "batches", "--json"))
    return sorted(found, key=lambda one: str(one["batch"]))


def objects(machine: Machine, batch: str) -> dict[str, str]:
    """Every file of a batch, with its checksum."""
    folder = next((machine.root / DATA.lstrip("/")).rglob(batch))
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {
        str(it.relative_to(folder)): hashlib.sha256(it.read_bytes()).hexdigest() for it in files
    }


def recognised(machine: Machine, batch: str) -> list[bool]:
    """Return of each page whether its text was read."""
    shown = json.loads(machine.user("scanstation", "show", batch, "--json"))
    return [page["recognised"] for page in shown["pages"]]


@pytest.fixture(scope="module")
def before(machine: Machine, older: Path) -> list[dict[str, Any]]:
    """Install the version before, set something, import a batch; the batches there are now."""
    machine.copy(older)
    machine.install(older)
    assert machine.user("scanstation", "--version").endswith(" 0.0.9\n")
    machine.run("sh", "-c", f"sed -i 's/^# raw_days = 0/raw_days = 45/' {POLICY}")
    machine.user("scanstation", "settings", "language=en")
    machine.user("scanstation", "device-test", "--deck", "deck.pdf", "--sheets", "6")
    machine.user("scanstation", "import", "deck.pdf", "--received", RECEIVED)
    return batches(machine)


@pytest.fixture(scope="module")
def files(machine: Machine, before: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    return {one["batch"]: objects(machine, one["batch"]) for one in before}


@pytest.fixture(scope="module")
def upgraded(machine: Machine, package: Path, files: dict[str, dict[str, str]]) -> str:
    """Install the present version over it; the version that it says."""
    machine.copy(package)
    machine.install(package)
    return machine.user("scanstation", "--version")


def test_the_new_version_takes_the_place_of_the_old_one(machine: Machine, upgraded: str) -> None:
    assert not upgraded.endswith(" 0.0.9\n")
    assert machine.run("dpkg", "--verify", "scanstation") in ("", f"??5?????? c {POLICY}\n")
    left = machine.run("find", "/usr/lib/scanstation", "-name", "scanstation-0.0.9.dist-info")
    assert left == ""


def test_batches_are_untouched(
    machine: Machine,
    upgraded: str,
    files: dict[str, dict[str, str]],
    before: list[dict[str, Any]],
) -> None:
    assert len(before) == 2
    assert all(one["state"] == "open" and one["pages"] > 0 for one in before)
    assert {name: objects(machine, name) for name in files} == files
    assert batches(machine) == before


def test_batches_open_verify_and_go_on(
    machine: Machine, upgraded: str, before: list[dict[str, Any]]
) -> None:
    for one in before:
        found = json.loads(machine.user("scanstation", "verify", one["batch"], "--json"))
        assert found
        assert all(it["ok"] for it in found)
    longest = max(before, key=lambda one: int(one["pages"]))["batch"]
    assert not any(recognised(machine, longest))
    machine.user("scanstation", "index", longest)
    assert any(recognised(machine, longest))  # not the sheets that separate


def test_settings_of_the_account_and_of_the_machine_stay(machine: Machine, upgraded: str) -> None:
    said = json.loads(machine.user("scanstation", "settings", "--json"))
    assert said["language"]["value"] == "en"
    assert said["retention.raw_days"] | {"value": 45, "locked": True} == said["retention.raw_days"]


def test_the_service_is_sound_and_nobody_is_given_it(machine: Machine, upgraded: str) -> None:
    machine.add("systemd")
    # the page is looked at elsewhere; the smallest Debian has no man
    verify = ("systemd-analyze", "--user", "--man=no", "verify", SERVICE)
    # what it finds wrong goes to the journal otherwise, and an unknown key is no failure
    variables = ("XDG_RUNTIME_DIR=/tmp", "SYSTEMD_LOG_TARGET=console")
    checked = machine.run("env", *variables, *verify)
    assert "scanstation" not in checked, checked
    assert machine.run("find", "/etc/systemd", "-name", "scanstation*") == ""


def test_what_the_service_starts_ends_when_it_is_told_to(machine: Machine, upgraded: str) -> None:
    unit = machine.run("cat", SERVICE)
    [command] = [line for line in unit.splitlines() if line.startswith("ExecStart=")]
    program, *arguments = command.removeprefix("ExecStart=").split()
    assert program == "/usr/bin/scanstation"
    machine.user("/usr/bin/python3", "-c", SENDER, *arguments)


def test_an_upgraded_program_is_removed_and_batches_stay(
    machine: Machine, files: dict[str, dict[str, str]], upgraded: str
) -> None:
    said = machine.run("apt-get", "--yes", "purge", "scanstation")
    assert DATA in said
    for name, kept in files.items():
        now = objects(machine, name)
        assert {path for path in kept if path not in now} == set()
