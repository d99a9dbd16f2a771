"""A driver whose vendor library is not installed."""

from __future__ import annotations

import ctypes

LIBRARY = ctypes.CDLL("libno-such-vendor.so.1")
