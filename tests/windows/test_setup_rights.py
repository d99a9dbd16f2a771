"""The installers' rule about owners and access lists is the program's."""

from __future__ import annotations

import ctypes
import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.access_cases import Case, cases

LIBRARY = ctypes.CDLL(str(Path(sys.executable).with_name("actions") / "setup_actions.dll"))
VERDICTS = {0: "", 2: "owner", 3: "rights"}
rights: Any = importlib.import_module("scanstation.settings.windows_rights")


def judged(case: Case, below: bool) -> str:
    return VERDICTS[LIBRARY.JudgeRights(case.descriptor(), below)]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_both_sides_judge_alike(case: Case) -> None:
    assert judged(case, below=False) == case.object
    assert judged(case, below=True) == case.folder
    if case.entries is not None:
        read = rights.entries_of(ctypes.create_string_buffer(case.acl()))
        assert read == case.access_list().entries


def test_settings_of_an_administrator_s_own_account_are_taken(tmp_path: Path) -> None:
    """Wine's files always belong to the account that asks: every one that is looked at counts."""
    for name in ("amt.toml", "tenants/uebung/targets/x.toml", "home/uebung/batches/1/journal"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    # amt.toml, tenants, uebung, targets, x.toml; data of people keep their owners.
    assert LIBRARY.TakeSettings(ctypes.c_wchar_p(str(tmp_path))) == 5
