"""The groups in which all tests run at once: none is left out, no failure is lost."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.groups import APART, Group, all_groups, run, run_all, summary

ROOT = Path(__file__).parent.parent.parent


def python(name: str, code: str) -> Group:
    return Group(name, ("-c", code))


def test_every_folder_is_in_one_group() -> None:
    groups = {one.name: one.words for one in all_groups()}
    assert groups["types"] == ("-m", "mypy")
    folders = [folder for found in APART.values() for folder in found]
    assert all((ROOT / folder).exists() for folder in folders)
    inside = {one for one in folders for other in folders if one.startswith(f"{other}/")}
    assert inside == {"tests/ui/test_kill.py"}
    assert [one for one in groups["ui"] if one.startswith("--ignore")] == [
        "--ignore=tests/ui/test_kill.py"
    ]
    for name, found in APART.items():
        assert [word for word in groups[name] if word.startswith("tests")] == list(found)
    ignored = [word for word in groups["rest"] if word.startswith("--ignore")]
    assert ignored == [f"--ignore={folder}" for folder in folders]
    assert "tests" in groups["rest"]
    assert set(groups) == {"types", "rest", *APART}


def test_what_fails_says_so_wholly(capsys: pytest.CaptureFixture[str]) -> None:
    broken = "import sys; print('Gefährlich', flush=True); sys.exit('1 failed, 2 passed in 3.00s')"
    outcomes = run_all(
        [python("good", "print('=== 40 passed in 2.00s ===')"), python("bad", broken)]
    )
    written = capsys.readouterr().out
    assert "######## bad\nGefährlich\n1 failed, 2 passed in 3.00s" in written
    assert "######## good\n=== 40 passed in 2.00s ===" in written
    assert {one.group.name: one.code for one in outcomes} == {"good": 0, "bad": 1}
    *_, counted = summary(outcomes).splitlines()
    assert counted == "1 failed, 42 passed"
    assert "FAILED bad" in summary(outcomes)
    assert "passed good" in summary(outcomes)


def test_a_group_that_dies_has_failed() -> None:
    died = run(python("dead", "import os; os.abort()"), [])
    assert died.code
    assert "FAILED dead" in summary([died])


def test_whoever_is_interrupted_interrupts_the_groups(tmp_path: Path) -> None:
    """Also with SIGTERM, as ``timeout`` sends it."""
    said = tmp_path / "said"
    long = f"import time; open({str(said)!r}, 'w').close(); time.sleep(3600)"
    code = (
        "from tests import groups; groups.heed_signals();"
        f"groups.run_all([groups.Group('long', ('-c', {long!r}))])"
    )
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL) as process:
        while not said.exists():
            time.sleep(0.02)
        process.terminate()
    assert process.returncode == -signal.SIGINT
