"""What a machine policy fixes, on the command line: refused with a sentence, told to IT."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from scanstation.log import handlers
from scanstation.settings import policies
from scanstation.settings.policies import machine_policies
from tests.builders.machine import machine as machine_of
from tests.builders.office import TENANT, Office, feeder, written


class Policy:
    """The folder of the machine's policies."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "amt.toml"
        folder.mkdir()

    def says(self, text: str) -> None:
        self.file.write_text(text, encoding="utf-8")


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Policy:
    folder = tmp_path / "policy"
    monkeypatch.setattr(policies, "MACHINE", machine_of(folder))
    return Policy(folder)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the system's log is told."""
    events: list[str] = []
    monkeypatch.setattr(handlers, "write_event", lambda text, _: events.append(text))
    return events


def log_of(office: Office) -> str:
    path = office.home / "log" / "scanstation.log"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_other_devices_are_not_listed_and_refused(
    office: Office, policy: Policy, tmp_path: Path
) -> None:
    inbox = tmp_path / "Eingang"
    device = feeder(inbox, [written("Brief")])
    policy.says('[allowed]\ndevices = ["folder:*", "sane:fujitsu*"]\n')
    listed = [one["device"] for one in office.ok("devices", "--json").json]
    assert not [one for one in listed if one.startswith(("simulated:", "escl:", "twain:"))]
    for words in (("scan", "--device", device), ("device", device), ("device-test", device)):
        answer = office.cli(*words)
        assert answer.code == 28
        assert "ist an diesem Arbeitsplatz von der IT nicht freigegeben" in answer.err
        assert "Freigegeben: folder:*, sane:fujitsu*." in answer.err
    assert office.ok("batches", "--json").json == []
    policy.says(f'[allowed]\ndevices = ["simulated:{tmp_path}/*"]\n')
    assert office.ok("scan", "--device", device, "--json").json["pages"] == 1


def test_no_training(office: Office, policy: Policy) -> None:
    policy.says("[allowed]\ntraining = false\n")
    for words in (
        ("demo",),
        ("--tenant", "uebung", "batches"),
        ("eakte", "serve", "--port", 0),
    ):
        answer = office.cli(*words)
        assert answer.code == 75
        assert "Der Übungsmodus" in answer.err
    assert office.ok("batches", "--json").json == []
    assert not (office.home / "uebung").exists()


def test_the_demonstration_feeds_from_permitted_devices_only(
    office: Office, policy: Policy
) -> None:
    policy.says('[allowed]\ndevices = ["escl:*"]\n')
    assert office.cli("demo", "--device", "sane:test:0").code == 28


def test_tenants(office: Office, policy: Policy) -> None:
    policy.says('[allowed]\ntenants = ["stadt"]\n')
    answer = office.cli("batches")
    assert answer.code == 59
    assert "Der Mandant „kreis“ ist an diesem Arbeitsplatz" in answer.err
    policy.says('tenant = "stadt"\n[allowed]\ntenants = ["kreis"]\n')
    assert office.cli("batches").code == 59
    assert office.ok("--tenant", "kreis", "batches", "--json").json == []


def test_targets(office: Office, policy: Policy, tmp_path: Path) -> None:
    share = tmp_path / "Freigabe"
    target = office.home / TENANT / "targets" / "ablage.toml"
    there = share / "tenants" / TENANT / "targets" / "eakte.toml"
    there.parent.mkdir(parents=True)
    shutil.copy(target, there)
    policy.says(
        f'target = "eakte"\n[allowed]\ntargets = ["eakte", "ablage"]\n'
        f'[declarations]\nfolder = "{share.as_posix()}"\n'
    )
    (listed,) = office.ok("targets", "list", "--json").json
    assert listed["target"] == "eakte"
    profiles = office.ok("profiles", "--json").json
    assert {one["target"] for one in profiles} == {"eakte"}
    policy.says('target = "ablag"\n')
    answer = office.cli("profiles")
    assert answer.code == 56
    assert "Das Ziel „ablag“ gibt es nicht" in answer.err


def test_profiles_of_a_share(office: Office, policy: Policy, tmp_path: Path) -> None:
    share = tmp_path / "Freigabe"
    policy.says(f'[declarations]\nfolder = "{share.as_posix()}"\nupdate = "manual"\n')
    answer = office.cli("profiles")
    assert answer.code == 76
    assert "hier liegt noch keine Kopie davon" in answer.err
    file = share / "tenants" / TENANT / "profiles" / "amt.toml"
    file.parent.mkdir(parents=True)
    file.write_text('title = "Amt"\n')
    assert "amt" in [one["profile"] for one in office.ok("profiles", "--json").json]
    assert office.cli("profile", "set", "amt", "scan.resolution=200").code == 57
    assert office.ok("profile", "show", "amt", "--json").json["locked"]
    file.with_name("neu.toml").write_text('title = "Neu"\n')
    assert "neu" not in [one["profile"] for one in office.ok("profiles", "--json").json]
    fresh = office.ok("profiles", "--update", "--json").json
    assert "neu" in [one["profile"] for one in fresh]
    share.rename(tmp_path / "weg")
    answer = office.cli("profiles", "--update")
    assert answer.code == 0
    assert "es gilt die Kopie vom" in answer.err
    assert "neu" in answer.out
    assert "[107]" in log_of(office)


