"""MSI and setup.exe for Windows from a payload folder; same payload, same bytes.

The MSI's tables are written here and put together by libmsi of Debian's ``msitools``, not compiled
by its ``wixl``: that one leaves out short names, versions and languages of files, code page, dates
and package code, and removes the old version outside of what Windows can roll back.
"""
