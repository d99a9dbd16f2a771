#pragma once
#include <windows.h>

#define ENDED 99 /* exit code of a process that was ended */

/* SCRIPTED_CHANGES=number in the environment. */
void end_after_changes(HMODULE library);

/* SCRIPTED_MANAGER=start|add|list: this call fails; absent: there is none; open: somebody has the file open;
 * moment: at the first look only; later: once the file SCRIPTED_SIGN is there; closed: nobody has; none: Windows'
 * own is asked. */
void script_manager(HMODULE library);

/* Whatever WhenListed was given. */
void tell_of_lists(HMODULE library);
