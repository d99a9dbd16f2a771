"""Why nothing was built."""

from __future__ import annotations


class BuildRefused(Exception):
    """An input, or what was made of it, is not what it must be; the message names the file."""
