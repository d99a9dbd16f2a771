/* Who may write into folders whose content is believed: the program and the machine's settings. */
#include "protection.h"

#include <aclapi.h>
#include <sddl.h>
#include <shlobj.h>

#include "paths.h"
#include "privilege.h"
#include "trusted.h"

/* Protected from what the folder above hands down; system and administrators everything, users read. */
#define DESCRIPTOR L"O:BAG:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)"

typedef DWORD(WINAPI *Reset)(LPWSTR, SE_OBJECT_TYPE, SECURITY_INFORMATION, PSID, PSID, PACL, PACL, BOOL,
                             FN_PROGRESS, PROG_INVOKE_SETTING, PVOID);

static BOOL is_below_program_files(const wchar_t *path)
{
    wchar_t folder[MAX_PATH], whole[PATH_LENGTH];
    return SHGetFolderPathW(NULL, CSIDL_PROGRAM_FILES, NULL, SHGFP_TYPE_CURRENT, folder) == S_OK &&
           full_path(folder, whole, PATH_LENGTH) && is_below(path, whole);
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
    return make_with(path, is_below_program_files(path) ? NULL : DESCRIPTOR);
}

/* Settings in a folder that an ordinary account made get the folder's rights, too; data of people that lie
 * there keep theirs. */
static void reset_settings(const wchar_t *folder, PSID owner, PACL list)
{
    wchar_t path[PATH_LENGTH];
    HMODULE library = GetModuleHandleW(L"advapi32.dll");
    Reset reset = library ? (Reset)(void *)GetProcAddress(library, "TreeResetNamedSecurityInfoW") : NULL;
    if (reset && join(folder, L"tenants", path) && exists(path))
        reset(path, SE_FILE_OBJECT,
              OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION |
                  PROTECTED_DACL_SECURITY_INFORMATION,
              owner, NULL, list, NULL, FALSE, NULL, ProgressInvokeNever, NULL);
}

static DWORD take_over(wchar_t *path, BOOL with_content)
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
    error = SetNamedSecurityInfoW(path, SE_FILE_OBJECT,
                                  OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION |
                                      PROTECTED_DACL_SECURITY_INFORMATION,
                                  owner, NULL, list, NULL);
    if (!error && with_content)
        reset_settings(path, owner, list);
    LocalFree(rights);
    return error;
}

DWORD protect_shared_folder(void)
{
    wchar_t folder[MAX_PATH], path[PATH_LENGTH];
    DWORD error;
    BOOL ours;
    if (SHGetFolderPathW(NULL, CSIDL_COMMON_APPDATA, NULL, SHGFP_TYPE_CURRENT, folder) != S_OK ||
        !join(folder, L"scanstation", path))
        return ERROR_PATH_NOT_FOUND;
    error = make_with(path, DESCRIPTOR);
    if (error != ERROR_ALREADY_EXISTS)
        return error;
    if (GetFileAttributesW(path) & FILE_ATTRIBUTE_REPARSE_POINT)
        return ERROR_CANT_ACCESS_FILE; /* leads to a folder that is not this one */
    ours = is_owned_by_administrators(path);
    return ours && is_protected(path) ? 0 : take_over(path, !ours);
}

BOOL is_trusted(const wchar_t *path)
{
    return !(GetFileAttributesW(path) & FILE_ATTRIBUTE_REPARSE_POINT) &&
           is_owned_by_administrators(path) && only_administrators_write(path);
}
