#pragma once
#include <windows.h>

/* Reads a text of HKLM as 64-bit programs see it, its variables as they stand there. Returns FALSE if
 * there is none, an empty one, or one that is longer. */
BOOL read_machine_text(const wchar_t *key, const wchar_t *name, wchar_t *text, size_t length);
