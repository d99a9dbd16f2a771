/* Who may write into folders whose content is believed: the program and the machine's settings. */
#include "protection.h"

#include <aclapi.h>
#include <sddl.h>
#include <objbase.h>
#include <shlobj.h>

#include "administrator.h"
#include "paths.h"
#include "privilege.h"
#include "trusted.h"

/* Protected from what the folder above hands down; system and administrators everything, users read. */
#define DESCRIPTOR L"O:BAG:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)"

/* For a copy of the uninstaller. */
#define PRIVATE L"O:BAG:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"

static BOOL find_program_files(wchar_t *out)
{
    wchar_t folder[MAX_PATH];
    return SHGetFolderPathW(NULL, CSIDL_PROGRAM_FILES, NULL, SHGFP_TYPE_CURRENT, folder) == S_OK &&
           full_path(folder, out, PATH_LENGTH);
}

/* What Program Files hands down to what lies directly in it is right for a program. */
static BOOL inherits_rights(const wchar_t *path)
{
    wchar_t programs[PATH_LENGTH];
    const wchar_t *last = wcsrchr(path, L'\\');
    return last && find_program_files(programs) && is_below(path, programs) &&
           (size_t)(last - path) == wcslen(programs);
}

/* Every folder is made with its rights, so that there is no moment without them. */
static DWORD make_each(wchar_t *path, SECURITY_ATTRIBUTES *rights)
{
    wchar_t *last = wcsrchr(path, L'\\');
    DWORD error = 0;
    if (CreateDirectoryW(path, rights))
        return 0;
    error = GetLastError();
    if (error != ERROR_PATH_NOT_FOUND || !last)
        return error;
    *last = L'\0';
    error = make_each(path, rights);
    *last = L'\\';
    if (error)
        return error;
    return CreateDirectoryW(path, rights) ? 0 : GetLastError();
}

static DWORD make_with(const wchar_t *path, const wchar_t *descriptor)
{
    wchar_t copy[PATH_LENGTH];
    SECURITY_ATTRIBUTES rights = {.nLength = sizeof rights};
    DWORD error;
    if (wcslen(path) >= PATH_LENGTH)
        return ERROR_FILENAME_EXCED_RANGE;
    wcscpy(copy, path);
    if (!descriptor)
        return make_each(copy, NULL);
    if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(descriptor, SDDL_REVISION_1,
                                                              &rights.lpSecurityDescriptor, NULL))
        return GetLastError();
    error = make_each(copy, &rights);
    LocalFree(rights.lpSecurityDescriptor);
    return error;
}

DWORD make_folder(const wchar_t *path)
{
    return make_with(path, inherits_rights(path) ? NULL : DESCRIPTOR);
}

/* A name that is taken already is somebody else's. */
DWORD make_private_folder(wchar_t *out, size_t length)
{
    wchar_t windows[MAX_PATH], temporary[PATH_LENGTH], path[PATH_LENGTH], name[64];
    GUID random;
    UINT size = GetSystemWindowsDirectoryW(windows, MAX_PATH);
    if (!size || size >= MAX_PATH || CoCreateGuid(&random) || !StringFromGUID2(&random, name, 64) ||
        !join(windows, L"Temp", temporary) || !join(temporary, name, path))
        return ERROR_PATH_NOT_FOUND;
    if (wcslen(path) >= length)
        return ERROR_FILENAME_EXCED_RANGE;
    wcscpy(out, path);
    return make_with(out, PRIVATE);
}

typedef struct {
    PSID group, account; /* administrators, and whom this process works as */
    BYTE asked[SECURITY_MAX_SID_SIZE];
    BOOL answered, answer; /* about who was asked for last: a domain may let each question wait */
} Taking;

static BOOL is_theirs(PSID owner, Taking *taking)
{
    if (is_administrators(owner))
        return FALSE; /* it is right already */
    if (!taking->answered || !EqualSid(owner, (PSID)taking->asked)) {
        taking->answered = CopySid(sizeof taking->asked, (PSID)taking->asked, owner);
        taking->answer = is_administrators_account(owner);
    }
    return taking->answer;
}

/* An owner who is an account of an administrator becomes the group of administrators. What belongs to an
 * ordinary account stays as it is, and the program refuses it: it may be a planted one. */
static BOOL take_file(const wchar_t *path, Taking *taking)
{
    PSECURITY_DESCRIPTOR rights;
    PSID found = NULL;
    if (GetFileAttributesW(path) & FILE_ATTRIBUTE_REPARSE_POINT ||
        GetNamedSecurityInfoW((wchar_t *)path, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &found, NULL,
                              NULL, NULL, &rights))
        return FALSE;
    BOOL theirs = found && is_theirs(found, taking);
    LocalFree(rights);
    return theirs && !SetNamedSecurityInfoW((wchar_t *)path, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION,
                                            taking->group, NULL, NULL, NULL);
}

/* Goes into no folder that others change: between a look at what lies there and its taking they could put
 * something else in its place. */
