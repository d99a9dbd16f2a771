"""Runs one measurement and prints what it found."""

from __future__ import annotations

import importlib
import json
import sys


def main() -> None:
    """Run ``measure`` of the module that the command line names, with the words after it."""
    name, *words = sys.argv[1:]
    found = importlib.import_module(f"scanstation.ui.measure.{name}").measure(*words)
    sys.stdout.write(json.dumps(found) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
