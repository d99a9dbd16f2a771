from __future__ import annotations

from pathlib import Path

import pytest

from scanstation.settings.access_lists import WindowsGuard
from tests.access_cases import Case, cases

SAYS = {"owner": "belongs to", "rights": "may write to it"}


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_the_program_s_rule_for_one_object(case: Case) -> None:
    """The installers' library runs through them, too: tests/windows/test_setup_rights.py."""
    found = WindowsGuard(lambda path: case.access_list()).problem(Path("amt.toml"))
    assert (found is None) == (case.object == "")
    if found:
        assert SAYS[case.object] in found.en
