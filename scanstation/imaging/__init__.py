"""Imaging: pixels to facts, codecs and pixel steps; pure functions on numpy arrays.

Pixels are ``uint8``: ``(height, width)`` grey or ``(height, width, 3)`` RGB. Everything here may
run in many threads at once: OpenCV, zxing-cpp, zbar and the codecs release the GIL, and no module
keeps state. The caller sets ``cv2.setNumThreads(1)`` once per process, because one page per thread
is faster than one page over all cores.
"""
