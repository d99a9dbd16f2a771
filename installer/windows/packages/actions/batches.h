#pragma once
#include <windows.h>

/* Writes what an administrator should know before the program is gone: how many batches are not
 * finished, that they stay, and where they lie (German on a German Windows, English elsewhere).
 * Returns their number; the text is empty if there is none. */
unsigned open_batches(wchar_t *text, size_t length);
