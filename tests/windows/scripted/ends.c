/* Ends the process, as a power cut does, after a change of files or registry whose number is given: of the program
 * that loaded this library as well as of the library itself. */
#include "scripted.h"

#include <stdlib.h>

#include "imports.h"

static volatile LONG changes, last;

static void changed(void)
{
    if (InterlockedIncrement(&changes) == last)
        TerminateProcess(GetCurrentProcess(), ENDED);
}

#define COUNTED(name)                                                                        \
    static Call *real_##name;                                                                \
    static UINT_PTR counted_##name(UINT_PTR a, UINT_PTR b, UINT_PTR c, UINT_PTR d, UINT_PTR e, \
                                   UINT_PTR f)                                               \
    {                                                                                        \
        UINT_PTR result = real_##name(a, b, c, d, e, f);                                     \
        changed();                                                                           \
        return result;                                                                       \
    }

COUNTED(RegSetValueExW)
COUNTED(RegDeleteValueW)
COUNTED(RegDeleteKeyExW)
COUNTED(DeleteFileW)
COUNTED(RemoveDirectoryW)
COUNTED(CreateDirectoryW)
COUNTED(MoveFileExW)
COUNTED(SetFileInformationByHandle)

#define COUNT(module, name) replace_import(module, #name, (void *)counted_##name, (void **)&real_##name)

static Call *real_GetProcAddress;

/* setup.exe looks for the function that deletes keys of the 64-bit registry itself. */
static UINT_PTR find(UINT_PTR module, UINT_PTR name, UINT_PTR c, UINT_PTR d, UINT_PTR e, UINT_PTR f)
{
    UINT_PTR found = real_GetProcAddress(module, name, c, d, e, f);
    if (name < 0x10000 || strcmp((const char *)name, "RegDeleteKeyExW"))
        return found;
    real_RegDeleteKeyExW = (Call *)found;
    return (UINT_PTR)counted_RegDeleteKeyExW;
}

static void count(HMODULE module)
{
    COUNT(module, RegSetValueExW);
    COUNT(module, RegDeleteValueW);
    COUNT(module, DeleteFileW);
    COUNT(module, RemoveDirectoryW);
    COUNT(module, CreateDirectoryW);
    COUNT(module, MoveFileExW);
    COUNT(module, SetFileInformationByHandle);
}

void end_after_changes(HMODULE library)
{
    wchar_t number[16];
    if (!GetEnvironmentVariableW(L"SCRIPTED_CHANGES", number, 16))
        return;
    last = _wtol(number);
    count(GetModuleHandleW(NULL));
    count(library);
    replace_import(GetModuleHandleW(NULL), "GetProcAddress", (void *)find, (void **)&real_GetProcAddress);
}
