/* Removes folders of programs, and nothing that a link leads to. */
#include "tree.h"

#include "listing.h"
#include "paths.h"

typedef struct {
    const wchar_t *to;
    wchar_t *listing;
    size_t root; /* characters of the version's folder and its backslash */
} Version;

typedef void (*Visit)(const wchar_t *path, const void *context);

static BOOL is_own_name(const wchar_t *name)
{
    return wcscmp(name, L".") && wcscmp(name, L"..");
}

/* A link to a folder goes or moves itself, never what it leads to. */
static void visit_link(const wchar_t *path, Visit visit, const void *context)
{
    if (context)
        visit(path, context);
    else
        RemoveDirectoryW(path);
}

/* Visits every file, then removes the folder if nothing is left in it. */
static BOOL walk(const wchar_t *folder, Visit visit, const void *context)
{
    WIN32_FIND_DATAW found;
    wchar_t path[PATH_LENGTH];
    if (!join(folder, L"*", path))
        return FALSE;
    HANDLE search = FindFirstFileW(path, &found);
    if (search == INVALID_HANDLE_VALUE)
        return !exists(folder);
    do {
        if (!is_own_name(found.cFileName) || !join(folder, found.cFileName, path))
            continue;
        if (!(found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY))
            visit(path, context);
        else if (!(found.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT))
            walk(path, visit, context);
        else
            visit_link(path, visit, context);
    } while (FindNextFileW(search, &found));
    FindClose(search);
    return RemoveDirectoryW(folder);
}

static void delete_file(const wchar_t *path, const void *context)
{
    (void)context;
    SetFileAttributesW(path, FILE_ATTRIBUTE_NORMAL);
    DeleteFileW(path);
}

BOOL remove_tree(const wchar_t *folder)
{
    return walk(folder, delete_file, NULL);
}

/* Makes the folders above a file. */
static void make_parents(wchar_t *path, size_t root)
{
    for (wchar_t *end = path + root; (end = wcschr(end, L'\\')); end++) {
        *end = L'\0';
        CreateDirectoryW(path, NULL);
        *end = L'\\';
    }
}

static BOOL belongs_to_version(const wchar_t *name, const Version *version)
{
    return is_listed(version->listing, name) || !_wcsicmp(name, LISTING) ||
           !_wcsicmp(name, L"uninstall.exe");
}

static void remove_or_move(const wchar_t *path, const void *context)
{
    const Version *version = context;
    const wchar_t *name = path + version->root;
    wchar_t place[PATH_LENGTH];
    if (belongs_to_version(name, version)) {
        delete_file(path, NULL);
    } else if (version->to && join(version->to, name, place)) {
        if (exists(place)) {
            delete_file(path, NULL);
            return;
        }
        make_parents(place, wcslen(version->to) + 1);
        MoveFileExW(path, place, 0);
    }
}

BOOL empty_version(const wchar_t *folder, const wchar_t *to)
{
    Version version = {to, read_listing(folder), wcslen(folder) + 1};
    BOOL gone = walk(folder, remove_or_move, &version);
    free_listing(version.listing);
    return gone;
}
