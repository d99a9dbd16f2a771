"""A driver whose list call never returns."""

from __future__ import annotations

import time


class Driver:
    def list_devices(self) -> None:
        time.sleep(3600)


def driver() -> Driver:
    return Driver()
