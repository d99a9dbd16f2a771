"""What all tests share: in CI a skipped test is a failed run."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

# No test looks for the scanners of the network that it happens to run in, nor for those that
# other tests announce meanwhile.
os.environ.setdefault("SCANSTATION_ESCL_QUIET_SECONDS", "0")

if not os.environ.get("CI"):  # else Hypothesis says the same by itself
    # How long an example takes says how busy the machine is.
    settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("busy")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=60, help="random kills of the crash tests")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
