"""These tests are about an installed program; ``stages.sh`` runs them."""

from __future__ import annotations

import os

import pytest

collect_ignore_glob = [] if "SCANSTATION_PACKAGE" in os.environ else ["*"]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Say at once what went wrong: a round that is cut off afterwards has said it."""
    if report.failed:
        print(f"\n{report.nodeid} ({report.when})\n{report.longreprtext}", flush=True)  # noqa: T201
