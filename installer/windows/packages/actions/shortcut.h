#pragma once
#include <windows.h>

/* Gives a shortcut the id under which the taskbar groups the program's windows. Returns 0 or an error of
 * COM; the shortcut is good without, too. */
HRESULT set_application_id(const wchar_t *path, const wchar_t *id);
