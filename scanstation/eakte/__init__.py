"""The embedded eAkte of the training tenant: CMIS 1.1 browser binding and web page, loopback only.

What it stores proves nothing about a real eAkte: every object says ``sst:training``.
"""
