"""Read-only mounts: what counts is whether anybody can write the file system, not the mount."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scanstation.errors import PolicyUnsafe
from scanstation.settings.mounts import IMAGES, is_read_only, kind_of
from scanstation.settings.trust import PosixGuard, require_safe

pytestmark = pytest.mark.posix

MOUNTED = """
import sys
from pathlib import Path
from scanstation.settings.trust import PosixGuard
# Whoever is not mapped is nobody: the real root, above the folder of the test.
guard = PosixGuard(frozenset({0, 65534}))
print(guard.problem(Path(sys.argv[1])).en)
"""


def mounted(table: Path, path: Path, kind: str) -> Path:
    """Write the line that the kernel writes for a file system of this kind."""
    device = path.stat().st_dev
    number = f"{os.major(device)}:{os.minor(device)}"
    table.write_text(
        "22 1 0:21 / /proc rw,relatime shared:12 - proc proc rw\n"
        f"31 22 {number} / /etc/scan\\040station ro,relatime shared:1 master:3 - {kind} - ro\n"
        "half a line\n"
    )
    return table


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What everybody may write, if the file system lets them."""
    made = tmp_path / "etc"
    made.mkdir()
    (made / "10-it.toml").write_text('station = "amt"\n')
    (made / "10-it.toml").chmod(0o777)
    made.chmod(0o777)
    return made


@pytest.mark.parametrize("kind", sorted(IMAGES))
def test_rights_mean_nothing_in_an_image_that_the_kernel_cannot_write(
    folder: Path, tmp_path: Path, kind: str
) -> None:
    table = mounted(tmp_path / "mountinfo", folder, kind)
    require_safe(PosixGuard(frozenset({4711}), table), folder, folder / "10-it.toml")


@pytest.mark.parametrize("kind", ["ext4", "nfs4", "overlay", "fuse.squashfuse", "tmpfs"])
def test_other_kinds_can_be_written_somewhere(folder: Path, tmp_path: Path, kind: str) -> None:
    table = mounted(tmp_path / "mountinfo", folder, kind)
    with pytest.raises(PolicyUnsafe, match="everybody may write to it"):
        require_safe(PosixGuard(frozenset({0, os.getuid()}), table), folder)


def test_the_kernels_own_table_is_read(tmp_path: Path) -> None:
    assert kind_of(Path("/proc").stat().st_dev) == "proc"
    assert not kind_of(Path("/proc").stat().st_dev, tmp_path / "none")
    assert not is_read_only(tmp_path / "none")


@pytest.mark.parametrize(
    ("mount", "kind"),
    [
        ('mount --bind "$1" "$1" && mount -o remount,bind,ro "$1"', ""),
        (
            'mount -t tmpfs -o mode=0777 none "$1" && cp "$2" "$1" && mount -o remount,ro "$1"',
            "tmpfs",
        ),
    ],
)
def test_a_real_read_only_mount_of_what_is_written_elsewhere_is_refused_with_advice(
    folder: Path, tmp_path: Path, mount: str, kind: str
) -> None:
    copy = tmp_path / "10-it.toml"
    copy.write_text("")
    script = f'{mount} && ! touch "$1/10-it.toml" 2>/dev/null && exec "$3" -c "$4" "$1"'
    words = ["sh", "-c", script, "sh", str(folder), str(copy), sys.executable, MOUNTED]
    ran = subprocess.run(
        ["unshare", "--map-root-user", "--mount", *words],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        cwd=Path(__file__).parents[3],
    )
    assert ran.returncode == 0, ran.stderr
    assert "everybody may write to it. That it is mounted read-only is not enough" in ran.stdout
    assert f"a file system such as {kind or kind_of(folder.stat().st_dev)} can" in ran.stdout
    assert "chmod -R go-w" in ran.stdout
