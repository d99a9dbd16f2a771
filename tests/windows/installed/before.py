"""What the release before has otherwise: ``tests/windows/older.py`` makes it so, the tests look."""

from __future__ import annotations

MORE = "site/left_out_since.py"
"""A module that only the release before has."""
LESS = "policy/en-US/scanstation.adml"
"""A file that came with the present one."""
CHANGED = "policy/scanstation.admx"
CONSOLE, WINDOW = "scanstation.exe", "scanstationw.exe"
"""Launchers: of a lower version there, and of a higher one."""