def test_a_refused_policy_is_told_to_it(office: Office, policy: Policy, told: list[str]) -> None:
    policy.says('[limits]\nchunk_mb = "viel"\n')
    answer = office.cli("batches")
    assert answer.code == 58
    assert f"limits.chunk_mb = viel ({policy.file}, Zeile 2)" in answer.err
    (event,) = told
    assert event.startswith("scanstation-101: Eine Richtlinie ist fehlerhaft")
    assert "viel" not in event.replace("fehlerhaft", "")


def test_the_level_of_the_log(office: Office, policy: Policy, told: list[str]) -> None:
    policy.says('[log]\nlevel = "error"\nsystem = false\n')
    assert office.cli("show", "gibt-es-nicht").code == 42
    assert log_of(office) == ""
    policy.says('[log]\nlevel = "info"\n')
    assert office.cli("show", "gibt-es-nicht").code == 42
    assert "command: BatchUnknown (42)" in log_of(office)
    assert told == []


def test_a_batch_given_up_and_a_full_disk_are_told_to_it(
    office: Office, policy: Policy, told: list[str], tmp_path: Path
) -> None:
    device = feeder(tmp_path / "Eingang", [written("Brief")])
    batch = office.ok("scan", "--device", device, "--json").json["batch"]
    reason = "Antrag von Frau Müller"
    given_up = office.ok("abandon", batch, "--reason", reason, "--json").json
    assert given_up == {"batch": batch, "state": "abandoned"}
    policy.says("[limits]\ndisk_reserve_mb = 1000000\n")
    assert office.cli("scan", "--device", device).code == 45
    assert [one.split(":")[0] for one in told] == ["scanstation-106", "scanstation-105"]
    assert batch in told[0]
    assert reason not in log_of(office) + "".join(told)


def test_doctor_says_where_every_value_comes_from(
    office: Office, policy: Policy, tmp_path: Path
) -> None:
    share = tmp_path / "Freigabe"
    (share / "tenants" / TENANT).mkdir(parents=True)
    policy.says(
        f'station = "amt-17"\n[declarations]\nfolder = "{share.as_posix()}"\n'
        '[allowed]\ntargets = ["eakte"]\n'
    )
    answer = office.cli("doctor", "--json")
    found = {one["part"]: one for one in answer.json}
    assert found["setting station"]["detail"] == f"amt-17 (Richtlinie, {policy.file}, Zeile 1)"
    assert found["setting language"]["detail"] == "de (Voreinstellung)"
    assert found["setting home"]["detail"] == f"{office.home} (Umgebung, SCANSTATION_HOME)"
    user = office.home / "settings.toml"
    assert found["setting tenant"]["detail"] == f"kreis (eigene Einstellung, {user}, Zeile 1)"
    assert found[f"policy {policy.file}"]["ok"]
    assert "0 Dateien" in found["declarations"]["detail"]
    assert not found["allowed.targets"]["ok"]
    assert "eakte" in found["allowed.targets"]["detail"]
    assert found["allowed.targets"]["code"] == answer.code == 56
    policy.says(f'[declarations]\nfolder = "{share.as_posix()}"\n')
    assert office.cli("doctor").code == 0
    share.rename(tmp_path / "weg")
    office.cli("batches")
    answer = office.cli("doctor", "--json")
    found = {one["part"]: one for one in answer.json}
    assert "es gilt die Kopie vom" in found["declarations"]["detail"]
    assert (found["declarations"]["state"], answer.code) == ("check", 1)


def test_doctor_names_a_policy_that_does_not_hold(office: Office, policy: Policy) -> None:
    policy.says('[ocr]\nworkers = "viele"\n')
    other = policy.file.with_name("zweite.toml")
    other.write_text('language = "en"\n')
    answer = office.cli("--lang", "de", "doctor", "--json")
    found = {one["part"]: one for one in json.loads(answer.out)}
    assert answer.code == found["settings"]["code"] == 58
    assert not found[f"policy {policy.file}"]["ok"]
    assert found[f"policy {policy.file}"]["code"] == 58
    assert "ocr.workers = viele" in found[f"policy {policy.file}"]["detail"]
    assert found[f"policy {other}"]["ok"]
    assert not found["settings"]["ok"]
    other.unlink()
    policy.file.unlink()
    assert machine_policies() == []


