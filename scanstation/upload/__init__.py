"""Packages on their way to a target: sent once, found before any repeat, verified by read-back.

``uploader`` is the protocol; ``cmis`` and ``folder`` stand behind it, ``targets`` opens them.
``outbox`` carries one document (:func:`~scanstation.upload.outbox.advance`), ``drain`` a whole
outbox, ``retry`` says when to try again, ``lock`` keeps it to one process, ``credentials`` keeps
the logins.
"""
