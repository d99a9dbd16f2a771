"""A program that speaks the protocol by itself, without the package's code: started as a worker.

The name of the opened source says what its scan does; see ``SCRIPTS``. Every opening and every
option goes as a line of JSON into the file that NOTES names.
"""

import json
import os
import signal
import struct
import sys
from pathlib import Path
from typing import Any

BITS = "64" if "64" in Path(sys.argv[0]).name else "32"
OPTIONS = {
    "sources": ["feeder", "duplex"],
    "modes": ["grey"],
    "depths": [8],
    "resolutions": [300],
}
# Letters are frames (equal letters are equal images), a digit is a side of that sheet.
SCRIPTS = {
    "Plain: one, two": ["a1f", "b1b", "c2f", "d2b", "end"],
    "Twice": ["a1f", "a1b", "b2f", "c2b", "end"],
    "One side": ["a1f", "b1b", "c2f", "end"],
    "Jam": ["a1f", "b1b", "PaperJam"],
    "Crash": ["a1f", "b1b", "c2f", "crash"],
    "Endless": ["a1f", "b1b", "wait"],
}


def note(**values: object) -> None:
    with Path(os.environ["NOTES"]).open("a", encoding="utf-8") as file:
        file.write(json.dumps({"bits": BITS} | values) + "\n")


def send(head: dict[str, Any], body: bytes = b"") -> None:
    encoded = json.dumps(head).encode()
    sys.stdout.buffer.write(struct.pack(">II", len(encoded), len(body)) + encoded + body)
    sys.stdout.buffer.flush()


def receive() -> dict[str, Any]:
    lengths = sys.stdin.buffer.read(8)
    if len(lengths) < 8:
        sys.exit(0)
    size, _ = struct.unpack(">II", lengths)
    head: dict[str, Any] = json.loads(sys.stdin.buffer.read(size))
    return head


def send_frame(step: str, number: int) -> None:
    side = "back" if step[2] == "b" else "front"
    head: dict[str, Any] = {
        "id": f"{number}",
        "number": number,
        "sheet": int(step[1]),
        "side": side,
    }
    head |= {"media_type": "raw", "width": 10, "height": 5, "mode": "grey", "depth": 8}
    head |= {"bytes_per_line": 10, "dpi": [300, 300], "name": "", "resent": False}
    send({"type": "frame"} | head, step[0].encode() * 50)


def scan(script: list[str]) -> None:
    for count, step in enumerate(script):
        if step == "crash":
            signal.signal(signal.SIGSEGV, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGSEGV)
        elif step == "wait":
            while receive()["type"] != "stop":
                pass
            send({"type": "error", "error": "ScanCancelled", "details": {}})
        elif step == "end":
            sheets = int(script[count - 1][1])
            send({"type": "end_of_feed", "frames": count, "sheets": sheets, "resent": 0})
        elif step[0].isupper():
            send({"type": "error", "error": step, "details": {}})
        else:
            send_frame(step, count + 1)


def devices() -> list[dict[str, str]]:
    kind = f"TWAIN {BITS} bit"
    return [
        {"address": f"twain:{BITS}:{name}", "vendor": "Acme", "model": name, "kind": kind}
        for name in SCRIPTS
    ]


def main() -> None:
    script: list[str] = []
    while True:
        head = receive()
        match head["type"]:
            case "list":
                send({"type": "devices", "devices": devices()})
            case "open":
                note(open=head["name"])
                script = SCRIPTS[head["name"]]
                send({"type": "opened"})
            case "capabilities":
                send({"type": "capabilities"} | OPTIONS)
            case "configure":
                note(configure=head["options"]["resolution"])
                send({"type": "configured", "options": head["options"]})
            case "scan":
                scan(script)
            case "bye":
                return


if __name__ == "__main__":
    main()
