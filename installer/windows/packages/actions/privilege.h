#pragma once
#include <windows.h>

/* Switches a right on that the account has but that is off until asked for, SE_DEBUG_NAME for one: for
 * the account whose rights this thread borrows, else for the process. Without it nothing changes. */
void enable_privilege(const wchar_t *name);
