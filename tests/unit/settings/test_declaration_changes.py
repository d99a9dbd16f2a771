"""What is said to have come from the share is what came."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from scanstation.settings import (
    DeclarationChanges,
    Settings,
    Taken,
    declaration_changes,
    take_over,
)
from scanstation.settings.rollout import Declarations
from tests.unit.settings.test_configuration import TARGET, put

PROFILE = 'title = "Amt"\n[scan]\nresolution = {dpi}\n'


def test_new_changed_and_gone_files_are_told_apart(tmp_path: Path) -> None:
    share = tmp_path / "Freigabe"
    settings = Settings(str(tmp_path / "home"), declarations=Declarations(str(share)))
    nothing = Taken(str(share))
    put(share, "tenants/kreis/profiles/amt.toml", PROFILE.format(dpi=240))
    put(share, "tenants/kreis/targets/eakte.toml", TARGET)
    first = take_over(settings, by_hand=True)
    every = ("kreis/profiles/amt.toml", "kreis/targets/eakte.toml")
    assert declaration_changes(settings, nothing, first) == DeclarationChanges(new=every)
    again = take_over(settings, by_hand=True)
    assert not declaration_changes(settings, first, again)
    put(share, "tenants/kreis/profiles/amt.toml", PROFILE.format(dpi=300))
    put(share, "tenants/kreis/profiles/neu.toml", PROFILE.format(dpi=200))
    (share / "tenants" / "kreis" / "targets" / "eakte.toml").unlink()
    second = take_over(settings, by_hand=True)
    assert declaration_changes(settings, first, second) == DeclarationChanges(
        ("kreis/profiles/neu.toml",), ("kreis/profiles/amt.toml",), ("kreis/targets/eakte.toml",)
    )
    assert not declaration_changes(settings, second, replace(second, taken="later"))
