"""What ``./run installer`` refuses before it builds anything."""

from __future__ import annotations

from pathlib import Path

import pytest

from installer.__main__ import main
from installer.windows.packages.signing import PASSWORD_VARIABLE


def test_signatures_and_the_comparison_of_bytes_exclude_each_other(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--twice", "--certificate", "publisher.p12"])
    assert "each signature is another one" in capsys.readouterr().err


def test_a_certificate_without_a_password_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(PASSWORD_VARIABLE, raising=False)
    made = tmp_path / "payload"
    assert main(["--payload", str(made), "--certificate", "publisher.p12"]) == 1
    assert PASSWORD_VARIABLE in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
