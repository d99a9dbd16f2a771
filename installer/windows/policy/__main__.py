"""``python -m installer.windows.policy``: write the templates anew, beside this file."""

from __future__ import annotations

from pathlib import Path

from installer.windows.policy.templates import write_templates

if __name__ == "__main__":
    write_templates(Path(__file__).parent)
