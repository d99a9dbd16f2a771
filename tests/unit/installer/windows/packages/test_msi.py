from __future__ import annotations

import os
import random
import re
import subprocess
from pathlib import Path

import pytest

from installer.problem import BuildRefused
from installer.windows.packages import product
from installer.windows.packages.cabinet import BLOCK, CabinetFile, write_cabinet
from installer.windows.packages.libmsi import new_msi
from installer.windows.packages.msi import MsiInput, write_msi
from installer.windows.packages.options import OPTIONS
from installer.windows.packages.payload import read_payload
from installer.windows.packages.product import VERBS, WHOLE_DRIVE
from scanstation.ui.native import APPLICATION_ID
from tests.unit.installer.windows.packages.conftest import make_payload


def write(folder: Path, payload: Path, library: Path, contents: str = "contents") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "test.msi"
    write_msi(path, MsiInput(read_payload(payload), "1.2.3", contents, library))
    return path


def ask(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    return done.stdout.decode()


def table(path: Path, name: str) -> list[list[str]]:
    lines = ask("msiinfo", "export", str(path), name).split("\r\n")
    return [line.split("\t") for line in lines[3:] if line]


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_same_payload_gives_the_same_bytes(
    tmp_path: Path, program: Path, library: Path
) -> None:
    first = make_payload(tmp_path / "one", program)
    second = make_payload(tmp_path / "a longer name ü" / "two", program)
    for path in second.rglob("*"):
        os.utime(path, (1, 1))
    made = [
        write(tmp_path / "out", first, library),
        write(tmp_path / "other" / "out ü", second, library),
    ]
    assert made[0].read_bytes() == made[1].read_bytes()


def test_what_is_unpacked_is_the_payload(
    tmp_path: Path, payload_folder: Path, library: Path
) -> None:
    rng = random.Random(7)  # noise does not shrink: such blocks are stored as they are
    for name, size in (
        ("noise.bin", 3 * BLOCK + 5),
        ("exact.bin", 2 * BLOCK),
        ("long.bin", 700000),
    ):
        (payload_folder / name).write_bytes(rng.randbytes(size))
    path = write(tmp_path, payload_folder, library)
    ask("msiextract", "-C", str(tmp_path / "unpacked"), str(path))
    assert contents(tmp_path / "unpacked" / "scanstation") == contents(payload_folder)


def test_files_have_both_names_versions_and_hashes(
    tmp_path: Path, payload_folder: Path, library: Path
) -> None:
    path = write(tmp_path, payload_folder, library)
    files = {row[2].split("|")[-1]: row for row in table(path, "File")}
    assert files["scanstation.exe"][4:6] == ["1.2.3.4", "1033,1031"]
    assert files["random.bin"][4:6] == ["", ""]
    assert files["Übersicht der Lizenzen.txt"][2].endswith(".TXT|Übersicht der Lizenzen.txt")
    hashed = {row[0] for row in table(path, "MsiFileHash")}
    assert files["random.bin"][0] in hashed
    assert files["scanstation.exe"][0] not in hashed
    assert [row[:4] for row in table(path, "Media")] == [["1", "8", "", "#scanstation.cab"]]


def test_summary_and_code_page(tmp_path: Path, payload_folder: Path, library: Path) -> None:
    path = write(tmp_path, payload_folder, library)
    summary = ask("msiinfo", "suminfo", str(path))
    assert "Template: x64;0" in summary
    assert "2020" in summary
    assert ask("msiinfo", "export", str(path), "_ForceCodepage").endswith(
        "1252\t_ForceCodepage\r\n\0"
    )
    assert "Übersicht".encode("cp1252") in path.read_bytes()
    assert "Übersicht".encode() not in path.read_bytes()


def test_codes_and_properties(tmp_path: Path, payload_folder: Path, library: Path) -> None:
    path = write(tmp_path, payload_folder, library)
    properties = {row[0]: row[1] for row in table(path, "Property")}
    assert properties["ProductVersion"] == "1.2.3"
    assert properties["ALLUSERS"] == "1"
    assert "ARPHELPLINK" not in properties
    secure = properties["SecureCustomProperties"].split(";")
    for name in ("INSTALLDIR", *(option.name for option in OPTIONS)):
        assert name in secure
        assert name in properties["AdminProperties"].split(";")
    other = write(tmp_path / "other", payload_folder, library, "other contents")
    again = {row[0]: row[1] for row in table(other, "Property")}
    assert again["UpgradeCode"] == properties["UpgradeCode"]
    assert again["ProductCode"] != properties["ProductCode"]
    assert {row[1] for row in table(path, "Component")} == {
        row[1] for row in table(other, "Component")
    }


def test_registry_and_shortcuts(tmp_path: Path, payload_folder: Path, library: Path) -> None:
    path = write(tmp_path, payload_folder, library)
    values = {(row[2], row[3]): row[4] for row in table(path, "Registry")}
    key = r"Software\scanstation"
    assert values[key, "InstallDir"] == "[INSTALLDIR]"
    assert values[key, "Version"] == "1.2.3"
    assert values[key, "PolicyFile"] == "[POLICYFILE]"
    assert values[key, "Target"] == "[TARGET]"
    events = r"SYSTEM\CurrentControlSet\Services\EventLog\Application\scanstation"
    files = {row[0]: row[2].split("|")[-1] for row in table(path, "File")}
    assert files[values[events, "EventMessageFile"][2:-1]] == "scanstation.exe"
    for verb in VERBS:
        assert values[verb.key, "AppliesTo"] == verb.applies
        command = values[rf"{verb.key}\command", ""]
        # The launcher itself: a command interpreter would replace %NAME% in a folder's name.
        assert files[command.split("[#")[1].split("]")[0]] == "scanstation.exe"
        assert command.startswith('"[#')
        assert command.endswith(']" verify --hold "%1"')
    assert {row[1] for row in table(path, "Shortcut")} == {"ProgramMenuFolder", "DesktopFolder"}
    conditions = {row[0]: row[4] for row in table(path, "Component")}
    assert conditions["DesktopShortcut"] == 'DESKTOPSHORTCUT = "1"'
    assert conditions["Target"] == 'TARGET AND TARGET <> "-"'
    assert conditions["StartMenu"] == ""


def test_only_the_system_and_administrators_write_into_program_and_machine_folder(
    tmp_path: Path, payload_folder: Path, library: Path
) -> None:
    path = write(tmp_path, payload_folder, library)
    folders = {row[0]: (row[1], row[2].split("|")[-1]) for row in table(path, "Directory")}
    assert folders["MACHINEFOLDER"] == ("CommonAppDataFolder", "scanstation")
    made = {row[0]: row[1] for row in table(path, "CreateFolder")}
    assert made.keys() == {"INSTALLDIR", "MACHINEFOLDER"}
    assert {row[1]: row[2] for row in table(path, "MsiLockPermissionsEx")} == dict.fromkeys(
        made, "CreateFolder"
    )
    for row in table(path, "MsiLockPermissionsEx"):
        assert row[4] == ""  # always
        owner, group, flags, entries = read_descriptor(row[3])
        assert (owner, group, flags) == ("SY", "SY", "PAI")
        assert entries == {("A", "OICI", account): rights for account, rights in RIGHTS.items()}
    components = {row[0]: row for row in table(path, "Component")}
    permanent, key_path = 16, 5
    assert int(components[made["MACHINEFOLDER"]][3]) & permanent
    assert not int(components[made["INSTALLDIR"]][3]) & permanent
    for directory, component in made.items():
        assert components[component][2] == directory
        assert components[component][key_path] == ""
    sequence = {row[0]: int(row[2]) for row in table(path, "InstallExecuteSequence")}
    assert sequence["CreateFolders"] < sequence["InstallFiles"]
    assert sequence["RemoveFiles"] < sequence["RemoveFolders"] < sequence["CreateFolders"]


RIGHTS = {"SY": "FA", "BA": "FA", "BU": "0x1200a9"}
"""System, administrators, users: everything, or reading and executing."""


def read_descriptor(text: str) -> tuple[str, str, str, dict[tuple[str, str, str], str]]:
    """Take a descriptor in its text form apart: owner, group, flags and entries of the list."""
    parts = re.fullmatch(r"O:(\w\w)G:(\w\w)D:([A-Z]*)((?:\([^()]*\))+)", text)
    assert parts
    entries = {}
    for entry in re.findall(r"\(([^()]*)\)", parts[4]):
        kind, flags, rights, thing, inherited, account = entry.split(";")
        assert (thing, inherited) == ("", "")
        entries[kind, flags, account] = rights
    return parts[1], parts[2], parts[3], entries


def test_shortcuts_and_window_are_one_thing_to_the_taskbar(
    tmp_path: Path, payload_folder: Path, library: Path
) -> None:
    path = write(tmp_path, payload_folder, library)
    given = {row[1]: row[2:] for row in table(path, "MsiShortcutProperty")}
    assert given == {
        row[0]: ["System.AppUserModel.ID", APPLICATION_ID] for row in table(path, "Shortcut")
    }
    assert len(given) == 2


def test_a_whole_drive_is_no_folder_for_the_program(
    tmp_path: Path, payload_folder: Path, library: Path
) -> None:
    path = write(tmp_path, payload_folder, library)
    conditions = [row for row in table(path, "LaunchCondition") if row[1] == WHOLE_DRIVE.both]
    assert {row[0] for row in conditions} == {
        "Installed OR NOT FOLDERISNONE",
        'Installed OR NOT (INSTALLDIR >> ":" OR INSTALLDIR >> ":\\")',
    }


def test_the_removal_knows_whether_somebody_looks(
    tmp_path: Path, payload_folder: Path, library: Path
) -> None:
    path = write(tmp_path, payload_folder, library)
    actions = {row[0]: row for row in table(path, "CustomAction")}
    assert actions["SetSayOpenBatches"][2:4] == ["SayOpenBatches", "[UILevel] [CLIENTPROCESSID]"]
    sequence = {row[0]: row for row in table(path, "InstallExecuteSequence")}
    before, after = sequence["SetSayOpenBatches"], sequence["SayOpenBatches"]
    assert before[1] == after[1]
    assert int(before[2]) < int(after[2])


def test_given_values_win_over_remembered_ones(
    tmp_path: Path, payload_folder: Path, library: Path
) -> None:
    path = write(tmp_path, payload_folder, library)
    sequence = {row[0]: row for row in table(path, "InstallExecuteSequence")}
    actions = {row[0]: row for row in table(path, "CustomAction")}
    searched = {row[0] for row in table(path, "AppSearch")}
    for option in OPTIONS:
        assert option.name not in searched
        assert option.remembered in searched
        assert actions[f"Set{option.name}"][2:4] == [option.name, f"[{option.remembered}]"]
        assert sequence[f"Set{option.name}"][1] == f"NOT {option.name} AND {option.remembered}"


def test_nothing_is_done_while_the_program_runs(
    tmp_path: Path, payload_folder: Path, library: Path
) -> None:
    path = write(tmp_path, payload_folder, library)
    actions = {row[0]: row for row in table(path, "CustomAction")}
    call_dll_at_once = "1"
    assert actions["FindRunning"][1:4] == [call_dll_at_once, "setup_actions.dll", "FindRunning"]
    for name in ("InstallUISequence", "InstallExecuteSequence"):
        sequence = {row[0]: row for row in table(path, name)}
        assert sequence["FindRunning"][1] == ""  # at a removal and a repair, too
        order = [int(sequence[one][2]) for one in ("AppSearch", "FindRunning", "LaunchConditions")]
        assert order == sorted(order)
    conditions = {row[0]: row[1] for row in table(path, "LaunchCondition")}
    assert conditions["NOT STATIONRUNS"] == product.RUNNING.both
    properties = {row[0]: row[1] for row in table(path, "Property")}
    assert properties["MSIRESTARTMANAGERCONTROL"] == "DisableShutdown"
    assert "STATIONRUNS" not in properties


def test_a_missing_library_is_said(tmp_path: Path, payload_folder: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write(tmp_path, payload_folder, tmp_path / "missing.dll")


def test_what_libmsi_refuses_is_said(tmp_path: Path) -> None:
    broken = tmp_path / "Broken.idt"
    broken.write_text("no table\r\n")
    with new_msi(tmp_path / "a.msi") as msi, pytest.raises(BuildRefused):
        msi.import_tables([broken])


def test_a_file_that_changes_while_it_is_packed_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"1234")
    with pytest.raises(BuildRefused, match="changed while"):
        write_cabinet(tmp_path / "a.cab", [CabinetFile("f", file, 5)])


def test_a_cabinet_is_no_larger_than_its_format_allows(tmp_path: Path) -> None:
    with pytest.raises(BuildRefused, match="2 GiB"):
        write_cabinet(tmp_path / "a.cab", [CabinetFile("f", tmp_path / "none", 1 << 31)])
