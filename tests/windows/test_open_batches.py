"""What a removal says of open batches: the library of MSI and setup.exe, called as they call it.

Each test has a registry of its own: ``HKEY_LOCAL_MACHINE`` of this process is another key.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

winreg: Any = importlib.import_module("winreg")
LIBRARY = Path(sys.executable).with_name("actions") / "setup_actions.dll"
BRANCH = rf"Software\scanstation-tests-{os.getpid()}"
MACHINE = ctypes.c_void_p(0x80000002 - (1 << 32))
"""HKEY_LOCAL_MACHINE, whose upper half is filled with its sign."""
PROFILES = r"Software\Microsoft\Windows NT\CurrentVersion\ProfileList"
LENGTH = 24576
PEOPLE = ("jana.schröder", "Özgür Yılmaz")


@dataclass(frozen=True, slots=True)
class Said:
    """What the library counts and says.

    Attributes:
        box: for the administrator who removes.
        log: for the event log and the installation's log.
    """

    number: int
    box: str
    log: str


def describe(*, german: bool = False) -> Said:
    box, log = ctypes.create_unicode_buffer(LENGTH), ctypes.create_unicode_buffer(LENGTH)
    number = ctypes.CDLL(str(LIBRARY)).DescribeOpenBatches(int(german), box, LENGTH, log, LENGTH)
    return Said(number, box.value, log.value)


def put(key: str, name: str, value: str) -> None:
    """Write a text below the key that stands for HKLM."""
    path = rf"{BRANCH}\{key}"
    with winreg.CreateKeyEx(winreg.HKEY_CURRENT_USER, path, 0, winreg.KEY_WRITE) as opened:
        winreg.SetValueEx(opened, name, 0, winreg.REG_SZ, value)


def put_policy(home: str) -> None:
    put(r"Software\Policies\scanstation", "home", home)


def delete(key: str) -> None:
    with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key, 0, winreg.KEY_ALL_ACCESS) as opened:
        for name in [winreg.EnumKey(opened, n) for n in range(winreg.QueryInfoKey(opened)[0])]:
            delete(rf"{key}\{name}")
    winreg.DeleteKey(winreg.HKEY_CURRENT_USER, key)


def add_account(folder: Path, number: int) -> Path:
    """Give an account a profile, as its first sign-in does."""
    put(rf"{PROFILES}\S-1-5-21-7-7-7-{1000 + number}", "ProfileImagePath", str(folder))
    return folder


def add_batch(home: Path, name: str, *, closed: bool = False) -> Path:
    """Lay a batch into a home as the store does."""
    batch = Path(rf"\\?\{home}") / "amt" / "batches" / name
    batch.mkdir(parents=True)
    (batch / "journal.sqlite").write_bytes(b"journal")
    if closed:
        (batch / "closing.json").write_bytes(b"{}")
    return batch


def unix(path: Path) -> str:
    """Return the name that Wine's file system below has for a path."""
    convert = ctypes.CDLL("kernel32").wine_get_unix_file_name
    convert.restype = ctypes.c_char_p
    folder: bytes = convert(ctypes.c_wchar_p(str(path.parent)))
    return f"{folder.decode()}/{path.name}"


Link = Callable[[Path, Path], None]


def run_unix(*command: str, done: Callable[[], bool]) -> None:
    """Run a program outside of Windows, where nobody says when it ends."""
    subprocess.run(["start", "/unix", *command], check=True, timeout=60)
    end = time.monotonic() + 60
    while not done():
        assert time.monotonic() < end, command
        time.sleep(0.02)


def is_gone(place: Path) -> bool:
    return not place.exists()


