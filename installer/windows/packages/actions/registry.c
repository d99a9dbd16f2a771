#include "registry.h"

BOOL read_machine_text(const wchar_t *key, const wchar_t *name, wchar_t *text, size_t length)
{
    DWORD size = (DWORD)(length * sizeof *text);
    DWORD flags = RRF_RT_REG_SZ | RRF_RT_REG_EXPAND_SZ | RRF_NOEXPAND | RRF_SUBKEY_WOW6464KEY;
    return !RegGetValueW(HKEY_LOCAL_MACHINE, key, name, flags, NULL, text, &size) && text[0];
}
