"""Devices: every scanner lives in a child process and speaks frames over a pipe.

``driver`` says what a device is, ``protocol`` how the worker talks, ``worker`` hosts a
driver in the child, ``client`` is what the station holds. These four (with ``process`` and
``frames``) need the standard library only, so that a worker starts in milliseconds.
"""
