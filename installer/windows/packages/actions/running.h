#pragma once
#include <windows.h>

/* Returns whether the image of a running process, this one excepted, lies in the folder (without a
 * backslash at its end) or below it. Processes that cannot be asked count as not running. */
BOOL runs_in(const wchar_t *folder);
