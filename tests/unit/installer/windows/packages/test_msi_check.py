from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from installer.problem import BuildRefused
from installer.windows.packages.cabinet import CabinetFile
from installer.windows.packages.msi_check import require_sound
from installer.windows.packages.msi_tables import Content, build_content
from installer.windows.packages.payload import read_payload
from installer.windows.packages.tables import Database, Value


@pytest.fixture
def content(payload_folder: Path) -> Content:
    return build_content(read_payload(payload_folder), "1.2.3", "contents")


def set_cell(database: Database, table: str, row: int, column: str, value: Value) -> None:
    names = [one.name for one in database[table].columns]
    cells = list(database[table].rows[row])
    cells[names.index(column)] = value
    database[table].rows[row] = tuple(cells)


def test_the_tables_of_a_payload_are_sound(content: Content) -> None:
    require_sound(content.database, content.files)


def repeat_row(database: Database) -> None:
    database["Registry"].rows.append(database["Registry"].rows[0])


def name_a_folder_that_is_none(database: Database) -> None:
    set_cell(database, "Component", 0, "Directory_", "nowhere")


def take_anothers_key_path(database: Database) -> None:
    set_cell(database, "Component", 0, "KeyPath", database["File"].column("File")[1])


def repeat_guid(database: Database) -> None:
    guid = database["Component"].column("ComponentId")[1]
    set_cell(database, "Component", 0, "ComponentId", guid)


def repeat_short_name(database: Database) -> None:
    names = database["File"].column("FileName")
    row = names.index(next(name for name in names if "scanstationw" in str(name)))
    other = next(str(name) for name in names if str(name).endswith("|scanstation.exe"))
    set_cell(database, "File", row, "FileName", f"{other.split('|')[0]}|scanstationw.exe")


def leave_a_gap(database: Database) -> None:
    set_cell(database, "File", 0, "Sequence", 99)


def say_another_size(database: Database) -> None:
    set_cell(database, "File", 0, "FileSize", 12345)


def end_media_early(database: Database) -> None:
    set_cell(database, "Media", 0, "LastSequence", 1)


def make_no_folder(database: Database) -> None:
    database["CreateFolder"].rows.pop()


def protect_nothing(database: Database) -> None:
    set_cell(database, "MsiLockPermissionsEx", 0, "LockObject", "nowhere")


def let_users_write(database: Database) -> None:
    text = str(database["MsiLockPermissionsEx"].column("SDDLText")[0])
    set_cell(database, "MsiLockPermissionsEx", 0, "SDDLText", text.replace("0x1200a9", "FA"))


def leave_out_a_bracket(database: Database) -> None:
    text = str(database["MsiLockPermissionsEx"].column("SDDLText")[0])
    set_cell(database, "MsiLockPermissionsEx", 0, "SDDLText", text[:-1])


def name_no_shortcut(database: Database) -> None:
    set_cell(database, "MsiShortcutProperty", 0, "Shortcut_", "nothing")


def drop_a_hash(database: Database) -> None:
    database["MsiFileHash"].rows.pop()


def remove_before_the_transaction(database: Database) -> None:
    table = database["InstallExecuteSequence"]
    row = table.column("Action").index("RemoveExistingProducts")
    set_cell(database, table.name, row, "Sequence", 1450)


def number_twice(database: Database) -> None:
    set_cell(database, "InstallUISequence", 0, "Sequence", 100)


@pytest.mark.parametrize(
    ("damage", "finding"),
    [
        (repeat_row, "Registry has"),
        (name_a_folder_that_is_none, "nowhere"),
        (take_anothers_key_path, "key path"),
        (repeat_guid, "component GUID"),
        (repeat_short_name, "is twice in"),
        (leave_a_gap, "gaps"),
        (say_another_size, "cabinet"),
        (end_media_early, "Media"),
        (make_no_folder, "neither a key path nor a folder"),
        (protect_nothing, "nowhere"),
        (let_users_write, "protects"),
        (leave_out_a_bracket, "protects"),
        (name_no_shortcut, "MsiShortcutProperty"),
        (drop_a_hash, "has version"),
        (remove_before_the_transaction, "RemoveExistingProducts"),
        (number_twice, "number twice"),
    ],
)
def test_a_broken_table_is_found(
    content: Content, damage: Callable[[Database], None], finding: str
) -> None:
    damage(content.database)
    with pytest.raises(BuildRefused, match=finding):
        require_sound(content.database, content.files)


def test_a_cabinet_in_another_order_is_found(content: Content) -> None:
    files = [*content.files[1:], content.files[0]]
    with pytest.raises(BuildRefused, match="order"):
        require_sound(content.database, files)


def test_the_product_code_covers_the_tables_but_no_signature(payload_folder: Path) -> None:
    payload = read_payload(payload_folder)

    def code(version: str = "1.2.3", contents: str = "c", link: str = "", size: int = 0) -> str:
        files = list(payload.files)
        files[0] = replace(
            files[0], size=files[0].size + size, md5=hashlib.md5(bytes(size)).digest()
        )
        changed = replace(payload, files=tuple(files))
        return build_content(changed, version, contents, link).product

    assert code(size=17) == code()
    assert (
        len({code(), code(version="1.2.4"), code(contents="d"), code(link="https://a.example")})
        == 4
    )


def test_a_cabinet_file_knows_its_key(content: Content) -> None:
    assert all(
        isinstance(file, CabinetFile) and file.key.startswith("f_") for file in content.files
    )
