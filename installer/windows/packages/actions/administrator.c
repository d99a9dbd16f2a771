/* Accounts of people who administer this PC. */
#include "administrator.h"

#include <lm.h>
#include <sddl.h>
#include <stdio.h>

#define NAME_LENGTH 257
#define ADMINISTRATORS L"S-1-5-32-544"

PSID this_account(void)
{
    BYTE user[sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE];
    DWORD size;
    HANDLE token;
    PSID copy = NULL;
    if (!OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &token))
        return NULL;
    if (GetTokenInformation(token, TokenUser, user, sizeof user, &size)) {
        PSID sid = ((TOKEN_USER *)user)->User.Sid;
        copy = HeapAlloc(GetProcessHeap(), 0, GetLengthSid(sid));
        if (copy)
            CopySid(GetLengthSid(sid), copy, sid);
    }
    CloseHandle(token);
    return copy;
}

static BOOL is_this_account(PSID who)
{
    PSID own = this_account();
    BOOL same = own && EqualSid(who, own);
    if (own)
        HeapFree(GetProcessHeap(), 0, own);
    return same;
}

/* The group has another name in every language. */
static BOOL find_group(wchar_t *name)
{
    PSID sid;
    wchar_t domain[NAME_LENGTH];
    DWORD length = NAME_LENGTH, domain_length = NAME_LENGTH;
    SID_NAME_USE use;
    if (!ConvertStringSidToSidW(ADMINISTRATORS, &sid))
        return FALSE;
    BOOL found = LookupAccountSidW(NULL, sid, name, &length, domain, &domain_length, &use);
    LocalFree(sid);
    return found;
}

static BOOL is_member(const wchar_t *account, const wchar_t *group)
{
    LOCALGROUP_USERS_INFO_0 *groups = NULL;
    DWORD number = 0, total = 0;
    BOOL found = FALSE;
    if (NetUserGetLocalGroups(NULL, account, 0, LG_INCLUDE_INDIRECT, (BYTE **)&groups,
                              MAX_PREFERRED_LENGTH, &number, &total))
        return FALSE;
    for (DWORD i = 0; groups && i < number && !found; i++)
        found = !_wcsicmp(groups[i].lgrui0_name, group);
    if (groups)
        NetApiBufferFree(groups);
    return found;
}

BOOL is_administrators_account(PSID who)
{
    wchar_t name[NAME_LENGTH], domain[NAME_LENGTH], group[NAME_LENGTH], account[2 * NAME_LENGTH];
    DWORD length = NAME_LENGTH, domain_length = NAME_LENGTH;
    SID_NAME_USE use;
    if (is_this_account(who))
        return TRUE;
    if (!LookupAccountSidW(NULL, who, name, &length, domain, &domain_length, &use) ||
        use != SidTypeUser || !find_group(group))
        return FALSE;
    return swprintf(account, 2 * NAME_LENGTH, L"%ls\\%ls", domain, name) > 0 && is_member(account, group);
}
