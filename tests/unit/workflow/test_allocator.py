"""Large blocks stay in the process: the kernel does not clear the same memory for every page."""

from __future__ import annotations

import subprocess
import sys

import pytest

from scanstation.workflow.allocator import keep_freed_memory

COUNT = """
import resource, sys
from concurrent.futures import ThreadPoolExecutor
import numpy, simplejpeg, zxingcpp
from scanstation.workflow.allocator import keep_freed_memory

if sys.argv[1] == "kept":
    keep_freed_memory()
page = numpy.full((3508, 2480, 3), 255, numpy.uint8)
formats = zxingcpp.barcode_formats_from_str("Code128,QRCode,DataMatrix")

def read(number):
    simplejpeg.encode_jpeg(page, 85, "RGB", "420")
    zxingcpp.read_barcodes(page[:, :, 0].copy(), formats, try_invert=False)

with ThreadPoolExecutor(3) as threads:
    list(threads.map(read, range(6)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    list(threads.map(read, range(9)))
    print((resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) // 9)
"""


def faults_a_page(how: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", COUNT, how], stdout=subprocess.PIPE, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="counts what glibc does")
def test_the_codecs_blocks_are_used_again() -> None:
    """A bit matrix of A4 at 300 dpi has 2,100 pages of memory."""
    assert faults_a_page("given back") > 2000
    assert faults_a_page("kept") < 500


def test_it_may_be_asked_for_again() -> None:
    keep_freed_memory()
    keep_freed_memory()
