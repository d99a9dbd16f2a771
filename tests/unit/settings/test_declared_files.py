"""Values of a profile changed by hand or by the window, and the keys file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanstation.errors import (
    ConfigurationInvalid,
    ConfigurationLocked,
    ConfigurationUnknown,
    UsageError,
)
from scanstation.model import Mode
from scanstation.settings import (
    change_profile,
    copy_declared,
    is_locked,
    load_configuration,
    load_keys,
    profile_values,
    save_keys,
)
from scanstation.settings.settings_file import with_value

TENANT = "uebung"


def test_a_change_makes_a_file_of_the_tenants_own_and_keeps_the_rest(tmp_path: Path) -> None:
    before = load_configuration(tmp_path, TENANT).profile("sozialakte")
    changes = {
        "scan.resolution": "200",
        "scan.mode": "grey",
        "imaging.drop_blank": "false",
        "imaging.symbologies": "QRCode, Code128",
        "languages": "deu, eng",
        "title.de": 'Akte „neu"',
        "check_sample": "0.5",
    }
    path = change_profile(tmp_path, TENANT, "sozialakte", changes)
    assert path == tmp_path / TENANT / "profiles" / "sozialakte.toml"
    after = load_configuration(tmp_path, TENANT).profile("sozialakte")
    assert (after.scan.resolution, after.scan.mode) == (200, Mode.GREY)
    assert after.imaging.symbologies == ("QRCode", "Code128")
    assert after.languages == ("deu", "eng")
    assert not after.imaging.drop_blank
    assert (after.title.de, after.title.en) == ('Akte „neu"', before.title.en)
    assert after.separation == before.separation
    assert "# Social file:" in path.read_text(encoding="utf-8")
    values = profile_values(after)
    assert change_profile(tmp_path, TENANT, "sozialakte", values) == path
    assert load_configuration(tmp_path, TENANT).profile("sozialakte") == after


@pytest.mark.parametrize("written", ["", 'extra = { "df-action" = "Stop" }', "[scan.extra]"])
def test_a_drivers_own_options_are_set_one_by_one(tmp_path: Path, written: str) -> None:
    path = change_profile(tmp_path, TENANT, "posteingang", {"scan.resolution": "200"})
    text = path.read_text(encoding="utf-8")
    at = text.index("[imaging]")
    path.write_text(text[:at] + written + "\n\n" + text[at:], encoding="utf-8")
    change_profile(tmp_path, TENANT, "posteingang", {"scan.extra.df-action": "Default"})
    changes = {"scan.extra.brightness": "20", "scan.extra.0x8001": "1", "scan.mode": "grey"}
    change_profile(tmp_path, TENANT, "posteingang", changes)
    profile = load_configuration(tmp_path, TENANT).profile("posteingang")
    after = profile.scan
    assert profile_values(profile)["scan.extra.0x8001"] == "1"
    assert dict(after.extra) == {"df-action": "Default", "brightness": "20", "0x8001": "1"}
    assert (after.resolution, after.mode) == (200, Mode.GREY)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("scan.resolution", "7"),
        ("scan.resolution", "viel"),
        ("scan.mode", "bunt"),
        ("target", "weg"),
        ("document_class", "gibt-es-nicht"),
        ("unbekannt", "1"),
    ],
)
def test_a_value_that_is_not_allowed_changes_nothing(tmp_path: Path, key: str, value: str) -> None:
    with pytest.raises(ConfigurationInvalid) as refused:
        change_profile(tmp_path, TENANT, "posteingang", {"scan.depth": "1", key: value})
    assert key in refused.value.sentence("de")
    assert not (tmp_path / TENANT).exists()


def test_what_it_rolled_out_is_locked(tmp_path: Path) -> None:
    machine = tmp_path / "machine"
    rolled_out = machine / "tenants" / TENANT / "profiles" / "amt.toml"
    rolled_out.parent.mkdir(parents=True)
    rolled_out.write_text('title = "Amt"\n')
    configuration = load_configuration(tmp_path, TENANT, machine)
    assert is_locked(configuration, "profiles", "amt", machine)
    assert not is_locked(configuration, "profiles", "posteingang", machine)
    with pytest.raises(ConfigurationLocked):
        change_profile(tmp_path, TENANT, "amt", {"scan.resolution": "200"}, machine)
    copy_declared(tmp_path, TENANT, "profiles", "amt", "amt-2", machine)
    change_profile(tmp_path, TENANT, "amt-2", {"scan.resolution": "200"}, machine)
    assert load_configuration(tmp_path, TENANT, machine).profile("amt-2").scan.resolution == 200


@pytest.mark.parametrize("new", ["posteingang", "../weg", "Mit Leerzeichen", ""])
def test_a_copy_needs_a_name_of_its_own(tmp_path: Path, new: str) -> None:
    with pytest.raises(UsageError):
        copy_declared(tmp_path, TENANT, "profiles", "sozialakte", new)
    assert not (tmp_path / "weg.toml").exists()


def test_only_what_exists_is_copied(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationUnknown):
        copy_declared(tmp_path, TENANT, "classes", "gibt-es-nicht", "neu")
    copy_declared(tmp_path, TENANT, "classes", "antrag", "antrag-2")
    found = load_configuration(tmp_path, TENANT)
    assert found.document_class("antrag-2").fields == found.document_class("antrag").fields


def test_a_list_over_several_lines_is_replaced_whole() -> None:
    text = 'a = [\n  "x",  # first\n  "y",\n]\nb = """\nzwei\nZeilen"""\nc = 1\n'
    assert with_value(text, ("a",), ["z"]) == 'a = ["z"]\nb = """\nzwei\nZeilen"""\nc = 1\n'
    assert (
        with_value(text, ("b",), "kurz") == 'a = [\n  "x",  # first\n  "y",\n]\nb = "kurz"\nc = 1\n'
    )


@settings(max_examples=50)
@given(
    st.dictionaries(
        st.from_regex(r"[a-z]+\.[a-z_0-9]+", fullmatch=True),
        st.lists(st.text(max_size=12), max_size=3),
    )
)
def test_keys_come_back_as_they_were_saved(
    tmp_path_factory: pytest.TempPathFactory, keys: dict[str, list[str]]
) -> None:
    home = tmp_path_factory.mktemp("home")
    save_keys(home, keys)
    assert load_keys(home) == {command: tuple(one) for command, one in keys.items()}


def test_a_keys_file_that_holds_something_else_is_named(tmp_path: Path) -> None:
    assert load_keys(tmp_path) == {}
    (tmp_path / "keys.toml").write_text('"edit.undo" = ["Ctrl+Z"]\n"edit.redo" = 7\n')
    with pytest.raises(ConfigurationInvalid) as refused:
        load_keys(tmp_path)
    assert "Zeile 2" in refused.value.sentence("de")
