"""Real SANE backends for tests: the project's own ``probe``, and saned for the network.

libsane-probe.c   a backend whose devices are text files; its head says how
probe             builds it, writes the files
vendors           options as vendors' backends have them
network           a saned of its own
"""
