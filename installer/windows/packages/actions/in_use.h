#pragma once
#include <windows.h>

typedef enum { NOT_RUNNING, IS_RUNNING, NOBODY_SAYS } Running;

/* Returns whether a process has the Python library of the program in `folder` open, as Windows' Restart
 * Manager says; NOBODY_SAYS if it fails. A virus scanner that looks at the file for a moment does not
 * count. */
Running library_in_use(const wchar_t *folder);
