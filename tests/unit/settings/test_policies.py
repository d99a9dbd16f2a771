"""A machine's policies: which count, what variables mean in them, what is said of a wrong one."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from scanstation.errors import ConfigurationLocked, PolicyInvalid, PolicyUnsafe
from scanstation.settings import Settings, load_settings
from scanstation.settings import policies as machine
from scanstation.settings.expansion import expanded
from scanstation.settings.policies import find_policies, machine_policies
from scanstation.settings.registry import BRANCH, INSTALLATION, read_branch, read_installation
from scanstation.settings.source import Source
from tests.builders.machine import machine as machine_of
from tests.builders.rights import without_privilege
from tests.unit.settings.test_layers import Registry, policy, station


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "Heim für Übung"


@pytest.fixture
def etc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "etc"
    folder.mkdir()
    monkeypatch.setattr(machine, "MACHINE", machine_of(folder))
    return folder


def refused(home: Path, source: Source) -> PolicyInvalid:
    with pytest.raises(PolicyInvalid) as caught:
        station(home, source)
    return caught.value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[ocr]\nworkers = "viele"\n', "ocr.workers = viele (FILE, Zeile 2)"),
        ('\n[log]\nlevel = "laut"\n', "log.level = laut (FILE, Zeile 3)"),
        ('[allowed]\ndevices = ["epson"]\n', "allowed.devices = ['epson'] (FILE, Zeile 2)"),
        ('[allowed]\ntenants = ["Kreis Nord"]\n', "allowed.tenants = ['Kreis Nord'] (FILE"),
        ('[allowed]\ntargets = ["a", 7]\n', "allowed.targets[2] = 7 (FILE, Zeile 2)"),
        ('[declarations]\nfolder = "freigabe"\n', "declarations.folder = freigabe (FILE"),
        ("[declarations]\nseconds = 0\n", "declarations.seconds = 0 (FILE, Zeile 2)"),
        ("[retention]\nraw_days = -1\n", "retention.raw_days = -1 (FILE, Zeile 2)"),
        ("[allowed]\ntraining = 3\n", "allowed.training = 3 (FILE, Zeile 2)"),
        ('target = "Zwei Ziele"\n', "target = Zwei Ziele (FILE, Zeile 1)"),
        ('sprache = "de"\n', "sprache = de (FILE, Zeile 1)"),
        ('language = "de\n', "10-it.toml = 10-it.toml (FILE, Zeile 1)"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_guessed(
    home: Path, tmp_path: Path, etc: Path, text: str, said: str
) -> None:
    file = etc / "10-it.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyInvalid) as caught:
        load_settings({"SCANSTATION_HOME": str(home)})
    sentence = caught.value.sentence("de")
    assert said.replace("FILE", str(file)) in sentence
    assert "scanstation startet nicht mit einer halben Richtlinie" in sentence
    assert "Tell your IT" in caught.value.sentence("en")
    assert caught.value.exit_code == 58


def test_a_wrong_value_of_the_registry_names_the_branch(home: Path) -> None:
    source = read_branch(Registry({"ocr": {"Workers": "viele"}}), BRANCH)
    assert source is not None
    assert rf"ocr.workers = viele (HKLM\{BRANCH})" in refused(home, source).sentence("de")


def test_lists_and_truths_of_the_registry(home: Path) -> None:
    tree = {
        "Allowed": {"Devices": ["twain:64:*", "escl:*"], "targets": None, "training": 0},
        "Declarations": {"Seconds": 3},
    }
    source = read_branch(Registry(tree), BRANCH)
    assert source is not None
    settings = station(home, source).settings
    assert settings.allowed.devices == ("twain:64:*", "escl:*")
    assert (settings.allowed.targets, settings.allowed.training) == ((), False)
    assert settings.declarations.seconds == 3


def test_files_in_the_order_of_their_names(home: Path, etc: Path) -> None:
    (etc / "20-amt.toml").write_text('station = "b"\n')
    (etc / "10-kreis.toml").write_text('station = "a"\n[log]\nlevel = "debug"\n')
    (etc / "liesmich.txt").write_text("kein TOML")
    found = load_settings({"SCANSTATION_HOME": str(home)})
    assert (found.settings.station, found.settings.log.level) == ("b", "debug")
    origin = found.origins["log.level"]
    assert (origin.locked, origin.file, origin.line) == (True, str(etc / "10-kreis.toml"), 3)


def test_what_the_installation_was_given_is_the_weakest_policy(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "amt.toml"
    file.write_text('station = "datei"\nverfahrensdokumentation = "2"\ntarget = "datei"\n')
    given = read_installation(
        Registry({"InstallDir": "C:\\x", "PolicyFile": "%AMT%/amt.toml", "Target": "eakte"})
    )
    group = read_branch(Registry({"Station": "gruppe"}), BRANCH)
    assert given is not None
    assert given.file == rf"HKLM\{INSTALLATION}"
    monkeypatch.setattr(machine, "installation", lambda: given)
    monkeypatch.setattr(machine, "registry_policy", lambda: group)
    found = [
        one.read()
        for one in find_policies({"AMT": str(tmp_path)}, machine_of(tmp_path), windows=True)
    ]
    settings = station(home, *found).settings
    assert (settings.station, settings.verfahrensdokumentation) == ("gruppe", "2")
    assert settings.target == "datei"
    assert station(home, found[0]).settings.target == "eakte"
    assert station(home, found[0]).origins["target"].file == rf"HKLM\{INSTALLATION}"


def test_a_policy_file_that_is_not_there_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = tmp_path / "fehlt.toml"
    given = read_installation(Registry({"PolicyFile": str(lost)}))
    monkeypatch.setattr(machine, "installation", lambda: given)
    monkeypatch.setattr(machine, "registry_policy", lambda: None)
    (found,) = find_policies({}, windows=True)
    assert found.place == rf"HKLM\{INSTALLATION}, PolicyFile"
    with pytest.raises(PolicyInvalid, match=r"fehlt\.toml"):
        found.read()


def test_a_policy_file_that_others_can_change_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "amt.toml"
    file.write_text('station = "datei"\n')
    given = read_installation(Registry({"PolicyFile": str(file)}))
    monkeypatch.setattr(machine, "installation", lambda: given)
    monkeypatch.setattr(machine, "registry_policy", lambda: None)
    (found,) = find_policies({}, machine_of(tmp_path), windows=True)
    assert found.read().table == {"station": "datei"}
    (found,) = find_policies({}, machine_of(tmp_path, file), windows=True)
    with pytest.raises(PolicyUnsafe, match="Anna may"):
        found.read()


@pytest.mark.parametrize(
    ("tree", "said"),
    [
        ({"station": ["a", "b"]}, "station = ['a', 'b']"),
        ({"station": b"amt"}, "station = b'amt'"),
        ({"station": 17}, "station = 17"),
        ({"station": {"name": "amt"}}, "station = …"),
        ({"ocr": {"workers": ["2"]}}, "ocr.workers = ['2']"),
        ({"ocr": {"workers": b"2"}}, "ocr.workers = b'2'"),
        ({"ocr": {"workers": None}}, "ocr.workers = []"),
        ({"ocr": {"engine": ["tesserocr"]}}, "ocr.engine = ['tesserocr']"),
        ({"ocr": "tesserocr"}, "ocr = tesserocr"),
        ({"retry": {"first": ["1.5"]}}, "retry.first = ['1.5']"),
        ({"retry": {"first": b"1.5"}}, "retry.first = b'1.5'"),
        ({"allowed": {"training": ["0"]}}, "allowed.training = ['0']"),
        ({"allowed": {"devices": 1}}, "allowed.devices = 1"),
        ({"allowed": {"devices": b"escl:*"}}, "allowed.devices = b'escl:*'"),
        ({"home": ["C:\\x"]}, "home = ["),
        ({"station": b"x" * 5000}, "station = b'xxx"),
    ],
)
def test_a_value_of_another_type_is_named(home: Path, tree: dict[str, object], said: str) -> None:
    source = read_branch(Registry(tree), BRANCH)
    assert source is not None
    sentence = refused(home, source).sentence("de")
    assert said in sentence
    assert len(sentence) < 900


class Closed(Registry):
    """A registry that this account may not read."""

    def OpenKey(self, *_: object) -> AbstractContextManager[None]:  # noqa: N802  # winreg's
        raise PermissionError(5, "Zugriff verweigert")


def test_a_branch_that_cannot_be_read_is_a_policy_that_does_not_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "installation", lambda: None)
    monkeypatch.setattr(machine, "registry_policy", lambda: read_branch(Closed({}), BRANCH))
    (found,) = find_policies({}, machine_of(tmp_path), windows=True)
    assert found.place == rf"HKLM\{BRANCH}"
    with pytest.raises(PolicyInvalid, match="Zugriff verweigert"):
        found.read()


@pytest.mark.posix
def test_a_folder_that_cannot_be_listed_is_a_policy_that_does_not_hold(
    home: Path, etc: Path
) -> None:
    (etc / "scanstation.toml").write_text('tenant = "sozialamt"\n')
    etc.chmod(0o311)
    with without_privilege():
        (found,) = find_policies({}, machine_of(etc), windows=False)
        assert found.place == str(etc)
        with pytest.raises(PolicyInvalid, match="no right to read it"):
            found.read()
        with pytest.raises(PolicyInvalid) as caught:
            load_settings({"SCANSTATION_HOME": str(home)})
    etc.chmod(0o755)
    assert caught.value.exit_code == 58


def test_with_targets_fixed_nobody_chooses_a_folder_of_declarations(
    home: Path, tmp_path: Path
) -> None:
    (home).mkdir()
    own = tmp_path / "eigene"
    text = f'[declarations]\nfolder = "{own.as_posix()}"\n'
    (home / "settings.toml").write_text(text, encoding="utf-8")
    assert station(home).settings.declarations.folder == own.as_posix()
    fixed = station(home, policy(tmp_path, '[allowed]\ntargets = ["eakte"]\n'))
    assert fixed.settings.declarations.folder == ""
    assert fixed.origins["declarations.folder"].locked
    both = policy(tmp_path, f'[allowed]\ntargets = ["eakte"]\n{text.replace("eigene", "it")}')
    assert station(home, both).settings.declarations.folder == (tmp_path / "it").as_posix()


def test_an_installation_without_wishes_is_no_policy() -> None:
    assert read_installation(Registry({"InstallDir": "C:\\x", "Version": "0.1.0"})) is None
    assert read_installation(Registry({"absent": True})) is None


def test_variables_in_a_policys_home(tmp_path: Path) -> None:
    environ = {"LOCALAPPDATA": str(tmp_path / "Anna Müller"), "AMT": "jugend"}
    fixed = policy(tmp_path, "home = '%LocalAppData%/scanstation/${AMT}'\n")
    found = load_settings(environ, [fixed])
    assert found.home == tmp_path / "Anna Müller" / "scanstation" / "jugend"
    assert found.origins["home"].locked
    with pytest.raises(ConfigurationLocked):
        load_settings({**environ, "SCANSTATION_HOME": str(tmp_path)}, [fixed])
    with pytest.raises(PolicyInvalid, match="%LocalAppData%"):
        load_settings({}, [fixed])


@pytest.mark.parametrize("path", ["scanstation", "${LEER}", "%%", "../x", "C:scans"])
def test_a_path_that_does_not_say_where_is_refused(path: str) -> None:
    with pytest.raises(PolicyInvalid):
        expanded(path, {"LEER": ""}, "hier", "home")


@pytest.mark.parametrize(
    ("path", "result"),
    [
        (r"%ProgramData%\scanstation", r"C:\ProgramData\scanstation"),
        (r"\\server\freigabe$\scan 100% neu", r"\\server\freigabe$\scan 100% neu"),
        ("~/scans", f"{Path.home()}/scans"),
        ("", ""),
    ],
)
def test_paths_with_and_without_variables(path: str, result: str) -> None:
    assert expanded(path, {"PROGRAMDATA": r"C:\ProgramData"}, "hier") == result


def test_variables_stay_out_of_other_values(tmp_path: Path, home: Path) -> None:
    environ = {"SCANSTATION_HOME": str(home), "HIER": "/srv"}
    fixed = policy(tmp_path, 'station = "%NAME%"\n[ocr]\ntessdata = "${HIER}/x"\n')
    settings = load_settings(environ, [fixed]).settings
    assert (settings.station, settings.ocr.tessdata) == ("%NAME%", "/srv/x")
    fixed = policy(tmp_path, '[declarations]\nfolder = "${HIER}/x"\n')
    with pytest.raises(PolicyInvalid, match=r"declarations\.folder"):
        load_settings(environ, [fixed])


def test_without_policies_everything_is_allowed(home: Path, etc: Path) -> None:
    assert machine_policies() == []
    settings = Settings(str(home))
    assert settings.allowed.training
    assert not any((settings.allowed.devices, settings.allowed.targets, settings.allowed.tenants))
