"""Whether the system asks for high contrast.

Qt tells since 6.10 (``QAccessibilityHints``); the Qt of the Windows lock is older, so Windows is
asked itself (``SPI_GETHIGHCONTRAST``). Its answer changes with the colour scheme, which Qt tells.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtGui import QStyleHints

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    SPI_GETHIGHCONTRAST = 0x0042
    HCF_HIGHCONTRASTON = 0x0001

    class _HighContrast(ctypes.Structure):
        _fields_ = (
            ("cbSize", wintypes.UINT),
            ("dwFlags", wintypes.DWORD),
            ("lpszDefaultScheme", wintypes.LPWSTR),
        )

    def high_contrast(hints: QStyleHints) -> bool:
        """Say whether high contrast is on; False if Windows does not answer."""
        answer = _HighContrast(cbSize=ctypes.sizeof(_HighContrast))
        told = ctypes.WinDLL("user32").SystemParametersInfoW(
            SPI_GETHIGHCONTRAST, answer.cbSize, ctypes.byref(answer), 0
        )
        return bool(told and answer.dwFlags & HCF_HIGHCONTRASTON)

    def on_change(hints: QStyleHints, then: Callable[[], None]) -> None:
        """Call ``then``, a slot without arguments, whenever the answer may have changed."""
        hints.colorSchemeChanged.connect(then)

else:
    from PySide6.QtCore import Qt

    def high_contrast(hints: QStyleHints) -> bool:
        """Say whether high contrast is on."""
        return hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast

    def on_change(hints: QStyleHints, then: Callable[[], None]) -> None:
        """Call ``then``, a slot without arguments, whenever the answer may have changed."""
        hints.accessibility().contrastPreferenceChanged.connect(then)
