"""settings, sheets, targets, doctor: what belongs to the station."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from scanstation.errors import Text
from scanstation.settings import policies
from scanstation.upload.credentials import MemoryCredentials, OpenedCredentials
from scanstation.workflow import diagnose
from scanstation.workflow.examined import Examined, gravest
from tests.builders.machine import machine as machine_of
from tests.builders.office import Office


def test_settings_tell_where_a_value_comes_from_and_keep_a_new_one(office: Office) -> None:
    before = office.ok("settings", "--json").json
    assert before["station"] == {
        "value": "platz",
        "from": before["station"]["from"],
        "file": str(office.home / "settings.toml"),
        "line": 2,
        "locked": False,
    }
    assert before["language"]["value"] == "de"
    office.ok("settings", "language=en", "ocr.workers=2")
    after = office.ok("settings", "--json").json
    assert (after["language"]["value"], after["ocr.workers"]["value"]) == ("en", 2)
    assert "station" in office.ok("settings").out


def test_a_value_that_the_it_fixed_is_locked_and_says_so(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tmp_path / "policy"
    policy.mkdir()
    (policy / "amt.toml").write_text('station = "amt-17"\n')
    monkeypatch.setattr(policies, "MACHINE", machine_of(policy))
    assert office.ok("settings", "--json").json["station"]["locked"] is True
    assert "🔒 von der IT festgelegt" in office.ok("settings").out
    answer = office.cli("settings", "station=mein-platz")
    assert answer.code == 57
    assert "Die Einstellung station ist von der IT festgelegt." in answer.err


def test_a_wrong_value_is_named_with_what_was_expected(office: Office) -> None:
    answer = office.cli("settings", "retry.first=0")
    assert answer.code == 55
    assert "retry.first" in answer.err


def test_sheets_from_a_list_of_case_numbers(office: Office, tmp_path: Path) -> None:
    csv = tmp_path / "akten.csv"
    csv.write_text("case_number\n50.1-101/2026\n50.1-102/2026\n", encoding="utf-8")
    pdf = tmp_path / "Trennblätter.pdf"
    answer = office.ok("sheets", "-o", pdf, "--csv", csv, "--class", "nachweis", "--json")
    assert answer.json == {"file": str(pdf), "job": answer.json["job"], "sheets": 2}
    with pikepdf.open(pdf) as opened:
        assert len(opened.pages) == 4
    single = tmp_path / "eins.pdf"
    office.ok("sheets", "-o", single, "--count", 3, "--single-sided")
    with pikepdf.open(single) as opened:
        assert len(opened.pages) == 3


def test_a_wrong_list_is_named_with_its_line(office: Office, tmp_path: Path) -> None:
    csv = tmp_path / "akten.csv"
    csv.write_text("case_number\n50.1-101/2026\nfalsch\n", encoding="utf-8")
    answer = office.cli("sheets", "-o", tmp_path / "x.pdf", "--csv", csv, "--class", "nachweis")
    assert answer.code == 55
    assert "Zeile 3" in answer.err
    assert not (tmp_path / "x.pdf").exists()


def test_targets_are_listed_and_tested(office: Office) -> None:
    (listed,) = office.ok("targets", "list", "--json").json
    assert (listed["target"], listed["kind"], listed["training"]) == ("ablage", "folder", False)
    tested = office.ok("targets", "test", "ablage", "--json").json
    assert (tested["target"], tested["ok"]) == ("ablage", True)
    office.target.rmdir()
    answer = office.cli("targets", "test", "ablage")
    assert (answer.code, answer.out) == (80, "")
    assert "Das Ziel ablage ist nicht erreichbar" in answer.err


def test_a_login_is_kept_and_never_shown(office: Office, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("sehr-geheim\n")
    answer = office.ok("targets", "login", "ablage", "--secret-file", secret)
    assert "sehr-geheim" not in answer.out + answer.err
    assert answer.out == "Angemeldet.\n"


def test_profiles_and_devices_are_listed(office: Office) -> None:
    names = [one["profile"] for one in office.ok("profiles", "--json").json]
    assert {"posteingang", "alle-barcodes"} <= set(names)
    default = next(
        one for one in office.ok("profiles", "--json").json if one["profile"] == "posteingang"
    )
    assert default["symbologies"] == ["Code128", "Code39", "QRCode", "DataMatrix"]
    assert "Posteingang" in office.ok("profiles").out


def test_doctor_examines_the_parts_in_the_language_asked_for(office: Office) -> None:
    found = {one["part"]: one for one in office.ok("doctor", "--json").json}
    assert {"home", "configuration", "tesseract", "zbar", "devices", "keyring"} <= set(found)
    assert all(one["ok"] for one in found.values())
    assert "GB frei" in found["home"]["detail"]
    english = office.ok("--lang", "en", "doctor").out
    assert "GB free" in english
    assert "keyring" in english


def test_a_missing_keyring_is_said_and_is_no_fault(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without(home: Path) -> OpenedCredentials:
        said = Text("Ohne: {path}", "None: {path}")
        return OpenedCredentials(MemoryCredentials(), said, str(home))

    monkeypatch.setattr(diagnose, "open_credentials", without)
    answer = office.ok("--lang", "en", "doctor")
    assert f"NOTE    keyring: None: {office.home}" in answer.out
    (said,) = (one for one in office.ok("doctor", "--json").json if one["part"] == "keyring")
    assert said == {
        "part": "keyring",
        "ok": True,
        "state": "note",
        "code": 0,
        "detail": f"Ohne: {office.home}",
    }


def test_a_library_that_is_missing_is_a_fault_of_the_installation(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(diagnose, "LIBRARIES", ("numpy", "gibt-es-nicht"))
    answer = office.cli("--lang", "en", "doctor")
    assert answer.code == 79
    assert "BROKEN  gibt-es-nicht (79): A part of the installation is missing" in answer.out
    assert "ok      numpy: " in answer.out


@pytest.mark.parametrize(
    ("codes", "said"),
    [((), 0), ((1,), 1), ((1, 22), 22), ((22, 43, 1), 22), ((43, 55, 79, 58), 58), ((58, 77), 77)],
)
def test_the_gravest_finding_is_the_exit_code(codes: tuple[int, ...], said: int) -> None:
    sound = Examined("home", ok=True, detail="", note=True)
    assert (
        gravest([sound, *(Examined("x", ok=False, detail="", code=one) for one in codes)]) == said
    )


def test_what_is_kept_of_a_network_device(office: Office, tmp_path: Path) -> None:
    from scanstation.devices.escl.login import Login, file_login
    from scanstation.devices.escl.trust import Pins

    device = "escl:https://Drucker.kreis.de/eSCL"
    pins = Pins.of_station(office.home)
    pins.check("drucker.kreis.de:443", b"first")
    assert office.ok("devices", "--trust", device).out == "Das nächste Zertifikat gilt.\n"
    pins.check("drucker.kreis.de:443", b"second")
    assert office.cli("devices", "--trust", "sane:test:0").code == 20
    secret = tmp_path / "secret"
    secret.write_text("4711\n")
    answer = office.ok("devices", "--login", device, "--user", "scan", "--secret-file", secret)
    assert "4711" not in answer.out + answer.err
    assert file_login(office.home, "drucker.kreis.de:443") == Login("scan", "4711")
