/* Removes folders of programs, and nothing that a link leads to. */
#include "tree.h"

#include "folders.h"
#include "listing.h"
#include "paths.h"

typedef struct {
    const wchar_t *to;
    wchar_t *listing;
    size_t root; /* characters of the version's folder and its backslash */
} Version;

typedef void (*Visit)(const wchar_t *path, const void *context);

/* Opens what lies at a path itself, wherever a link would lead, and only if no folder on the way to it is a
 * link by now: in a folder that others change, one may become one at any time. */
static HANDLE open_itself(const wchar_t *path)
{
    wchar_t wanted[PATH_LENGTH + 8], real[PATH_LENGTH + 8];
    HANDLE file = CreateFileW(path, DELETE | FILE_READ_ATTRIBUTES | FILE_WRITE_ATTRIBUTES,
                              FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING,
                              FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return file;
    DWORD length = GetFinalPathNameByHandleW(file, real, PATH_LENGTH + 8, 0);
    if (length && length < PATH_LENGTH + 8 && write_long_path(wanted, PATH_LENGTH + 8, path) >= 0 &&
        CompareStringOrdinal(real, -1, wanted, -1, TRUE) == CSTR_EQUAL)
        return file;
    CloseHandle(file);
    return INVALID_HANDLE_VALUE;
}

static BOOL delete_itself(const wchar_t *path)
{
    FILE_BASIC_INFO plain = {.FileAttributes = FILE_ATTRIBUTE_NORMAL};
    FILE_DISPOSITION_INFO gone = {TRUE};
    HANDLE file = open_itself(path);
    if (file == INVALID_HANDLE_VALUE)
        return FALSE;
    SetFileInformationByHandle(file, FileBasicInfo, &plain, sizeof plain); /* it may be read-only */
    BOOL done = SetFileInformationByHandle(file, FileDispositionInfo, &gone, sizeof gone);
    CloseHandle(file);
    return done;
}

static void delete_file(const wchar_t *path, const void *context)
{
    (void)context;
    delete_itself(path);
}

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
        delete_itself(path);
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
    return delete_itself(folder);
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
    return is_listed(version->listing, name) || !_wcsicmp(name, L"uninstall.exe");
}

static void remove_or_move(const wchar_t *path, const void *context)
{
    const Version *version = context;
    const wchar_t *name = path + version->root;
    wchar_t place[PATH_LENGTH];
    if (!_wcsicmp(name, LISTING))
        return; /* the last one */
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

/* The list goes last: a removal that power ended goes on by it. */
static BOOL empty(const wchar_t *folder, const wchar_t *listed, const wchar_t *to)
{
    Version version = {to, read_listing(listed), wcslen(folder) + 1};
    wchar_t list[PATH_LENGTH];
    BOOL gone = walk(folder, remove_or_move, &version);
    free_listing(version.listing);
    if (gone || !join(folder, LISTING, list))
        return gone;
    delete_itself(list);
    return delete_itself(folder);
}

BOOL empty_version(const wchar_t *folder, const wchar_t *to)
{
    return empty(folder, folder, to);
}

BOOL remove_version(const wchar_t *folder, const wchar_t *listed)
{
    return empty(folder, listed, NULL);
}
