"""What the station writes down about itself: a file in its home, and what IT must know of.

Any part says it through ``logging`` (loggers below ``scanstation``) or, for what IT must know,
through ``report``. Nothing that is written holds page content, names or case numbers: of an error
its type, of a batch its id, of a traceback the places, never values.
"""

from __future__ import annotations

from scanstation.log.crashes import crash_watch
from scanstation.log.handlers import start, stop
from scanstation.log.notable import Notable, report, report_error

__all__ = ["Notable", "crash_watch", "report", "report_error", "start", "stop"]
