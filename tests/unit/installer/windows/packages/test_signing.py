from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from installer.problem import BuildRefused
from installer.windows.packages.__main__ import main
from installer.windows.packages.payload import HASHES
from installer.windows.packages.signing import (
    PASSWORD_VARIABLE,
    Certificate,
    password_file,
    sign,
    sign_payload,
    unsigned_programs,
    verify,
)
from tests.windows.certificate import PASSWORD, make_certificate


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate that vouches for itself."""
    folder = tmp_path_factory.mktemp("certificate")
    make_certificate(folder)
    return Certificate(folder / "test.p12", folder / "password", "", folder / "root.pem")


@pytest.fixture
def signed(tmp_path: Path, program: Path, certificate: Certificate) -> Path:
    path = tmp_path / "program.exe"
    path.write_bytes(program.read_bytes())
    sign(path, certificate)
    return path


def test_a_signed_program_verifies(signed: Path, certificate: Certificate) -> None:
    verify(signed, certificate.authorities)
    assert [path.name for path in signed.parent.iterdir()] == [signed.name]


def test_a_flipped_byte_is_detected(signed: Path, certificate: Certificate) -> None:
    data = bytearray(signed.read_bytes())
    data[len(data) // 3] ^= 1
    signed.write_bytes(data)
    with pytest.raises(BuildRefused, match=r"program\.exe is not signed well"):
        verify(signed, certificate.authorities)


def test_nobody_vouches_for_a_certificate_of_ones_own(signed: Path) -> None:
    with pytest.raises(BuildRefused, match="not signed well"):
        verify(signed)


def test_an_unsigned_program_does_not_verify(program: Path, certificate: Certificate) -> None:
    with pytest.raises(BuildRefused, match="not signed well"):
        verify(program, certificate.authorities)


def test_a_wrong_password_is_said_and_nothing_is_left(
    tmp_path: Path, program: Path, certificate: Certificate
) -> None:
    path = tmp_path / "program.exe"
    path.write_bytes(program.read_bytes())
    (tmp_path / "wrong").write_text("wrong")
    with pytest.raises(BuildRefused, match="was not signed"):
        sign(path, Certificate(certificate.file, tmp_path / "wrong"))
    assert path.read_bytes() == program.read_bytes()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["program.exe", "wrong"]


def hash_lines(root: Path) -> list[str]:
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and path.name != HASHES]
    return [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(root).as_posix()}\n"
        for path in files
    ]


def test_what_nobody_signed_is_signed_and_listed_anew(
    payload_folder: Path, certificate: Certificate
) -> None:
    library = payload_folder / "site" / "numpy" / "multiarray.pyd"
    library.parent.mkdir(parents=True)
    library.write_bytes((payload_folder / "scanstation.exe").read_bytes())
    (payload_folder / HASHES).write_text("".join(hash_lines(payload_folder)), "utf-8")
    other = payload_folder.parent / "linked.exe"
    other.hardlink_to(payload_folder / "scanstation.exe")
    before = other.read_bytes()
    unsigned = unsigned_programs(payload_folder)
    assert [path.name for path in unsigned] == [
        "scanstation.exe",
        "scanstationw.exe",
        "multiarray.pyd",
        "scanstation-twain64.exe",
    ]
    sign_payload(payload_folder, certificate)
    assert other.read_bytes() == before
    listed = (payload_folder / HASHES).read_text("utf-8").splitlines(keepends=True)
    assert listed == hash_lines(payload_folder)
    assert unsigned_programs(payload_folder) == []
    for path in unsigned:
        verify(path, certificate.authorities)


def test_a_signature_of_somebody_else_stays(
    payload_folder: Path, signed: Path, certificate: Certificate
) -> None:
    theirs = payload_folder / "python" / "python.exe"
    theirs.write_bytes(signed.read_bytes())
    before = theirs.read_bytes()
    sign_payload(payload_folder, certificate)
    assert theirs.read_bytes() == before


def test_what_was_changed_after_it_was_signed_is_not_packed(
    payload_folder: Path, signed: Path, certificate: Certificate
) -> None:
    data = bytearray(signed.read_bytes())
    data[len(data) // 3] ^= 1
    (payload_folder / "python" / "python.exe").write_bytes(data)
    with pytest.raises(BuildRefused, match=r"python\.exe: its content is not what was signed"):
        sign_payload(payload_folder, certificate)


def test_the_password_of_the_environment_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    assert password_file(tmp_path, {}) is None
    path = password_file(tmp_path, {PASSWORD_VARIABLE: PASSWORD})
    assert path is not None
    assert path.read_text("utf-8") == PASSWORD
    assert path.stat().st_mode & 0o077 == 0


def built(folder: Path, payload: Path, *more: str) -> dict[str, Path]:
    assert main([str(payload), str(folder), "--version", "1.2.3", *more]) == 0
    return {path.name: path for path in folder.iterdir()}


def test_both_packages_are_built_signed_and_are_another_product(
    tmp_path: Path,
    payload_folder: Path,
    certificate: Certificate,
    capsys: pytest.CaptureFixture[str],
) -> None:
    packages = built(
        tmp_path / "signed",
        payload_folder,
        *("--certificate", str(certificate.file)),
        *("--password-file", str(certificate.password_file)),
        *("--authorities", str(certificate.authorities)),
    )
    signed_code = [line for line in capsys.readouterr().err.splitlines() if "product code" in line]
    assert packages.keys() == {"scanstation-1.2.3-x64.msi", "scanstation-1.2.3-setup.exe"}
    for path in packages.values():
        verify(path, certificate.authorities)
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
        with pytest.raises(BuildRefused, match="not signed well"):
            verify(path, certificate.authorities)
    built(tmp_path / "plain", payload_folder, "--only", "msi")
    plain_code = [line for line in capsys.readouterr().err.splitlines() if "product code" in line]
    assert signed_code[0].split()[-1] != plain_code[0].split()[-1]


def test_a_certificate_without_a_password_is_refused(
    tmp_path: Path,
    payload_folder: Path,
    certificate: Certificate,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    given = [str(payload_folder), str(tmp_path / "out"), "--version", "1.2.3"]
    assert main([*given, "--certificate", str(certificate.file)]) == 1
    assert PASSWORD_VARIABLE in capsys.readouterr().err
