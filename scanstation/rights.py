"""Who may open what the station keeps: its owner only.

On Windows a folder takes the rights of the one it lies in: under ``%LOCALAPPDATA%`` those are the
account, the system and administrators, and a home that IT made for several accounts (policy
``home``) is open to them. Python gives a folder of mode 0o700 an access list of its own there
(since 3.12.4), which would shut those accounts out of each other's batches.
"""

from __future__ import annotations

import sys
from typing import Final

OWNER_FOLDER: Final = 0o777 if sys.platform == "win32" else 0o700
OWNER_FILE: Final = 0o600
