"""From the installation of the package to its last trace, on a Debian that has nothing else.

The tests share one machine and run in their order.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from PIL import Image

from tests.linux_package.machine import DATA, HOME, Machine

TREE = "/usr/lib/scanstation"
POLICY = "/etc/scanstation/scanstation.toml"
CLASSES = "/etc/scanstation/tenants/sozialamt/classes"
WINDOW = Path("build") / "installer" / "linux-window.png"
OPTIONAL = ("libqgtk3.so",)
"""Loaded only where GTK is."""
SANE = f"{HOME}/sane"
SHOW_WINDOW = """
import subprocess, sys, time
from PIL import ImageChops, ImageGrab

def screen():
    return ImageGrab.grab(xdisplay=":7").convert("RGB")

def drawn(picture):
    return len(picture.getcolors(1 << 24) or []) > 100

def same(one, other):
    # nothing differs but a caret
    box = ImageChops.difference(one, other).getbbox()
    return box is None or box[2] - box[0] <= 4

window = subprocess.Popen(["scanstation", "window", "--training"])
end = time.monotonic() + 90
shown, still = screen(), 0
while (still < 10 or not drawn(shown)) and time.monotonic() < end:
    time.sleep(0.2)
    now = screen()  # what is read in the background changes it once more
    still = still + 1 if same(shown, now) else 0
    shown = now
