"""``python -m scanstation`` and the command ``scanstation``: all commands under one root."""

from __future__ import annotations

import sys

from scanstation.bench.command import bench
from scanstation.cli.main import root, run


def main() -> int:
    """Run the command line and return its exit code."""
    root.add_command(bench)
    return run()


if __name__ == "__main__":
    sys.exit(main())
