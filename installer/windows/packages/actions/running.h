#pragma once
#include <windows.h>

#include "in_use.h"

/* Returns whether a program of the folder runs, this process and an uninstaller excepted, whichever account
 * started it: an image below the folder, a program of our name that cannot be asked where it lies, or a
 * process that has the folder's Python library open. The folder may be written in any form. NOBODY_SAYS if
 * Windows' list of processes or its Restart Manager fails. */
Running runs_in(const wchar_t *folder);
