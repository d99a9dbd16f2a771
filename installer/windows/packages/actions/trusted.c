/* Reads who may change a file or folder. */
#include "trusted.h"

#include <aclapi.h>
#include <sddl.h>
#include <stddef.h>

#include "paths.h"

#define REPLACES (WRITE_DAC | WRITE_OWNER | GENERIC_ALL | FILE_DELETE_CHILD | DELETE)
#define WRITES                                                                                        \
    (REPLACES | FILE_WRITE_DATA | FILE_APPEND_DATA | FILE_WRITE_EA | FILE_WRITE_ATTRIBUTES |          \
     GENERIC_WRITE)
/* Entries of all types but ACCESS_DENIED_* give rights (winnt.h). */
#define CALLBACK_OBJECT 0xB

static const wchar_t *const ADMINISTRATORS[] = {
    L"S-1-5-18", L"S-1-5-32-544", L"S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"};
/* Nobody by itself, and the owner, who is looked at anyway. */
static const wchar_t *const NOBODY[] = {L"S-1-3-0", L"S-1-3-4"};

static BOOL is_one_of(PSID who, const wchar_t *const *names, unsigned number)
{
    BOOL same = FALSE;
    for (unsigned i = 0; i < number && !same; i++) {
        PSID other;
        if (!ConvertStringSidToSidW(names[i], &other))
            continue;
        same = EqualSid(who, other);
        LocalFree(other);
    }
    return same;
}

/* The built-in Administrator, Domain Admins and Enterprise Admins, in whatever domain. */
static BOOL is_well_known_of_domain(PSID who)
{
    static const SID_IDENTIFIER_AUTHORITY windows = {SECURITY_NT_AUTHORITY};
    DWORD last;
    if (memcmp(GetSidIdentifierAuthority(who), &windows, sizeof windows) ||
        *GetSidSubAuthorityCount(who) != 5 || *GetSidSubAuthority(who, 0) != SECURITY_NT_NON_UNIQUE)
        return FALSE;
    last = *GetSidSubAuthority(who, 4);
    return last == DOMAIN_USER_RID_ADMIN || last == DOMAIN_GROUP_RID_ADMINS ||
           last == DOMAIN_GROUP_RID_ENTERPRISE_ADMINS;
}

BOOL is_administrators(PSID who)
{
    return is_one_of(who, ADMINISTRATORS, 3) || is_well_known_of_domain(who);
}

static BOOL is_administrator(PSID who, PSID besides)
{
    return is_administrators(who) || (besides && EqualSid(who, besides));
}

/* Two GUIDs, each if its flag is set, stand before the SID of an object's entry. */
static PSID sid_of(ACE_HEADER *entry)
{
    BYTE *place = (BYTE *)entry + offsetof(ACCESS_ALLOWED_ACE, SidStart);
    DWORD flags;
    if (entry->AceType != ACCESS_ALLOWED_OBJECT_ACE_TYPE && entry->AceType != CALLBACK_OBJECT)
        return place;
    flags = *(DWORD *)place;
    place += sizeof flags;
    place += flags & ACE_OBJECT_TYPE_PRESENT ? sizeof(GUID) : 0;
    return place + (flags & ACE_INHERITED_OBJECT_TYPE_PRESENT ? sizeof(GUID) : 0);
}

static BOOL takes_away(BYTE type)
{
    return type == ACCESS_DENIED_ACE_TYPE || type == ACCESS_DENIED_OBJECT_ACE_TYPE ||
           type == ACCESS_DENIED_CALLBACK_ACE_TYPE || type == ACCESS_DENIED_CALLBACK_OBJECT_ACE_TYPE;
}

static BOOL lets_others(ACE_HEADER *entry, DWORD mask, PSID besides, BOOL below)
{
    if (takes_away(entry->AceType) || !(((ACCESS_ALLOWED_ACE *)entry)->Mask & mask))
        return FALSE;
    if (entry->AceFlags & INHERIT_ONLY_ACE && !below)
        return FALSE;
    return !is_one_of(sid_of(entry), NOBODY, 2) && !is_administrator(sid_of(entry), besides);
}

/* An object without a list lets everybody do everything. */
static Verdict judge_by(PSECURITY_DESCRIPTOR rights, DWORD mask, PSID besides, BOOL below)
{
    PSID owner = NULL;
    PACL list = NULL;
    BOOL present = FALSE, defaulted;
    if (!GetSecurityDescriptorOwner(rights, &owner, &defaulted) ||
        !GetSecurityDescriptorDacl(rights, &present, &list, &defaulted))
        return UNREADABLE;
    if (!owner || !is_administrator(owner, besides))
        return OWNED_BY_OTHERS;
    if (!present || !list)
        return CHANGED_BY_OTHERS;
    for (DWORD i = 0; i < list->AceCount; i++) {
        ACE_HEADER *entry;
        if (!GetAce(list, i, (void **)&entry) || lets_others(entry, mask, besides, below))
            return CHANGED_BY_OTHERS;
    }
    return SAFE;
}

static Verdict judge_path_by(const wchar_t *path, DWORD mask, PSID besides, BOOL below)
{
    PSECURITY_DESCRIPTOR rights;
    DWORD attributes = GetFileAttributesW(path);
    Verdict verdict;
    if (attributes == INVALID_FILE_ATTRIBUTES)
        return UNREADABLE;
    if (attributes & FILE_ATTRIBUTE_REPARSE_POINT)
        return LINKED;
    if (GetNamedSecurityInfoW((wchar_t *)path, SE_FILE_OBJECT,
                              OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION, NULL, NULL, NULL,
                              NULL, &rights))
        return UNREADABLE;
    verdict = judge_by(rights, mask, besides, below);
    LocalFree(rights);
    return verdict;
}

Verdict judge(PSECURITY_DESCRIPTOR rights, PSID besides, BOOL below)
{
    return judge_by(rights, WRITES, besides, below);
}

Verdict judge_path(const wchar_t *path, PSID besides, BOOL below)
{
    return judge_path_by(path, WRITES, besides, below);
}

/* The root of a drive cannot be deleted, whatever its list says. */
static BOOL is_trusted_root(wchar_t *path, PSID besides)
{
    if (wcslen(path) < 3 || path[1] != L':')
        return FALSE; /* of a share nobody can say it here */
    path[3] = L'\0';
    return judge_path_by(path, REPLACES & ~DELETE, besides, FALSE) == SAFE;
}

BOOL is_trusted_above(const wchar_t *path, const wchar_t *known, PSID besides)
{
    wchar_t folder[PATH_LENGTH], *end;
    if (wcslen(path) >= PATH_LENGTH)
        return FALSE;
    wcscpy(folder, path);
    while ((end = wcsrchr(folder, L'\\')) && end > folder + 2) {
        *end = L'\0';
        if (known && wcslen(folder) == wcslen(known) && is_below(folder, known))
            return TRUE;
        if (exists(folder) && judge_path_by(folder, REPLACES, besides, FALSE) != SAFE)
            return FALSE;
    }
    wcscpy(folder, path);
    return is_trusted_root(folder, besides);
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
