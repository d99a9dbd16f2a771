/* Reads who may change a file or folder. */
#include "trusted.h"

#include <aclapi.h>
#include <sddl.h>

#define WRITES                                                                                        \
    (FILE_WRITE_DATA | FILE_APPEND_DATA | FILE_DELETE_CHILD | DELETE | WRITE_DAC | WRITE_OWNER |      \
     GENERIC_WRITE | GENERIC_ALL)

/* System, administrators, the service that installs Windows' own parts, and "creator owner": whoever makes
 * a file, which the other entries say. */
static const wchar_t *const TRUSTED[] = {
    L"S-1-5-18", L"S-1-5-32-544", L"S-1-3-0",
    L"S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"};

static BOOL is_this_account(PSID who)
{
    BYTE user[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
    DWORD size;
    HANDLE token;
    BOOL same = FALSE;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
        return FALSE;
    if (GetTokenInformation(token, TokenUser, user, sizeof user, &size))
        same = EqualSid(who, ((TOKEN_USER *)user)->User.Sid);
    CloseHandle(token);
    return same;
}

static BOOL is_administrator(PSID who)
{
    for (unsigned i = 0; i < sizeof TRUSTED / sizeof *TRUSTED; i++) {
        PSID trusted;
        if (!ConvertStringSidToSidW(TRUSTED[i], &trusted))
            continue;
        BOOL same = EqualSid(who, trusted);
        LocalFree(trusted);
        if (same)
            return TRUE;
    }
    return is_this_account(who);
}

BOOL is_owned_by_administrators(const wchar_t *path)
{
    PSECURITY_DESCRIPTOR rights;
    PSID owner = NULL;
    if (GetNamedSecurityInfoW((wchar_t *)path, SE_FILE_OBJECT, OWNER_SECURITY_INFORMATION, &owner, NULL,
                              NULL, NULL, &rights))
        return FALSE;
    BOOL trusted = owner && is_administrator(owner);
    LocalFree(rights);
    return trusted;
}

/* What is only handed down counts, too: it holds for what lies in the folder. */
static BOOL lets_write(ACE_HEADER *entry)
{
    ACCESS_ALLOWED_ACE *allowed = (ACCESS_ALLOWED_ACE *)entry;
    return entry->AceType == ACCESS_ALLOWED_ACE_TYPE && (allowed->Mask & WRITES) &&
           !is_administrator((PSID)&allowed->SidStart);
}

/* A folder without a list lets everybody do everything. */
BOOL only_administrators_write(const wchar_t *path)
{
    PSECURITY_DESCRIPTOR rights;
    PACL list = NULL;
    if (GetNamedSecurityInfoW((wchar_t *)path, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL,
                              &list, NULL, &rights))
        return FALSE;
    BOOL only = list != NULL;
    for (DWORD i = 0; only && i < list->AceCount; i++) {
        ACE_HEADER *entry;
        only = GetAce(list, i, (void **)&entry) && !lets_write(entry);
    }
    LocalFree(rights);
    return only;
}

BOOL is_protected(const wchar_t *path)
{
    PSECURITY_DESCRIPTOR rights;
    SECURITY_DESCRIPTOR_CONTROL control = 0;
    DWORD revision;
    if (GetNamedSecurityInfoW((wchar_t *)path, SE_FILE_OBJECT, DACL_SECURITY_INFORMATION, NULL, NULL,
                              NULL, NULL, &rights))
        return FALSE;
    GetSecurityDescriptorControl(rights, &control, &revision);
    LocalFree(rights);
    return (control & SE_DACL_PROTECTED) != 0;
}
