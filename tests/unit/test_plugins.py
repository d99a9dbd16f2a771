"""Plug-ins are found by their entry points, and named when they are broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanstation.errors import ConfigurationUnknown
from scanstation.plugins import load_plugin, plugin_names


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A real distribution on the path, as pip leaves it."""
    info = tmp_path / "scanstation_enaio-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: scanstation-enaio\nVersion: 1\n")
    (info / "entry_points.txt").write_text(
        "[scanstation.uploaders]\nenaio = enaio_plugin:make\nbroken = fehlt:make\n"
    )
    (tmp_path / "enaio_plugin.py").write_text("def make(target):\n    return ('enaio', target)\n")
    monkeypatch.syspath_prepend(str(tmp_path))


@pytest.mark.usefixtures("installed")
def test_a_plugin_is_listed_and_loaded() -> None:
    assert plugin_names("scanstation.uploaders") == ("broken", "enaio")
    assert plugin_names("scanstation.drivers") == ()
    assert load_plugin("scanstation.uploaders", "enaio")("t") == ("enaio", "t")


@pytest.mark.usefixtures("installed")
def test_a_missing_or_broken_plugin_is_named() -> None:
    with pytest.raises(ConfigurationUnknown) as caught:
        load_plugin("scanstation.uploaders", "gibtsnicht")
    assert "enaio" in caught.value.sentence("de")
    with pytest.raises(ConfigurationUnknown) as caught:
        load_plugin("scanstation.uploaders", "broken")
    assert "fehlt" in caught.value.sentence("en")
