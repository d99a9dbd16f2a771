"""Defaults, policy, user: who wins, what is locked, and how a setting is written."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from scanstation.errors import ConfigurationInvalid, ConfigurationLocked, ConfigurationUnknown
from scanstation.settings import Station, load_settings, save_setting
from scanstation.settings.registry import BRANCH, INSTALLATION, read_branch
from scanstation.settings.source import Source, read_source
from scanstation.settings.values import is_folder_name


def station(home: Path, *policies: Source) -> Station:
    return load_settings({"SCANSTATION_HOME": str(home)}, policies)


def policy(folder: Path, text: str, name: str = "10-it.toml") -> Source:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_source(path)


def user(home: Path, text: str) -> None:
    home.mkdir(exist_ok=True)
    (home / "settings.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "Heim für Übung"


def test_defaults(home: Path) -> None:
    found = station(home)
    assert found.home == home
    assert found.settings.language == "de"
    assert found.settings.tenant == "uebung"
    assert found.settings.profile == "posteingang"
    assert found.origins["language"].layer == "default"
    assert found.origins["home"].layer == "environment"
    assert not home.exists()


def test_without_the_variable_home_is_the_accounts_own() -> None:
    assert "scanstation" in str(load_settings({}, ()).home)


def test_user_settings_win_over_defaults(home: Path) -> None:
    user(home, 'language = "en"\n[ocr]\nworkers = 2\n')
    found = station(home)
    assert (found.settings.language, found.settings.ocr.workers) == ("en", 2)
    origin = found.origins["ocr.workers"]
    assert (origin.layer, origin.line) == ("user", 3)
    assert origin.file.endswith("settings.toml")


def test_a_policy_wins_over_the_user_and_says_so(home: Path, tmp_path: Path) -> None:
    user(home, 'language = "en"\n[ocr]\nworkers = 2\nengine = "pytesseract"\n')
    found = station(home, policy(tmp_path, "[ocr]\nworkers = 1\n"))
    assert found.settings.ocr.workers == 1
    assert found.settings.ocr.engine == "pytesseract"
    assert found.origins["ocr.workers"].locked
    assert not found.origins["ocr.engine"].locked
    with pytest.raises(ConfigurationLocked) as caught:
        save_setting(found, "ocr.workers", "4")
    assert "ocr.workers" in caught.value.sentence("de")
    assert station(home).settings.ocr.workers == 2


def test_later_policies_win_over_earlier_ones(home: Path, tmp_path: Path) -> None:
    first = policy(tmp_path, 'station = "a"\nlanguage = "en"\n')
    second = policy(tmp_path, 'station = "b"\n', "20-abteilung.toml")
    found = station(home, first, second)
    assert (found.settings.station, found.settings.language) == ("b", "en")


def test_a_policys_home_is_final(tmp_path: Path) -> None:
    fixed = policy(tmp_path, f'home = "{(tmp_path / "zentral").as_posix()}"\n')
    assert load_settings({}, [fixed]).home == tmp_path / "zentral"
    with pytest.raises(ConfigurationLocked):
        load_settings({"SCANSTATION_HOME": str(tmp_path / "anders")}, [fixed])


def test_the_users_file_does_not_move_home(home: Path) -> None:
    user(home, 'home = "/anderswo"\n')
    assert station(home).home == home


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ('sprache = "de"', 1, "sprache"),
        ('language = "fr"', 1, "language"),
        ("\n[retry]\nfactor = 0.5", 3, "retry.factor"),
        ('[ocr]\nengine = "abbyy"', 2, "ocr.engine"),
        ('[ocr]\nworkers = "2"', 2, "ocr.workers"),
        ('tenant = "Kreis Nord"', 1, "tenant"),
        ('tenant = "nul"', 1, "tenant"),
        ('station = ""', 1, "station"),
        ('ocr = "schnell"', 1, "ocr"),
    ],
)
def test_wrong_settings_are_pointed_at(
    home: Path, tmp_path: Path, text: str, line: int, key: str
) -> None:
    user(home, text)
    with pytest.raises(ConfigurationInvalid) as caught:
        station(home)
    assert (caught.value.details["line"], caught.value.details["key"]) == (line, key)
    (home / "settings.toml").unlink()
    with pytest.raises(ConfigurationInvalid) as caught:
        station(home, policy(tmp_path, text))
    assert "10-it.toml" in str(caught.value.details["file"])


def test_settings_are_written_one_by_one_and_the_rest_stays(home: Path) -> None:
    user(home, '# Unsere Station\nlanguage = "en" # vorerst\n\n[ocr]\n# wenig\nworkers = 2\n')
    for key, value in (
        ("language", "de"),
        ("ocr.workers", "3"),
        ("ocr.engine", "pytesseract"),
        ("organisation.name", 'Kreis "Nord" \\ Süd'),
        ("retry.first", "0.5"),
        ("station", "Scanplatz 1"),
    ):
        save_setting(station(home), key, value)
    text = (home / "settings.toml").read_text(encoding="utf-8")
    assert "# Unsere Station" in text
    assert "# wenig" in text
    found = station(home).settings
    assert (found.language, found.ocr.workers, found.ocr.engine) == ("de", 3, "pytesseract")
    assert found.organisation.name == 'Kreis "Nord" \\ Süd'
    assert (found.retry.first, found.station) == (0.5, "Scanplatz 1")
    assert [path.name for path in home.iterdir()] == ["settings.toml"]


def test_what_cannot_be_set(home: Path) -> None:
    found = station(home)
    with pytest.raises(ConfigurationUnknown):
        save_setting(found, "ocr.speed", "9")
    with pytest.raises(ConfigurationInvalid):
        save_setting(found, "ocr.workers", "viele")
    with pytest.raises(ConfigurationInvalid):
        save_setting(found, "limits.chunk_mb", "0")
    with pytest.raises(ConfigurationLocked):
        save_setting(found, "home", "/anderswo")
    assert not home.exists()


def test_every_value_has_an_origin(home: Path) -> None:
    found = station(home)
    assert found.values().keys() == found.origins.keys()
    assert found.values()["ocr.engine"] == "tesserocr"


class Registry:
    """The part of ``winreg`` that is used, over a tree of dictionaries."""

    HKEY_LOCAL_MACHINE = 1
    KEY_READ = 2
    KEY_WOW64_64KEY = 256

    def __init__(self, tree: dict[str, Any]) -> None:
        self.tree = tree

    def OpenKey(self, root: int, path: str, _: int, access: int) -> AbstractContextManager[Any]:  # noqa: N802
        assert (root, access) == (1, 258)
        node = self.tree
        for part in path.removeprefix(BRANCH).removeprefix(INSTALLATION).strip("\\").split("\\"):
            if part:
                node = node[part]
        if self.tree.get("absent"):
            raise FileNotFoundError
        return nullcontext(node)

    def QueryInfoKey(self, key: dict[str, Any]) -> tuple[int, int, int]:  # noqa: N802
        tables = [name for name, value in key.items() if isinstance(value, dict)]
        return len(tables), len(key) - len(tables), 0

    def EnumKey(self, key: dict[str, Any], place: int) -> str:  # noqa: N802
        return [name for name, value in key.items() if isinstance(value, dict)][place]

    def EnumValue(self, key: dict[str, Any], place: int) -> tuple[str, Any, int]:  # noqa: N802
        values = [(name, value) for name, value in key.items() if not isinstance(value, dict)]
        return (*values[place], 1)


def test_registry_policy(home: Path) -> None:
    tree = {
        "language": "en",
        "ocr": {"workers": 3, "engine": "pytesseract"},
        "retry": {"first": "1.5"},
    }
    source = read_branch(Registry(tree), BRANCH)
    assert source is not None
    found = station(home, source)
    assert (found.settings.language, found.settings.ocr.workers) == ("en", 3)
    assert found.settings.retry.first == 1.5
    assert found.origins["ocr.workers"].locked
    assert found.origins["ocr.workers"].file == rf"HKLM\{BRANCH}\ocr"


def test_no_branch_and_an_empty_one_are_no_policy() -> None:
    assert read_branch(Registry({"absent": True}), BRANCH) is None
    assert read_branch(Registry({}), BRANCH) is None


def test_a_wrong_registry_value_names_the_branch(home: Path) -> None:
    source = read_branch(Registry({"ocr": {"workers": "viele"}}), BRANCH)
    assert source is not None
    with pytest.raises(ConfigurationInvalid) as caught:
        station(home, source)
    assert caught.value.details["file"] == rf"HKLM\{BRANCH}"


@pytest.mark.parametrize("name", ["uebung", "kreis-2", "a"])
def test_folder_names(name: str) -> None:
    assert is_folder_name(name)


@pytest.mark.parametrize(
    "name", ["", "Kreis", "a b", "..", "con", "com1", "-a", "ü", "a" * 65, "a/b"]
)
def test_no_folder_names(name: str) -> None:
    assert not is_folder_name(name)
