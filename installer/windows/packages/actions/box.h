#pragma once
#include <windows.h>

/* Shows a warning to whoever sits in the session of a process (0: at the PC), from a service that has
 * no desktop of its own. Does not wait until it is read. Returns whether it is shown. */
BOOL show_box(DWORD process, const wchar_t *text);
