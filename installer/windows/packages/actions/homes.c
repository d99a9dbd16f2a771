/* Where batches may lie on this PC: the folder that a policy names, for each account where it differs,
 * the folder that all accounts share, and the local data folder of every account. */
#include "homes.h"

#include "accounts.h"
#include "policy_file.h"
#include "registry.h"

#define POLICY L"Software\\Policies\\scanstation"
#define INSTALLATION L"Software\\scanstation"

typedef struct {
    Folders *homes;
    const wchar_t *text;
} Named;

static void add_for(const Account *account, void *given)
{
    const Named *named = given;
    wchar_t path[LONGEST];
    size_t fixed;
    if (fill_in(named->text, account, path, &fixed))
        add_folder(named->homes, path, fixed);
}

/* A path without variables of accounts is one folder for all of them. */
static void add_named(Folders *homes, const wchar_t *text)
{
    Named named = {homes, text};
    unsigned before = homes->count;
    add_for(NULL, &named);
    if (homes->count == before)
        each_account(add_for, &named);
}

/* Says where the home lies by the file of the property POLICYFILE, which is weaker than group policy:
 * batches of the time before a policy lie there. */
static BOOL read_home_of_file(wchar_t *home)
{
    wchar_t text[LONGEST], file[LONGEST];
    size_t fixed;
    return read_machine_text(INSTALLATION, L"PolicyFile", text, LONGEST)
        && fill_in(text, NULL, file, &fixed) && read_policy_home(file, home, LONGEST);
}

void find_homes(Folders *homes)
{
    wchar_t text[LONGEST];
    if (read_machine_text(POLICY, L"home", text, LONGEST))
        add_named(homes, text);
    if (read_home_of_file(text))
        add_named(homes, text);
    add_named(homes, L"%ProgramData%\\scanstation");
    add_named(homes, L"%LOCALAPPDATA%\\scanstation");
}
