/* One line of a TOML file: the removal needs the folder of the data and nothing else of it. */
#include "policy_file.h"

#include <string.h>

#define MOST (1 << 20) /* bytes; a policy has a few thousand */

static char *read_file(const wchar_t *path)
{
    DWORD read = 0;
    HANDLE file = CreateFileW(path, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                              NULL, OPEN_EXISTING, 0, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return NULL;
    char *bytes = HeapAlloc(GetProcessHeap(), HEAP_ZERO_MEMORY, MOST + 1);
    if (bytes && !ReadFile(file, bytes, MOST, &read, NULL))
        bytes[0] = '\0';
    CloseHandle(file);
    return bytes;
}

static const char *without_blanks(const char *text)
{
    return text + strspn(text, " \t");
}

/* What follows the equals sign of the key, NULL if the line has another one. */
static const char *value_of(const char *line, const char *key)
{
    char quote = *line == '"' || *line == '\'' ? *line++ : '\0';
    size_t length = strlen(key);
    if (strncmp(line, key, length))
        return NULL;
    line += length;
    if (quote && *line++ != quote)
        return NULL;
    line = without_blanks(line);
    return *line == '=' ? without_blanks(line + 1) : NULL;
}

/* Takes a text out of its quotation marks, in place. */
static char *unquoted(char *text)
{
    char quote = *text, *begin = text + 1, *out = begin;
    if (quote != '"' && quote != '\'')
        return NULL;
    for (text = begin; *text != quote; text++) {
        if (quote == '"' && *text == '\\' && *++text != '\\' && *text != '"')
            return NULL;
        if (!*text || *text == '\n')
            return NULL;
        *out++ = *text;
    }
    *out = '\0';
    return begin;
}

static BOOL find_home(char *bytes, wchar_t *home, size_t length)
{
    char *line = strncmp(bytes, "\xEF\xBB\xBF", 3) ? bytes : bytes + 3;
    for (char *next; line; line = next) {
        next = strchr(line, '\n');
        if (next)
            next++;
        line = (char *)without_blanks(line);
        if (*line == '[')
            return FALSE;
        const char *value = value_of(line, "home");
        char *text = value ? unquoted((char *)value) : NULL;
        if (text)
            return MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, home, (int)length) > 1;
    }
    return FALSE;
}

BOOL read_policy_home(const wchar_t *file, wchar_t *home, size_t length)
{
    char *bytes = read_file(file);
    BOOL found = bytes && find_home(bytes, home, length);
    if (bytes)
        HeapFree(GetProcessHeap(), 0, bytes);
    return found;
}
