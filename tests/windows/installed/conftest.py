"""These tests are about an installed program; ``stages.sh`` runs them."""

from __future__ import annotations

import os

collect_ignore_glob = [] if "SCANSTATION_PACKAGE" in os.environ else ["*"]
