"""What doctor says, and ends with, when looking itself fails: 1 would say that work goes on."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from scanstation.cli.context import Cli
from scanstation.workflow import diagnose
from tests.builders.office import Office


def failing(error: Exception) -> Callable[..., NoReturn]:
    def fail(*_: object) -> NoReturn:
        raise error

    return fail


def found(office: Office) -> dict[str, dict[str, object]]:
    return {one["part"]: one for one in office.cli("doctor", "--json").json}


def refused(path: Path) -> PermissionError:
    return PermissionError(errno.EACCES, "Permission denied", str(path))


@pytest.mark.parametrize("error", [RuntimeError("boom"), refused(Path("/x"))])
def test_a_crash_of_doctor_is_a_finding(
    office: Office, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(diagnose, "examine", failing(error))
    answer = office.cli("doctor")
    assert answer.code == 79
    assert "FEHLER  doctor (79): Ein Teil der Installation" in answer.out
    assert type(error).__name__ in answer.out


@pytest.mark.parametrize(
    ("error", "code"), [(refused(Path("/x/a.toml")), 55), (OSError("No username set"), 79)]
)
def test_what_cannot_be_read_of_the_configuration_is_named(
    office: Office, monkeypatch: pytest.MonkeyPatch, error: OSError, code: int
) -> None:
    monkeypatch.setattr(Cli, "workspace", failing(error))
    answer = office.cli("doctor")
    assert answer.code == code
    assert f"FEHLER  settings ({code})" in answer.out
    assert str(error.filename or error) in answer.out


def test_a_disk_that_does_not_answer_is_no_broken_package(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", failing(OSError(errno.EIO, "Input/output error")))
    home = found(office)["home"]
    assert home["code"] == 44
    assert "Input/output error" in str(home["detail"])


@pytest.mark.parametrize("part", ["_models", "_zbar"])
@pytest.mark.parametrize("error", [ImportError("no libzbar"), OSError("cannot open")])
def test_a_part_that_cannot_be_loaded_is_one_of_the_package(
    office: Office, monkeypatch: pytest.MonkeyPatch, part: str, error: Exception
) -> None:
    monkeypatch.setattr(diagnose, part, failing(error))
    said = found(office)["tesseract" if part == "_models" else "zbar"]
    assert said["code"] == 79
    assert str(error) in str(said["detail"])
