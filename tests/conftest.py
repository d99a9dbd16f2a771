"""What all tests share: in CI a skipped test is a failed run."""

from __future__ import annotations

import os

import pytest

# No test looks for the scanners of the network that it happens to run in.
os.environ.setdefault("SCANSTATION_ESCL_QUIET_SECONDS", "0.1")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=60, help="random kills of the crash tests")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
