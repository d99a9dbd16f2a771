"""These tests are about Windows; ``./run test-windows`` runs them, under Wine on Linux."""

from __future__ import annotations

import os

collect_ignore_glob = [] if os.name == "nt" else ["test_*.py"]
