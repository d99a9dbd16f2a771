"""Variables in policies: the machine's word, not the account's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from scanstation.errors import PolicyInvalid
from scanstation.settings.expansion import expanded
from scanstation.settings.variables import HOME, policy_variables, windows_variables

MACHINE = {
    "PROGRAMDATA": r"C:\ProgramData",
    "WERKZEUG": r"%SystemRoot%\werkzeug",
    "PATH": r"C:\Windows",
    "PFADE": r"C:\a;C:\b",
    "TEMP": r"C:\Windows\TEMP",
    "USERNAME": "SYSTEM",
}
ACCOUNT = {
    "LOCALAPPDATA": r"C:\Users\anna\AppData\Local",
    "USERPROFILE": r"C:\Users\anna",
    "USERNAME": "anna",
    "SYSTEMROOT": r"C:\Windows",
    HOME: r"C:\Users\anna",
}


@pytest.mark.parametrize(
    ("path", "result"),
    [
        (r"%ProgramData%\d", r"C:\ProgramData\d"),
        (r"%LocalAppData%\d", r"C:\Users\anna\AppData\Local\d"),
        (r"D:\%USERNAME%", r"D:\anna"),
        (r"%Werkzeug%\tesseract.exe", r"C:\Windows\werkzeug\tesseract.exe"),
        (r"~\scans", r"C:\Users\anna\scans"),
    ],
)
def test_windows_variables(path: str, result: str) -> None:
    assert expanded(path, windows_variables(MACHINE, ACCOUNT), "hier") == result


@pytest.mark.parametrize("path", [r"%PATH%\x", r"%PFADE%\x", r"%TEMP%\x", r"%AMT%\x"])
def test_lists_and_what_only_an_account_sets_are_refused(path: str) -> None:
    with pytest.raises(PolicyInvalid):
        expanded(path, windows_variables(MACHINE, ACCOUNT), "hier")


@pytest.mark.posix
def test_an_account_cannot_move_its_home() -> None:
    import pwd

    own = pwd.getpwuid(os.getuid())
    moved = policy_variables({"HOME": "/tmp/woanders", "USER": "root2", "AMT": "jugend"})
    assert expanded("${HOME}/scans", moved, "hier") == f"{own.pw_dir}/scans"
    assert expanded("~/scans", moved, "hier") == f"{own.pw_dir}/scans"
    assert expanded("/srv/${USER}/${AMT}", moved, "hier") == f"/srv/{own.pw_name}/jugend"
    assert expanded("~", {}, "hier") == str(Path.home())
