/* Linked to the installers' own sources: the library that MSI and setup.exe call, which a test can have ended or
 * answered as it likes. What is tested is unchanged; only how it reaches Windows is. */
#include "scripted.h"

BOOL WINAPI DllMain(HINSTANCE library, DWORD reason, void *reserved)
{
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH) {
        script_manager(library);
        tell_of_lists(library);
        end_after_changes(library);
    }
    return TRUE;
}
