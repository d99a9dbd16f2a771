#pragma once
#include <windows.h>

typedef struct {
    unsigned batches, folders;
} Found;

/* Counts the batches on this PC that are not finished, and the folders in which they lie. Writes a
 * line for each of the first folders, for the eyes of an administrator only: their paths name
 * accounts. */
Found find_open_batches(wchar_t *listed, size_t length);

/* Writes what an administrator should know before the program is gone: how many batches there are,
 * that they stay, and what to do. With the list of folders or, for logs, NULL. */
void say_open_batches(Found found, BOOL german, const wchar_t *listed, wchar_t *text, size_t length);
