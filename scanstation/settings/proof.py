"""Whether a target of the copy is the one that lies on the share, asked when something is sent.

The copy of IT's declarations lies in the account's home, and the account can change it. What it
was read from, byte for byte, must lie on the share at the moment of sending.
"""

from __future__ import annotations

import queue
import threading
from dataclasses import dataclass
from pathlib import Path

from scanstation.errors import TargetUnproven, Text, why_unread

SLOW = Text("keine Antwort in {seconds} Sekunden", "no answer within {seconds} seconds")
DIFFERS = Text("dort steht etwas anderes", "something else is said there")


@dataclass(frozen=True, slots=True)
class Proof:
    """What a target was read from.

    Attributes:
        file: on the share.
        data: bytes that were read.
        seconds: how long the share may take to answer.
        update: when what lies there is taken over (``declarations.update``).
    """

    file: Path
    data: bytes
    seconds: float
    update: str = "start"

    def require(self, name: str) -> None:
        """Ask the share.

        Raises:
            TargetUnproven: it does not answer, or says something else.
        """
        problem = self._problem()
        if problem is not None:
            raise TargetUnproven(name=name, file=self.file, reason=problem, update=self.update)

    def _problem(self) -> Text | None:
        answers: queue.SimpleQueue[bytes | OSError] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self.file.read_bytes())
            except OSError as error:
                answers.put(error)

        # A daemon: nobody waits at the end for a server that does not answer.
        threading.Thread(target=ask, name="proof", daemon=True).start()
        try:
            answer = answers.get(timeout=self.seconds)
        except queue.Empty:
            details = {"seconds": f"{self.seconds:g}"}
            return Text(SLOW.say("de", **details), SLOW.say("en", **details))
        if isinstance(answer, OSError):
            return why_unread(answer)
        return None if answer == self.data else DIFFERS
