from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanstation.errors import CredentialMissing, CredentialStoreFailed
from scanstation.upload.credentials import (
    CredentialStore,
    FileCredentials,
    KeyringCredentials,
    MemoryCredentials,
    Secret,
    open_credentials,
)

SECRET = Secret("prüfer", 'ge"heim\\ ß 🙂')


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> CredentialStore:
    return FileCredentials(tmp_path) if request.param == "file" else MemoryCredentials()


def test_what_was_put_comes_back(store: CredentialStore) -> None:
    store.put("kreis", "dms", Secret("alt", "alt"))
    store.put("kreis", "dms", SECRET)
    assert store.get("kreis", "dms") == SECRET


def test_tenants_and_targets_are_apart(store: CredentialStore) -> None:
    store.put("ahaus", "dms", Secret("a", "1"))
    store.put("borken", "dms", Secret("b", "2"))
    store.put("borken", "ablage", Secret("c", "3"))
    store.remove("borken", "ablage")
    assert store.get("ahaus", "dms").value == "1"
    assert store.get("borken", "dms").value == "2"


def test_a_missing_login_is_named(store: CredentialStore) -> None:
    with pytest.raises(CredentialMissing) as caught:
        store.get("kreis", "dms")
    assert "targets login dms" in caught.value.sentence("de")


def test_removing_twice_is_no_error(store: CredentialStore) -> None:
    store.put("kreis", "dms", SECRET)
    store.remove("kreis", "dms")
    store.remove("kreis", "dms")
    with pytest.raises(CredentialMissing):
        store.get("kreis", "dms")


@given(st.text(min_size=3))
def test_a_secret_never_shows(value: str) -> None:
    kept = Secret("u", f"<{value}>")
    assert f"<{value}>" not in repr(kept)
    assert f"<{value}>" not in str(kept)


@pytest.mark.skipif(sys.platform == "win32", reason="rights are those of the folder there")
def test_the_file_is_for_the_account_alone(tmp_path: Path) -> None:
    store = FileCredentials(tmp_path)
    before = os.umask(0)
    try:
        store.put("kreis", "dms", SECRET)
    finally:
        os.umask(before)
    assert store.path("kreis").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in store.path("kreis").parent.iterdir()] == ["credentials.json"]


@pytest.mark.skipif(sys.platform == "win32", reason="rights are those of the folder there")
def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    store = FileCredentials(tmp_path)
    store.put("kreis", "dms", SECRET)
    store.path("kreis").chmod(0o640)
    with pytest.raises(CredentialStoreFailed, match="readable by others"):
        store.get("kreis", "dms")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"dms": "no json"}', "\x00"])
def test_a_broken_file_is_an_error_without_its_content(tmp_path: Path, content: str) -> None:
    store = FileCredentials(tmp_path)
    store.put("kreis", "dms", SECRET)
    store.path("kreis").write_text(content, encoding="utf-8")
    with pytest.raises(CredentialStoreFailed) as caught:
        store.get("kreis", "dms")
    assert "no json" not in str(caught.value)


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "kreis").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(CredentialStoreFailed):
        FileCredentials(tmp_path).put("kreis", "dms", SECRET)


ON_ITS_OWN_BUS = """
import json, pathlib, sys
from scanstation.errors import CredentialMissing
from scanstation.upload.credentials import KeyringCredentials, Secret, open_credentials

home = pathlib.Path(sys.argv[1])
opened = open_credentials(home)
store = opened.store
store.put("kreis", "dms", Secret("pr\\u00fcfer", "geh\\u00e4im"))
store.put("ahaus", "dms", Secret("a", "1"))
again = open_credentials(home).store
kept = again.get("kreis", "dms")
store.remove("ahaus", "dms")
store.remove("ahaus", "dms")
try:
    again.get("ahaus", "dms")
    missing = False
except CredentialMissing:
    missing = True
print(json.dumps({
    "kind": type(store).__name__, "warning": opened.warning is not None,
    "user": kept.user, "value": kept.value, "missing": missing,
    "files": [str(path) for path in home.rglob("*")],
}))
"""


def run_alone(home: Path, *before: str) -> subprocess.CompletedProcess[str]:
    """Run the script with nothing of this account's, neither its keyring nor its bus."""
    code = home / "script.py"
    code.write_text(ON_ITS_OWN_BUS, encoding="utf-8")
    return subprocess.run(
        [*before, sys.executable, str(code), str(home / "store")],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home),
            "LANG": "C.UTF-8",
            "PYTHONPATH": os.pathsep.join(sys.path),
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    tmp_path.chmod(0o700)
    (tmp_path / "store").mkdir()
    return tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="Secret Service is Linux's keyring")
def test_the_keyring_of_the_desktop_keeps_logins(home: Path) -> None:
    assert shutil.which("gnome-keyring-daemon"), "install gnome-keyring"
    unlock = 'printf test | gnome-keyring-daemon --unlock --components=secrets >/dev/null; "$@"'
    done = run_alone(home, "dbus-run-session", "--", "sh", "-c", unlock, "sh")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told == {
        "kind": "KeyringCredentials",
        "warning": False,
        "user": "prüfer",
        "value": "gehäim",
        "missing": True,
        "files": [],
    }


@pytest.mark.skipif(sys.platform != "linux", reason="Secret Service is Linux's keyring")
def test_without_a_keyring_there_is_a_file_and_a_warning(home: Path) -> None:
    done = run_alone(home)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["kind"] == "FileCredentials"
    assert told["warning"]
    assert told["value"] == "gehäim"


def test_the_warning_names_the_place_in_both_languages(tmp_path: Path) -> None:
    from scanstation.upload.credentials import FILE_WARNING

    for language in ("de", "en"):
        assert str(tmp_path) in FILE_WARNING.say(language, path=tmp_path)


class Locked:
    """A keyring whose owner said no."""

    def __getattr__(self, name: str) -> object:
        def refuse(*arguments: str) -> None:
            raise RuntimeError(f"no access with {arguments}")

        return refuse


def test_a_keyring_that_refuses_is_an_error_and_no_reason_for_the_file() -> None:
    store = KeyringCredentials(Locked())  # type: ignore[arg-type]
    for attempt in (
        lambda: store.get("kreis", "dms"),
        lambda: store.put("kreis", "dms", SECRET),
        lambda: store.remove("kreis", "dms"),
    ):
        with pytest.raises(CredentialStoreFailed) as caught:
            attempt()
        assert SECRET.value not in repr(caught.value)
        assert "RuntimeError" in str(caught.value)


def test_opening_asks_nothing_of_a_store(tmp_path: Path) -> None:
    opened = open_credentials(tmp_path)
    assert (opened.warning is None) == isinstance(opened.store, KeyringCredentials)
    assert list(tmp_path.iterdir()) == []
