"""Durable storage of batches on a local disk: journal, blobs, lock, closing record, catalogue.

``journal`` and ``blobs`` hold the protocols that everything above uses; the other modules
implement them for one machine. The format is described in ``docs/journal.md``.
"""
