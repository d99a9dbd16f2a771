#pragma once
#include <windows.h>

/* Any function of Windows with at most six arguments: on x64 the caller passes and removes them, so one that takes
 * fewer never looks at the others. */
typedef UINT_PTR Call(UINT_PTR, UINT_PTR, UINT_PTR, UINT_PTR, UINT_PTR, UINT_PTR);

/* Puts another function into the place of one that a module imports, and writes down the true one. Nothing is
 * done if the module does not import it. */
void replace_import(HMODULE module, const char *function, void *by, void **real);