def test_settings_say_place_and_lock(office: Office, policy: Policy) -> None:
    policy.says('\nstation = "amt-17"\n')
    shown = office.ok("settings", "--json").json["station"]
    assert shown == {
        "value": "amt-17",
        "from": "policy",
        "file": str(policy.file),
        "line": 2,
        "locked": True,
    }
    out = office.ok("settings").out
    assert "🔒 von der IT festgelegt" in out
    assert str(policy.file) in out


def doctor(office: Office) -> dict[str, dict[str, object]]:
    answer = office.cli("--lang", "de", "doctor", "--json")
    return {str(one["part"]): one for one in answer.json}


def test_what_others_can_change_ends_the_program_and_doctor_says_it(
    office: Office, policy: Policy, monkeypatch: pytest.MonkeyPatch, told: list[str]
) -> None:
    policy.says('station = "amt"\n')
    folder = policy.file.parent
    parts = doctor(office)
    assert parts[f"machine folder {folder}"]["ok"]
    monkeypatch.setattr(policies, "MACHINE", machine_of(folder, policy.file))
    answer = office.cli("batches")
    assert answer.code == 77
    assert f"{policy.file} gilt nicht" in answer.err
    assert "Besitzer muss die Gruppe Administratoren" in answer.err
    line = doctor(office)[f"policy {policy.file}"]
    assert (line["ok"], line["state"], line["code"]) == (False, "broken", 77)
    assert office.cli("doctor").code == 77
    assert "Anna darf" in str(line["detail"])
    assert any(str(policy.file) in one for one in told)


def test_doctor_ends_with_the_gravest_of_two_refused_policies(
    office: Office, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy.says('[ocr]\nworkers = "viele"\n')
    other = policy.file.with_name("zweite.toml")
    other.write_text('language = "en"\n')
    monkeypatch.setattr(policies, "MACHINE", machine_of(policy.file.parent, other))
    answer = office.cli("--lang", "en", "doctor")
    assert answer.code == 77
    assert f"BROKEN  policy {policy.file} (58): " in answer.out
    assert f"BROKEN  policy {other} (77): " in answer.out


def test_doctor_ends_with_the_code_of_a_wrong_declaration(office: Office, policy: Policy) -> None:
    policy.says('station = "amt"\n')
    wrong = office.home / TENANT / "profiles" / "falsch.toml"
    wrong.parent.mkdir(exist_ok=True)
    wrong.write_text("title = 7\n")
    parts = doctor(office)
    assert parts["settings"]["code"] == 55
    assert parts[f"policy {policy.file}"]["ok"]
    assert office.cli("doctor").code == 55


def test_targets_in_a_folder_that_others_can_change_are_refused(
    office: Office, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = policy.file.parent / "tenants" / TENANT / "targets" / "eakte.toml"
    there.parent.mkdir(parents=True)
    shutil.copy(office.home / TENANT / "targets" / "ablage.toml", there)
    (found,) = (
        one for one in office.ok("targets", "list", "--json").json if one["target"] == "eakte"
    )
    assert found["target"] == "eakte"
    monkeypatch.setattr(policies, "MACHINE", machine_of(policy.file.parent, there))
    answer = office.cli("targets", "list")
    assert answer.code == 77
    assert str(there) in answer.err
    assert not doctor(office)[f"machine folder {policy.file.parent}"]["ok"]


def test_doctor_warns_of_a_home_in_which_others_can_change_targets(
    office: Office, policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert doctor(office)["home rights"]["ok"]
    monkeypatch.setattr(policies, "MACHINE", machine_of(policy.file.parent, office.home))
    (office.home / "settings.toml").write_text('[allowed]\ntargets = ["ablage"]\n')
    warned = doctor(office)["home rights"]
    assert (warned["ok"], warned["code"]) == (False, 1)
    assert office.cli("doctor").code == 1
    assert "(Anna) und damit Ziele ändern" in str(warned["detail"])
    policy.says('[allowed]\ntargets = ["ablage"]\n')
    assert doctor(office)["home rights"]["ok"]


def test_what_a_fixed_target_of_a_share_cannot_prove_is_not_sent(
    office: Office, policy: Policy, tmp_path: Path
) -> None:
    share = tmp_path / "Freigabe"
    there = share / "tenants" / TENANT / "targets" / "eakte.toml"
    there.parent.mkdir(parents=True)
    shutil.copy(office.home / TENANT / "targets" / "ablage.toml", there)
    policy.says(
        f'target = "eakte"\n[allowed]\ntargets = ["eakte"]\n'
        f'[declarations]\nfolder = "{share.as_posix()}"\n'
    )
    office.ok("targets", "test", "eakte")
    share.rename(tmp_path / "weg")
    answer = office.cli("targets", "test", "eakte")
    assert answer.code == 78
    assert "An das Ziel „eakte“ wird jetzt nicht gesendet" in answer.err
    assert [one["target"] for one in office.ok("targets", "list", "--json").json] == ["eakte"]