static unsigned take_below(const wchar_t *folder, Taking *taking, BOOL deep)
{
    WIN32_FIND_DATAW found;
    wchar_t path[PATH_LENGTH];
    unsigned taken = 0;
    HANDLE search = join(folder, L"*", path) ? FindFirstFileW(path, &found) : INVALID_HANDLE_VALUE;
    if (search == INVALID_HANDLE_VALUE)
        return 0;
    do {
        BOOL is_folder = (found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
        BOOL wanted = !is_folder || deep || !_wcsicmp(found.cFileName, L"tenants");
        if (!wcscmp(found.cFileName, L".") || !wcscmp(found.cFileName, L"..") || !wanted ||
            found.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT ||
            !join(folder, found.cFileName, path))
            continue;
        taken += take_file(path, taking);
        if (is_folder && judge_path(path, taking->account, FALSE) == SAFE)
            taken += take_below(path, taking, TRUE);
    } while (FindNextFileW(search, &found));
    FindClose(search);
    return taken;
}

unsigned take_settings(const wchar_t *folder)
{
    Taking taking = {.account = this_account()};
    unsigned taken = 0;
    enable_privilege(SE_TAKE_OWNERSHIP_NAME);
    enable_privilege(SE_RESTORE_NAME);
    if (ConvertStringSidToSidW(L"S-1-5-32-544", &taking.group)) {
        taken = take_below(folder, &taking, FALSE);
        LocalFree(taking.group);
    }
    if (taking.account)
        HeapFree(GetProcessHeap(), 0, taking.account);
    return taken;
}

/* By a handle of the folder itself: its owner may put a link in its place at any time. */
static DWORD set_rights_itself(const wchar_t *path, PSID owner, PACL list)
{
    FILE_ATTRIBUTE_TAG_INFO kind;
    DWORD error;
    HANDLE folder = CreateFileW(path, READ_CONTROL | WRITE_DAC | WRITE_OWNER | FILE_READ_ATTRIBUTES,
                                FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING,
                                FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS, NULL);
    if (folder == INVALID_HANDLE_VALUE)
        return GetLastError();
    if (!GetFileInformationByHandleEx(folder, FileAttributeTagInfo, &kind, sizeof kind))
        error = GetLastError();
    else if (kind.FileAttributes & FILE_ATTRIBUTE_REPARSE_POINT)
        error = ERROR_CANT_ACCESS_FILE; /* leads to a folder that is not this one */
    else
        error = SetSecurityInfo(folder, SE_FILE_OBJECT,
                                OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION |
                                    PROTECTED_DACL_SECURITY_INFORMATION,
                                owner, NULL, list, NULL);
    CloseHandle(folder);
    return error;
}

static DWORD take_over(const wchar_t *path)
{
    PSECURITY_DESCRIPTOR rights;
    PSID owner;
    PACL list;
    BOOL present, defaulted;
    DWORD error;
    if (!ConvertStringSecurityDescriptorToSecurityDescriptorW(DESCRIPTOR, SDDL_REVISION_1, &rights, NULL))
        return GetLastError();
    GetSecurityDescriptorOwner(rights, &owner, &defaulted);
    GetSecurityDescriptorDacl(rights, &present, &list, &defaulted);
    enable_privilege(SE_TAKE_OWNERSHIP_NAME);
    enable_privilege(SE_RESTORE_NAME);
    error = set_rights_itself(path, owner, list);
    LocalFree(rights);
    return error;
}

static BOOL find_shared_folder(wchar_t *out)
{
    wchar_t folder[MAX_PATH];
    return SHGetFolderPathW(NULL, CSIDL_COMMON_APPDATA, NULL, SHGFP_TYPE_CURRENT, folder) == S_OK &&
           join(folder, L"scanstation", out);
}

static BOOL is_link(const wchar_t *path)
{
    DWORD attributes = GetFileAttributesW(path);
    return attributes != INVALID_FILE_ATTRIBUTES && attributes & FILE_ATTRIBUTE_REPARSE_POINT;
}

BOOL is_shared_folder_linked(void)
{
    wchar_t path[PATH_LENGTH];
    return find_shared_folder(path) && is_link(path);
}

DWORD protect_shared_folder(void)
{
    wchar_t path[PATH_LENGTH];
    DWORD error;
    if (!find_shared_folder(path))
        return ERROR_PATH_NOT_FOUND;
    error = make_with(path, DESCRIPTOR);
    if (error != ERROR_ALREADY_EXISTS)
        return error;
    if (is_link(path))
        return ERROR_CANT_ACCESS_FILE; /* leads to a folder that is not this one */
    if (judge_path(path, NULL, FALSE) == OWNED_BY_OTHERS || !is_protected(path))
        error = take_over(path);
    else
        error = 0;
    if (!error)
        take_settings(path);
    return error;
}

/* What Windows made for programs is trusted as it is; a folder that somebody made in it is not. */
static BOOL is_trusted_by(const wchar_t *path, PSID account)
{
    wchar_t programs[PATH_LENGTH];
    if (exists(path) && judge_path(path, account, TRUE) != SAFE)
        return FALSE;
    return is_trusted_above(path, find_program_files(programs) ? programs : NULL, account);
}

BOOL is_trusted(const wchar_t *path)
{
    PSID account = IsUserAnAdmin() ? this_account() : NULL;
    BOOL trusted = is_trusted_by(path, account);
    if (account)
        HeapFree(GetProcessHeap(), 0, account);
    return trusted;
}
