"""Declarations on a share: taken over whole, kept when the share is away, never half."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scanstation.errors import DeclarationsMissing, TargetUnproven
from scanstation.settings import (
    Configuration,
    Settings,
    is_locked,
    known,
    load_configuration,
    take_over,
)
from scanstation.settings.rollout import Allowed, Declarations
from scanstation.settings.shared import folder_of, kept_copy
from tests.builders.rights import without_privilege
from tests.unit.settings.test_configuration import NOWHERE, TARGET, put

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PROFILE = 'title = "Amt"\n[scan]\nresolution = {dpi}\n'


@pytest.fixture
def share(tmp_path: Path) -> Path:
    folder = tmp_path / "Freigabe für alle"
    put(folder, "tenants/kreis/profiles/amt.toml", PROFILE.format(dpi=240))
    put(folder, "tenants/kreis/targets/eakte.toml", TARGET)
    put(folder, "tenants/kreis/tenant.toml", 'title = "Kreis"\n')
    put(folder, "tenants/kreis/lookups/akten.csv", "nummer\n50.1-101/2026\n")
    put(folder, "tenants/kreis/lookups/akten.toml", LOOKUP)
    put(folder, "tenants/kreis/Thumbs.db", "kein TOML")
    return folder


LOOKUP = 'kind = "csv"\nsource = "akten.csv"\n'


@contextmanager
def leased(path: Path) -> Iterator[None]:
    """Let everybody who opens a file wait, as a server does that went off (fcntl(2), leases)."""
    import fcntl

    former = signal.signal(signal.SIGIO, signal.SIG_IGN)
    with path.open("r+b") as file:
        fcntl.fcntl(file, F_SETLEASE, fcntl.F_WRLCK)
        try:
            yield
        finally:
            fcntl.fcntl(file, F_SETLEASE, fcntl.F_UNLCK)
            signal.signal(signal.SIGIO, former)


F_SETLEASE = 1024
"""From linux/fcntl.h."""


def settings(home: Path, share: Path | str, update: str = "start", seconds: int = 5) -> Settings:
    wanted = Declarations(str(share), update, seconds)  # type: ignore[arg-type]
    return Settings(str(home), declarations=wanted)


def dpi(one: Settings) -> int:
    home = Path(one.home)
    found = load_configuration(home, "kreis", NOWHERE, one)
    return found.profile("amt").scan.resolution


def test_what_lies_on_the_share_counts_and_is_locked(tmp_path: Path, share: Path) -> None:
    one = settings(tmp_path / "home", share)
    taken = take_over(one, now=NOW)
    assert (taken.files, taken.failed) == (5, False)
    assert taken.taken == "2026-11-22T12:00:00+00:00"
    found = load_configuration(tmp_path / "home", "kreis", NOWHERE, one)
    assert found.profile("amt").target == "eakte"
    assert found.tenant.title.de == "Kreis"
    copy = kept_copy(one)
    assert copy is not None
    assert found.lookup("akten").source == str(copy / "tenants/kreis/lookups/akten.csv")
    assert is_locked(found, "profiles", "amt", NOWHERE, one)
    assert not is_locked(found, "profiles", "posteingang", NOWHERE, one)
    assert dpi(one) == 240


def test_a_users_file_of_the_same_name_does_not_win(tmp_path: Path, share: Path) -> None:
    one = settings(tmp_path / "home", share)
    put(tmp_path / "home", "kreis/profiles/amt.toml", PROFILE.format(dpi=100))
    take_over(one, now=NOW)
    assert dpi(one) == 240


def test_changes_are_taken_over_at_the_next_start(tmp_path: Path, share: Path) -> None:
    one = settings(tmp_path / "home", share)
    copies = []
    for resolution in (240, 200, 400, 240):
        put(share, "tenants/kreis/profiles/amt.toml", PROFILE.format(dpi=resolution))
        take_over(one, now=NOW)
        assert dpi(one) == resolution
        copies.append(kept_copy(one))
    assert copies[0] == copies[3]
    assert len(list(folder_of(one).glob("copy-*"))) == 2  # this one, and the one before
    assert not list(folder_of(one).glob(".new-*"))


def test_a_share_that_is_away_leaves_the_last_good_copy(tmp_path: Path, share: Path) -> None:
    one = settings(tmp_path / "home", share)
    take_over(one, now=NOW)
    share.rename(tmp_path / "weg")
    taken = take_over(one, now=NOW + timedelta(days=3))
    assert taken.failed
    assert (taken.taken, taken.tried) == ("2026-11-22T12:00:00+00:00", "2026-11-25T12:00:00+00:00")
    assert (taken.problem.de, taken.problem.en) == ("nicht vorhanden", "not there")
    assert known(one) == taken
    assert dpi(one) == 240
    (tmp_path / "weg").rename(share)
    assert take_over(one, now=NOW + timedelta(days=3, minutes=1)).failed  # not asked so soon again
    assert not take_over(one, now=NOW + timedelta(days=3, minutes=1), by_hand=True).failed
    assert not known(one).failed


def test_a_share_that_never_answered_is_said(tmp_path: Path) -> None:
    one = settings(tmp_path / "home", tmp_path / "gibt-es-nicht")
    with pytest.raises(DeclarationsMissing) as caught:
        take_over(one, now=NOW)
    assert "gibt-es-nicht" in caught.value.sentence("de")
    assert caught.value.exit_code == 76
    (tmp_path / "gibt-es-nicht").mkdir()
    with pytest.raises(DeclarationsMissing, match="it lacks the folder tenants"):
        take_over(one, now=NOW)


def test_a_mistake_on_the_share_keeps_what_works(tmp_path: Path, share: Path) -> None:
    one = settings(tmp_path / "home", share)
    take_over(one, now=NOW)
    put(share, "tenants/kreis/profiles/amt.toml", 'title = "Amt"\n\n[scan]\nresolution = 9\n')
    taken = take_over(one, now=NOW)
    file = share / "tenants/kreis/profiles/amt.toml"
    assert f"Die Datei {file} ist in Zeile 4 fehlerhaft: scan.resolution" in taken.problem.de
    assert dpi(one) == 240


@pytest.mark.posix
def test_a_share_that_hangs_costs_the_deadline_only(tmp_path: Path, share: Path) -> None:
    one = settings(tmp_path / "home", share, seconds=1)
    take_over(one, now=NOW)
    with leased(share / "tenants/kreis/profiles/amt.toml"):
        taken = take_over(one, now=NOW)
    assert taken.problem.de == "keine Antwort in 1 Sekunden"
    assert dpi(one) == 240


def test_by_hand_and_never(tmp_path: Path, share: Path) -> None:
    by_hand = settings(tmp_path / "a", share, "manual")
    never = settings(tmp_path / "b", share, "never")
    for one in (by_hand, never):
        take_over(one, now=NOW)  # the first time there is nothing to work with
    put(share, "tenants/kreis/profiles/amt.toml", PROFILE.format(dpi=300))
    for one in (by_hand, never):
        take_over(one, now=NOW)
        assert dpi(one) == 240
        take_over(one, by_hand=True, now=NOW)
    assert (dpi(by_hand), dpi(never)) == (300, 240)


def test_a_copy_that_somebody_changed_is_made_anew(tmp_path: Path, share: Path) -> None:
    one = settings(tmp_path / "home", share)
    take_over(one, now=NOW)
    copy = kept_copy(one)
    assert copy is not None
    put(copy, "tenants/kreis/targets/eakte.toml", TARGET.replace("/srv", "/home/anna"))
    put(copy, "tenants/kreis/profiles/mehr.toml", PROFILE.format(dpi=100))
    take_over(one, now=NOW)
    found = load_configuration(tmp_path / "home", "kreis", NOWHERE, one)
    assert found.target("eakte").address == "/srv/ablage"
    assert "mehr" not in found.profiles


def test_a_copy_counts_for_its_own_share_only(tmp_path: Path, share: Path) -> None:
    take_over(settings(tmp_path / "home", share), now=NOW)
    other = shutil.copytree(share, tmp_path / "andere")
    assert kept_copy(settings(tmp_path / "home", other)) is None
    assert kept_copy(settings(tmp_path / "home", "")) is None
    assert take_over(settings(tmp_path / "home", "")).copy == ""


def fixed(one: Settings) -> Settings:
    return replace(one, allowed=Allowed(targets=("eakte",)))


def loaded(one: Settings) -> Configuration:
    return load_configuration(Path(one.home), "kreis", NOWHERE, one)


def test_a_fixed_target_is_used_only_as_the_share_says_it_now(tmp_path: Path, share: Path) -> None:
    one = fixed(settings(tmp_path / "home", share))
    take_over(one, now=NOW)
    configuration = loaded(one)
    assert configuration.target("eakte").address == "/srv/ablage"
    share.rename(tmp_path / "weg")
    assert set(configuration.targets) == {"eakte"}  # scanning goes on
    with pytest.raises(TargetUnproven) as caught:
        configuration.target("eakte")
    sentence = caught.value.sentence("de")
    assert "„eakte“" in sentence
    assert str(share / "tenants/kreis/targets/eakte.toml") in sentence
    assert "sobald die Freigabe erreichbar ist" in sentence
    assert (caught.value.exit_code, caught.value.permanent) == (78, False)
    (tmp_path / "weg").rename(share)
    assert configuration.target("eakte").address == "/srv/ablage"


def test_a_copy_that_the_account_changed_redirects_nothing(tmp_path: Path, share: Path) -> None:
    one = fixed(settings(tmp_path / "home", share))
    take_over(one, now=NOW)
    copy = kept_copy(one)
    assert copy is not None
    put(copy, "tenants/kreis/targets/eakte.toml", TARGET.replace("/srv", "/home/anna"))
    with pytest.raises(TargetUnproven, match="something else"):
        loaded(one).target("eakte")
    share.rename(tmp_path / "weg")
    assert take_over(one, now=NOW).failed
    with pytest.raises(TargetUnproven, match="not there"):
        loaded(one).target("eakte")
    assert loaded(replace(one, allowed=Allowed())).target("eakte").address == "/home/anna/ablage"


def test_a_target_that_changed_on_the_share_waits_for_the_next_taking_over(
    tmp_path: Path, share: Path
) -> None:
    one = fixed(settings(tmp_path / "home", share))
    take_over(one, now=NOW)
    before = loaded(one)
    put(share, "tenants/kreis/targets/eakte.toml", TARGET.replace("/srv", "/neu"))
    with pytest.raises(TargetUnproven):
        before.target("eakte")
    take_over(one, now=NOW)
    assert loaded(one).target("eakte").address == "/neu/ablage"


@pytest.mark.parametrize(
    ("update", "wanted", "useless"),
    [
        ("never", "Die IT ändert dann diese Richtlinie oder verteilt", "--update"),
        ("manual", "bitte „scanstation profiles --update“ ausführen (lassen), denn", "neu starten"),
        ("start", "scanstation neu starten oder", "ersten Mal"),
    ],
)
def test_a_changed_target_stays_refused_until_what_the_sentence_says_is_done(
    tmp_path: Path,
    share: Path,
    update: str,
    wanted: str,
    useless: str,
) -> None:
    one = fixed(settings(tmp_path / "home", share, update))
    take_over(one, now=NOW)
    put(share, "tenants/kreis/targets/eakte.toml", TARGET.replace("/srv", "/neu"))
    with pytest.raises(TargetUnproven) as caught:
        loaded(one).target("eakte")
    assert wanted in caught.value.sentence("de")
    assert useless not in caught.value.sentence("de")
    take_over(one, by_hand=True, now=NOW)
    if update == "never":
        with pytest.raises(TargetUnproven, match="the first time only"):
            loaded(one).target("eakte")
    one = replace(one, declarations=replace(one.declarations, update="start"))
    take_over(one, now=NOW)
    assert loaded(one).target("eakte").address == "/neu/ablage"


def test_what_lies_in_the_machines_folder_needs_no_share(tmp_path: Path, share: Path) -> None:
    one = fixed(settings(tmp_path / "home", share))
    take_over(one, now=NOW)
    put(tmp_path / "it", "tenants/kreis/targets/eakte.toml", TARGET.replace("/srv", "/it"))
    share.rename(tmp_path / "weg")
    found = load_configuration(tmp_path / "home", "kreis", tmp_path / "it", one)
    assert found.target("eakte").address == "/it/ablage"


@pytest.mark.posix
def test_a_share_that_hangs_is_no_proof(tmp_path: Path, share: Path) -> None:
    one = fixed(settings(tmp_path / "home", share, seconds=1))
    take_over(one, now=NOW)
    configuration = loaded(one)
    hanging = leased(share / "tenants/kreis/targets/eakte.toml")
    with hanging, pytest.raises(TargetUnproven, match="no answer within 1 seconds"):
        configuration.target("eakte")


def test_a_damaged_note_is_no_copy(tmp_path: Path, share: Path) -> None:
    one = settings(tmp_path / "home", share)
    take_over(one, now=NOW)
    for text in ("", "[]", '{"source": 1}', '{"problem": {"de": "", "en": ""}}'):
        (folder_of(one) / "state.json").write_text(text)
        assert kept_copy(one) is None
    take_over(one, now=NOW)
    assert dpi(one) == 240


@pytest.mark.posix
def test_a_folder_of_the_share_that_cannot_be_listed_takes_nothing_away(
    tmp_path: Path, share: Path
) -> None:
    wanted = settings(tmp_path / "heim", share)
    before = take_over(wanted, now=NOW)
    closed = share / "tenants" / "kreis" / "targets"
    closed.chmod(0)
    try:
        with without_privilege():
            after = take_over(wanted, now=NOW + timedelta(hours=1))
    finally:
        closed.chmod(0o700)
    assert (after.copy, after.files) == (before.copy, before.files)
    assert after.problem.de == "targets: das Leserecht fehlt"
    assert after.problem.en == "targets: no right to read it"
