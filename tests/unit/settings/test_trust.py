"""Who can change what counts as IT's: owners and modes of real files, on any system of POSIX."""

from __future__ import annotations

import os
import shutil
import struct
from pathlib import Path

import pytest

from scanstation.errors import PolicyUnsafe, Text
from scanstation.settings import load_configuration
from scanstation.settings.policies import Machine, find_policies
from scanstation.settings.trust import (
    ACCESS_LIST,
    PosixGuard,
    require_safe,
    require_safe_declarations,
)
from tests.unit.settings.test_configuration import TARGET, put

pytestmark = pytest.mark.posix

OURS = PosixGuard(frozenset({0, os.getuid()}))
"""This account stands for root: these tests run under any."""
NOBODY = 0xFFFF_FFFF
FOREIGN = PosixGuard(frozenset({4_294_000_001}))


@pytest.fixture
def it(tmp_path: Path) -> Path:
    """What IT rolled out, written by this account alone."""
    folder = tmp_path / "etc"
    put(folder, "tenants/kreis/targets/eakte.toml", TARGET)
    put(folder, "10-it.toml", 'station = "amt"\n')
    for path in (tmp_path, folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def declared(folder: Path, guard: PosixGuard) -> set[str]:
    return set(load_configuration(folder / "heim", "kreis", folder, guard=guard).targets)


def test_what_this_account_alone_writes_counts(it: Path) -> None:
    assert declared(it, OURS) == {"eakte"}
    (found,) = find_policies({}, Machine(it, OURS), windows=False)
    assert found.read().table == {"station": "amt"}


@pytest.mark.parametrize(
    "place", [".", "tenants", "tenants/kreis", "tenants/kreis/targets/eakte.toml"]
)
def test_what_others_may_write_is_refused(it: Path, place: str) -> None:
    path = it / place
    path.chmod(path.stat().st_mode | 0o002)
    with pytest.raises(PolicyUnsafe) as caught:
        declared(it, OURS)
    assert str(path.resolve()) in caught.value.sentence("de")
    assert "alle / everybody darf hineinschreiben" in caught.value.sentence("de")
    assert "others than administrators can change it" in caught.value.sentence("en")
    assert caught.value.exit_code == 77


def test_another_owner_is_refused(it: Path) -> None:
    problem = FOREIGN.problem(it)
    assert problem is not None
    assert problem.de == f"gehört uid {os.getuid()}"
    with pytest.raises(PolicyUnsafe):
        declared(it, FOREIGN)


def test_a_policy_that_others_may_write_is_not_read(it: Path) -> None:
    file = it / "10-it.toml"
    file.chmod(0o666)
    (found,) = find_policies({}, Machine(it, OURS), windows=False)
    with pytest.raises(PolicyUnsafe, match=r"10-it\.toml"):
        found.read()
    file.chmod(0o644)
    assert found.read().table == {"station": "amt"}


def test_a_folder_above_that_others_may_write_is_refused(it: Path) -> None:
    it.parent.chmod(0o777)
    with pytest.raises(PolicyUnsafe, match=str(it.parent)):
        declared(it, OURS)
    it.parent.chmod(0o1777)  # as /tmp: nobody renames what is not theirs
    assert declared(it, OURS) == {"eakte"}


def test_a_group_that_may_write_is_refused_unless_it_is_roots(it: Path) -> None:
    file = it / "tenants/kreis/targets/eakte.toml"
    file.chmod(0o664)
    if os.getuid() != 0:
        with pytest.raises(PolicyUnsafe, match=r"group"):
            declared(it, OURS)
        return
    os.chown(file, 0, 4711)
    with pytest.raises(PolicyUnsafe, match=r"group 4711"):
        declared(it, OURS)
    os.chown(file, 0, 0)
    assert declared(it, OURS) == {"eakte"}


def test_a_link_is_as_safe_as_what_it_leads_to(it: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "anna" / "kreis"
    elsewhere.parent.mkdir()
    shutil.move(it / "tenants/kreis", elsewhere)
    (it / "tenants/kreis").symlink_to(elsewhere)
    assert declared(it, OURS) == {"eakte"}
    elsewhere.parent.chmod(0o777)
    with pytest.raises(PolicyUnsafe):
        declared(it, OURS)


def test_data_that_all_accounts_share_may_lie_in_the_machines_folder(it: Path) -> None:
    data = it / "daten"
    data.mkdir()
    data.chmod(0o777)
    require_safe_declarations(OURS, it)
    assert OURS.sharer(data)
    assert not OURS.sharer(it)


def test_what_is_not_there_has_no_problem_and_what_is_unreadable_has(tmp_path: Path) -> None:
    require_safe_declarations(FOREIGN, tmp_path / "gibt-es-nicht")
    with pytest.raises(PolicyUnsafe, match="rights cannot be read"):
        require_safe(OURS, tmp_path / "gibt-es-nicht")


def test_rights_of_an_access_list_count(it: Path) -> None:
    """Its mask shows itself as the group's rights, whoever the group is (acl(5))."""
    file = it / "10-it.toml"
    entries = [(0x01, 6, NOBODY), (0x02, 6, 65534), (0x04, 4, NOBODY), (0x10, 6, NOBODY)]
    packed = b"".join(struct.pack("<HHI", *one) for one in [*entries, (0x20, 4, NOBODY)])
    os.setxattr(file, ACCESS_LIST, struct.pack("<I", 2) + packed)
    problem = OURS.problem(file)
    assert problem is not None
    assert "group" in problem.en


def test_every_link_on_the_way_counts_not_only_the_last(it: Path, tmp_path: Path) -> None:
    """Who may replace a link in the middle chooses where it leads."""
    real, open_to_all = tmp_path / "echt", tmp_path / "offen"
    shutil.move(it / "tenants/kreis", real)
    open_to_all.mkdir()
    (open_to_all / "mitte").symlink_to(real)
    (it / "tenants/kreis").symlink_to("../../offen/mitte")
    assert declared(it, OURS) == {"eakte"}
    open_to_all.chmod(0o777)
    with pytest.raises(PolicyUnsafe, match=r"may replace the folder .*offen above it"):
        declared(it, OURS)


def test_a_link_of_somebody_else_is_refused_also_where_nobody_renames(
    it: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a folder such as /tmp everybody may replace what is their own."""
    real, link = tmp_path / "echt", tmp_path / "mitte"
    shutil.move(it / "tenants/kreis", real)
    link.symlink_to(real)
    (it / "tenants/kreis").symlink_to(link)
    looked = Path.lstat

    def lstat(path: Path) -> os.stat_result:
        found = looked(path)
        return os.stat_result((*found[:4], 4711, *found[5:])) if path == link else found

    monkeypatch.setattr(Path, "lstat", lstat)
    with pytest.raises(PolicyUnsafe, match=r"the link .*mitte above it belongs to uid 4711"):
        declared(it, OURS)


def test_links_that_lead_to_each_other_are_refused(it: Path) -> None:
    (it / "a").symlink_to("b")
    (it / "b").symlink_to("a")
    with pytest.raises(PolicyUnsafe, match="rights cannot be read"):
        require_safe(OURS, it / "a")


def test_who_may_empty_the_machines_folder_is_noticed(it: Path) -> None:
    """A policy, or the folder of the declarations, could be gone already."""
    shutil.rmtree(it / "tenants")
    (it / "10-it.toml").unlink()
    assert declared(it, OURS) == set()
    it.chmod(0o777)
    with pytest.raises(PolicyUnsafe, match="everybody may write to it"):
        declared(it, OURS)


def test_a_link_to_the_folder_that_it_lies_in_is_walked_through_once(
    it: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two such links in one folder would be followed 2^40 times."""
    looked: list[Path] = []
    judge = PosixGuard.problem

    def problem(guard: PosixGuard, path: Path) -> Text | None:
        looked.append(path)
        return judge(guard, path)

    monkeypatch.setattr(PosixGuard, "problem", problem)
    (it / "tenants" / "kreis" / "kreis").symlink_to(it / "tenants" / "kreis")
    require_safe_declarations(OURS, it)
    assert it / "tenants" / "kreis" / "kreis" in looked
    assert max(path.parts.count("kreis") for path in looked) <= 3