shown.save("window.png")
window.terminate()
sys.exit(window.wait(60) or ("the screen does not come to rest" if still < 10 else 0))
"""


def test_it_installs_from_what_debian_has_and_needs_no_network(
    machine: Machine, package: Path
) -> None:
    machine.fetch(package)
    machine.install(package)
    assert machine.run("dpkg-query", "-W", "-f=${Status}", "scanstation") == "install ok installed"
    assert machine.run("dpkg", "--verify", "scanstation") == ""
    machine.add_account()
    machine.run("touch", "/root/installed")


def test_every_library_finds_those_that_it_is_linked_to(machine: Machine) -> None:
    look = f'find {TREE} -name "*.so*" -type f -exec sh -c \'echo "$1:"; ldd "$1"\' - {{}} \\;'
    missing, path = {}, ""
    for line in machine.run("sh", "-c", f"{look} 2>/dev/null").splitlines():
        if line.endswith(":"):
            path = line[:-1]
        elif "not found" in line:
            missing[path] = line.strip()
    assert {one: said for one, said in missing.items() if not one.endswith(OPTIONAL)} == {}


def test_the_command_says_its_version_and_all_is_there(machine: Machine) -> None:
    assert machine.user("scanstation", "--version").startswith("scanstation, version 0.")
    said = machine.user("scanstation", "--lang", "en", "doctor")
    assert "BROKEN" not in said  # and it ended with 0
    assert "CHECK" not in said
    assert "tesseract: /usr/share/tesseract-ocr/5/tessdata" in said


def test_example_targets_are_there_for_everybody_to_read(machine: Machine) -> None:
    folder = "/usr/share/doc/scanstation/examples/targets"
    said = machine.user("sh", "-c", f"cat {folder}/*.toml")
    assert said.count("\n[options]\n") == said.count("\nkind = ") == 4


def test_modules_of_the_account_or_the_folder_do_not_get_in(machine: Machine) -> None:
    machine.user("sh", "-c", "echo 'raise SystemExit(99)' > click.py")
    assert "version" in machine.user("scanstation", "--version", PYTHONPATH=HOME)
    machine.user("rm", "click.py")


def test_the_main_job_ends_with_receipts(machine: Machine) -> None:
    said = machine.user("scanstation", "demo")
    assert "demo: 10 documents stored and verified" in said


def test_a_sane_scanner_is_found_and_scanned_from(machine: Machine) -> None:
    machine.user("sh", "-c", f"mkdir '{SANE}' && echo test > '{SANE}/dll.conf'")
    found = json.loads(machine.user("scanstation", "devices", "--json", SANE_CONFIG_DIR=SANE))
    assert "sane:test:0" in [one["device"] for one in found]
    command = ("scanstation", "scan", "--device", "sane:test:0", "--profile", "einzelblatt")
    machine.user(*command, "--accept-device-values", SANE_CONFIG_DIR=SANE)
    [batch] = json.loads(machine.user("scanstation", "batches", "--json"))
    assert batch["pages"] > 0
    assert batch["state"] == "open"


def test_the_window_opens_and_ends_when_it_is_told_to(machine: Machine) -> None:
    """Looked at by people: build/installer/linux-window.png."""
    script = ("-I", "-c", SHOW_WINDOW)
    machine.user(f"{TREE}/bin/python3", *script, DISPLAY=":7", QT_QPA_PLATFORM="xcb")
    WINDOW.parent.mkdir(parents=True, exist_ok=True)
    WINDOW.write_bytes((machine.root / HOME.lstrip("/") / "window.png").read_bytes())
    with Image.open(WINDOW) as shown:
        assert colours(shown) > 100  # an empty screen has one


def colours(picture: Image.Image) -> int:
    return len(picture.convert("RGB").getcolors(1 << 24) or [])


def test_nothing_is_written_below_the_program(machine: Machine) -> None:
    assert machine.run("find", TREE, "-newer", "/root/installed", "-not", "-type", "d") == ""


def test_a_policy_is_locked(machine: Machine) -> None:
    machine.run("sh", "-c", f"sed -i 's/^# raw_days = 0/raw_days = 30/' {POLICY}")
    said = json.loads(machine.user("scanstation", "settings", "--json"))
    assert said["retention.raw_days"]["value"] == 30
    assert said["retention.raw_days"]["locked"]
    assert said["retention.raw_days"]["file"] == POLICY
    machine.user("scanstation", "settings", "retention.raw_days=5", check=False)
    again = json.loads(machine.user("scanstation", "settings", "--json"))
    assert again["retention.raw_days"]["value"] == 30


def test_manual_and_menu_entry_are_sound(machine: Machine) -> None:
    share = machine.root / "usr" / "share"
    for page in ("man1", "de/man1"):
        command = ["man", "--warnings", "--local-file", "-Tutf8", "--ditroff"]
        path = share / "man" / page / "scanstation.1.gz"
        said = subprocess.run([*command, str(path)], capture_output=True, text=True, check=True)
        assert said.stderr == ""
    entry = share / "applications" / "scanstation.desktop"
    subprocess.run(["desktop-file-validate", str(entry)], check=True)
    described = share / "metainfo" / "scanstation.metainfo.xml"
    checked = subprocess.run(
        ["appstreamcli", "validate", "--no-net", str(described)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "E:" not in checked.stdout, checked.stdout


def test_a_removal_leaves_settings_and_batches(machine: Machine, package: Path) -> None:
    before = machine.user("scanstation", "batches", "--json")
    machine.run("sh", "-c", f"mkdir -p {CLASSES} && touch {CLASSES}/antrag.toml")
    said = machine.run("apt-get", "--yes", "remove", "scanstation")
    assert all(words in said for words in ("sent or not", "gesendet oder nicht", DATA)), said
    assert not (machine.root / TREE.lstrip("/")).exists()
    assert not (machine.root / "usr" / "bin" / "scanstation").exists()
    assert "\nraw_days = 30\n" in machine.run("cat", POLICY)
    machine.install(package)
    assert machine.user("scanstation", "batches", "--json") == before
    assert "\nraw_days = 30\n" in machine.run("cat", POLICY)
    [batch] = json.loads(before)
    machine.user("scanstation", "verify", batch["batch"])


def test_a_purge_takes_the_policy_and_no_work(machine: Machine) -> None:
    said = machine.run("apt-get", "--yes", "purge", "scanstation")
    assert all(words in said for words in ("no batch was", "kein Stapel", DATA)), said
    assert not (machine.root / POLICY.lstrip("/")).exists()
    assert (machine.root / CLASSES.lstrip("/") / "antrag.toml").exists()
    assert list((machine.root / DATA.lstrip("/")).rglob("journal.sqlite"))