@pytest.fixture
def link() -> Iterator[Link]:
    """Lay links to folders, which Wine shows as reparse points; it makes none itself."""
    places: list[Path] = []

    def lay(place: Path, target: Path) -> None:
        run_unix("/bin/ln", "-s", unix(target), unix(place), done=place.is_dir)
        places.append(place)
        attributes = ctypes.CDLL("kernel32").GetFileAttributesW(ctypes.c_wchar_p(str(place)))
        assert attributes & stat.FILE_ATTRIBUTE_REPARSE_POINT

    yield lay
    for place in places:
        run_unix("/bin/rm", unix(place), done=partial(is_gone, place))


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine without accounts; the process that asks is the system, with folders of its own."""
    for name in ("USERPROFILE", "LOCALAPPDATA", "APPDATA", "ProgramData"):
        monkeypatch.setenv(name, str(tmp_path / "system" / name))
    monkeypatch.setenv("USERNAME", "SYSTEM")
    override = ctypes.CDLL("advapi32").RegOverridePredefKey
    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, BRANCH) as key:
        assert override(MACHINE, ctypes.c_void_p(int(key))) == 0
    yield
    assert override(MACHINE, None) == 0
    delete(BRANCH)


@pytest.fixture
def people(tmp_path: Path) -> tuple[Path, Path]:
    """The profiles of two accounts."""
    first, second = (
        add_account(tmp_path / "Users" / name, number) for number, name in enumerate(PEOPLE)
    )
    return first, second


def test_a_machine_without_batches_has_nothing_to_say(people: tuple[Path, Path]) -> None:
    add_batch(people[0] / "AppData" / "Local" / "scanstation", "1", closed=True)
    assert describe() == Said(0, "", "")


def test_open_batches_of_all_accounts_are_counted_and_logs_name_nobody(
    people: tuple[Path, Path],
) -> None:
    homes = [person / "AppData" / "Local" / "scanstation" for person in people]
    add_batch(homes[0], "1")
    add_batch(homes[0], "2")
    add_batch(homes[0], "3", closed=True)
    add_batch(homes[1], "4")
    english, german = describe(), describe(german=True)
    assert (english.number, german.number) == (3, 3)
    assert english.box.splitlines()[1:] == [f"{homes[0]}: 2", f"{homes[1]}: 1"]
    assert english.log == (
        "There are batches on this PC that were not sent completely (batches: 3, folders: 2). They"
        " stay when scanstation is removed. Install scanstation again and send them, or back up"
        " these folders."
    )
    assert german.log == (
        "Auf diesem PC liegen Stapel, die noch nicht fertig gesendet sind (Stapel: 3, Ordner: 2)."
        " Sie bleiben beim Entfernen von scanstation liegen. Installieren Sie scanstation wieder"
        " und senden Sie sie, oder sichern Sie diese Ordner."
    )
    for said in (english, german):
        assert said.box.splitlines()[0] == said.log[:-1] + ":"


@pytest.mark.parametrize(
    ("home", "below"),
    [
        (r"%LOCALAPPDATA%\Scans", r"AppData\Local\Scans"),
        (r"%appdata%\Scans", r"AppData\Roaming\Scans"),
        (r"%USERPROFILE%\Scans", "Scans"),
        (r"%HOMEDRIVE%%HOMEPATH%\Scans", "Scans"),
        (r"${USERPROFILE}/Scans/", "Scans"),
        (r"~\Scans", "Scans"),
    ],
)
def test_a_policy_means_the_folders_of_each_account(
    people: tuple[Path, Path], tmp_path: Path, home: str, below: str
) -> None:
    for number, person in enumerate(people):
        add_batch(person / below, str(number))
    for name in ("USERPROFILE", "LOCALAPPDATA", "APPDATA"):
        add_batch(tmp_path / "system" / name / "Scans", name)  # the system's own are nobody's
    put_policy(home)
    said = describe()
    assert said.number == 2
    assert said.box.splitlines()[1:] == [f"{person / below}: 1" for person in people]


def test_a_policy_may_name_a_folder_by_the_account(
    people: tuple[Path, Path], tmp_path: Path
) -> None:
    for person in people:
        add_batch(tmp_path / "Daten" / person.name, "1")
    put_policy(rf"{tmp_path}\Daten\%USERNAME%")
    assert describe().number == 2


def test_a_policy_with_an_unknown_variable_names_nothing(
    people: tuple[Path, Path], tmp_path: Path
) -> None:
    add_batch(tmp_path / "%NOSUCHTHING%", "1")
    put_policy(rf"{tmp_path}\%NOSUCHTHING%")
    assert describe().number == 0


@pytest.mark.parametrize(
    "lines",
    [
        "home = '{path}'\n",
        'station = "Büro"\r\nhome="{escaped}" # für alle\r\n',
        "\ufeff  home\t=  '{path}'",
        '"home" = "{escaped}"\n[ocr]\nengine = "tesserocr"\n',
    ],
)
def test_the_home_of_a_policy_file_is_looked_into(tmp_path: Path, lines: str) -> None:
    home = tmp_path / "Ablage für alle"
    add_batch(home, "1")
    text = lines.format(path=home, escaped=str(home).replace("\\", "\\\\"))
    (tmp_path / "Richtlinie ü.toml").write_text(text, encoding="utf-8", newline="")
    put(r"Software\scanstation", "PolicyFile", str(tmp_path / "Richtlinie ü.toml"))
    said = describe()
    assert said.number == 1
    assert said.box.splitlines()[1:] == [f"{home}: 1"]


@pytest.mark.parametrize(
    "lines",
    [
        "# home = '{path}'\n",
        "homes = '{path}'\n",
        "[other]\nhome = '{path}'\n",
        "home = '{path}\n'\n",
        'home = "{path}"\n',
    ],
)
def test_a_line_that_says_something_else_is_not_taken_for_the_home(
    tmp_path: Path, lines: str
) -> None:
    add_batch(tmp_path / "Daten", "1")
    (tmp_path / "p.toml").write_text(lines.format(path=tmp_path / "Daten"), newline="")
    put(r"Software\scanstation", "PolicyFile", str(tmp_path / "p.toml"))
    assert describe().number == 0


@pytest.mark.parametrize("form", ["{}", "{}\\", "{}\\\\", "{slashes}", "{slashes}/", "{}\\x\\.."])
def test_a_folder_is_one_however_it_is_written(tmp_path: Path, form: str) -> None:
    home = tmp_path / "system" / "ProgramData" / "scanstation"
    add_batch(home, "1")
    put_policy(form.format(home, slashes=home.as_posix()))
    said = describe()
    assert said.number == 1
    assert said.box.splitlines()[1:] == [f"{home}: 1"]


@pytest.mark.parametrize("form", ["{}", "{slashes}/"])
def test_a_long_path_is_looked_into(tmp_path: Path, form: str) -> None:
    home = tmp_path.joinpath(*("ein langer Ordnername " * 4 + str(n) for n in range(4)))
    assert len(str(home)) > 300
    add_batch(home, "1")
    put_policy(form.format(home, slashes=home.as_posix()))
    try:
        assert describe().number == 1
    finally:
        shutil.rmtree(rf"\\?\{tmp_path}")


@pytest.mark.parametrize("home", ["Daten", r"\Daten", "C:Daten"])
def test_a_path_that_does_not_say_where_it_is_is_no_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    monkeypatch.chdir(tmp_path)
    add_batch(tmp_path / "Daten", "1")
    put_policy(home)
    assert describe().number == 0


def test_no_number_of_accounts_is_too_many(tmp_path: Path) -> None:
    for number in range(300):
        person = add_account(tmp_path / "Users" / f"person{number}", number)
        if number >= 278:
            add_batch(person / "AppData" / "Local" / "scanstation", "1")
    put_policy(str(tmp_path / "Daten"))
    add_batch(tmp_path / "Daten", "1")
    said = describe()
    assert said.number == 23
    lines = said.box.splitlines()[1:]
    assert lines[0] == f"{tmp_path / 'Daten'}: 1"
    assert (len(lines), lines[-1]) == (21, "...")
    assert "folders: 23" in said.log


@pytest.mark.parametrize(
    "place", ["AppData", r"AppData\Local\scanstation", r"AppData\Local\scanstation\amt"]
)
def test_a_link_of_an_account_is_not_followed(
    people: tuple[Path, Path], tmp_path: Path, link: Link, place: str
) -> None:
    elsewhere = tmp_path / "elsewhere" / "AppData" / "Local" / "scanstation"
    add_batch(elsewhere, "1")
    add_batch(people[1] / "AppData" / "Local" / "scanstation", "2")
    (people[0] / place).parent.mkdir(parents=True)
    link(people[0] / place, tmp_path / "elsewhere" / place)
    assert describe().number == 1


def test_a_link_to_batches_is_not_followed(
    people: tuple[Path, Path], tmp_path: Path, link: Link
) -> None:
    tenant = people[0] / "AppData" / "Local" / "scanstation" / "amt"
    batch = add_batch(tmp_path / "elsewhere", "1")
    add_batch(tenant.parent, "2")
    link(tenant / "batches" / "3", Path(str(batch).removeprefix("\\\\?\\")))
    assert describe().number == 1


def test_a_link_that_the_administrator_laid_is_followed(tmp_path: Path, link: Link) -> None:
    add_batch(tmp_path / "disk" / "Scans", "1")
    link(tmp_path / "Daten", tmp_path / "disk")
    put_policy(str(tmp_path / "Daten" / "Scans"))
    assert describe().number == 1


def test_setup_gets_the_words_for_its_box(people: tuple[Path, Path]) -> None:
    add_batch(people[0] / "AppData" / "Local" / "scanstation", "1")
    out = ctypes.create_unicode_buffer(1024)
    assert ctypes.CDLL(str(LIBRARY)).OpenBatches(out, len(out)) == 1
    assert out.value in (describe().box, describe(german=True).box)
