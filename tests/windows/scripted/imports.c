/* Changes the table through which a module of this process calls Windows. */
#include "imports.h"

#include <stdint.h>
#include <string.h>

static void *at(HMODULE module, DWORD offset) { return (BYTE *)module + offset; }

static IMAGE_IMPORT_DESCRIPTOR *imports(HMODULE module)
{
    IMAGE_DOS_HEADER *dos = (IMAGE_DOS_HEADER *)module;
    IMAGE_NT_HEADERS *nt = at(module, (DWORD)dos->e_lfanew);
    return at(module, nt->OptionalHeader.DataDirectory[IMAGE_DIRECTORY_ENTRY_IMPORT].VirtualAddress);
}

static BOOL is_named(HMODULE module, IMAGE_THUNK_DATA *name, const char *function)
{
    if (IMAGE_SNAP_BY_ORDINAL(name->u1.Ordinal))
        return FALSE;
    IMAGE_IMPORT_BY_NAME *entry = at(module, (DWORD)name->u1.AddressOfData);
    return !strcmp((char *)entry->Name, function);
}

static void put(IMAGE_THUNK_DATA *place, void *by, void **real)
{
    DWORD before;
    *real = (void *)(uintptr_t)place->u1.Function;
    VirtualProtect(place, sizeof *place, PAGE_READWRITE, &before);
    place->u1.Function = (uintptr_t)by;
    VirtualProtect(place, sizeof *place, before, &before);
}

void replace_import(HMODULE module, const char *function, void *by, void **real)
{
    for (IMAGE_IMPORT_DESCRIPTOR *one = imports(module); one->Name; one++) {
        IMAGE_THUNK_DATA *name = at(module, one->OriginalFirstThunk);
        IMAGE_THUNK_DATA *place = at(module, one->FirstThunk);
        for (; name->u1.AddressOfData; name++, place++)
            if (is_named(module, name, function))
                put(place, by, real);
    }
}
