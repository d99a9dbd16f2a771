#pragma once
#include <windows.h>

/* Copies the value of a switch /NAME=value of this process's command line, case of the name aside and
 * however it is quoted. Returns whether there is one; a value longer than `length` is no value. */
BOOL read_option(const wchar_t *name, wchar_t *value, size_t length);
