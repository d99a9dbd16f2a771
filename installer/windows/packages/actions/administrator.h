#pragma once
#include <windows.h>

/* The SID of the account that this process works as, which has an administrator's rights; NULL if nobody
 * says. To be given back with HeapFree. */
PSID this_account(void);

/* Returns whether the SID is such an account, or one that this PC's group of administrators has for a member.
 * The program does not believe what they own, as Windows tells their own programs from elevated ones. */
BOOL is_administrators_account(PSID who);
