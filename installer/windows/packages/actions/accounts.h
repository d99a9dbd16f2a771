#pragma once
#include <windows.h>

#include "folders.h"

typedef struct {
    wchar_t profile[LONGEST];
    wchar_t name[257], domain[257];
} Account;

/* Calls `use` for every account that has a profile on this PC. */
void each_account(void (*use)(const Account *account, void *given), void *given);

/* Fills in the variables of a path of a policy (%NAME%, ${NAME}, ~) as the program does for an
 * account: its folders are those of its profile, all else is the machine's. Without an account its
 * variables have no value. Writes less than LONGEST characters; `fixed` gets how many of them are not
 * of the account's choice, all of them if it names none. Returns FALSE if a variable has no value. */
BOOL fill_in(const wchar_t *text, const Account *account, wchar_t *path, size_t *fixed);
