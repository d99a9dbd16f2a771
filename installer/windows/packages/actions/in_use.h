#pragma once
#include <windows.h>

/* Returns whether a process has the Python library of the program in `folder` open, as Windows' Restart
 * Manager says; FALSE where there is none. A virus scanner that looks at the file for a moment does not
 * count. */
BOOL library_in_use(const wchar_t *folder);
