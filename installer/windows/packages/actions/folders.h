#pragma once
#include <windows.h>

#define LONGEST 4096 /* characters of a path */

typedef struct {
    wchar_t *path;
    size_t fixed; /* characters that an account cannot choose: below them no link is followed */
} Folder;

/* A list that grows; all zero is an empty one. */
typedef struct {
    unsigned count, room;
    Folder *folder;
} Folders;

/* Adds a full path in the form that all ways of writing it share, unless it is there already; one
 * that does not say where it is (D:data, \data, data) is none. Returns whether it is in the list. */
BOOL add_folder(Folders *folders, const wchar_t *path, size_t fixed);

void free_folders(Folders *folders);

/* Writes the path as Windows takes it without its limit of 260 characters. Returns how many
 * characters it is longer then, -1 if it does not fit. */
int write_long_path(wchar_t *out, size_t length, const wchar_t *path);
