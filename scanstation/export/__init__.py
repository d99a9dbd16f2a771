"""From a released document to its package: PDF/A, transfer note, index, manifest.

``package.write_package`` does it in this process, ``process.ExportWorker`` in one of its own,
``package_check.verify_package`` looks whether everything is still as it was written. The
modules are imported one by one: the child that writes needs far less than the check.
"""
