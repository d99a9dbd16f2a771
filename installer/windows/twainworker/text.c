#include "text.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

enum { NO_MEMORY = 3 };

void text_free(struct text *text)
{
    free(text->data);
    *text = (struct text){0};
}

void text_add(struct text *text, const char *bytes, size_t length)
{
    if (text->capacity - text->length < length + 1) {
        size_t capacity = (text->length + length + 1) * 2;
        char *data = realloc(text->data, capacity);
        if (data == NULL)
            TerminateProcess(GetCurrentProcess(), NO_MEMORY); /* drivers' exit code may hang */
        text->data = data;
        text->capacity = capacity;
    }
    memcpy(text->data + text->length, bytes, length);
    text->length += length;
    text->data[text->length] = '\0';
}

void text_put(struct text *text, const char *string)
{
    text_add(text, string, strlen(string));
}

void text_number(struct text *text, double number)
{
    char digits[64];
    if (!isfinite(number))
        number = 0;
    if (number == floor(number) && fabs(number) < 1e15) {
        snprintf(digits, sizeof digits, "%.0f", number);
        text_put(text, digits);
        return;
    }
    snprintf(digits, sizeof digits, "%.6f", number);
    size_t length = strlen(digits);
    while (digits[length - 1] == '0')
        length--;
    text_add(text, digits, length);
}

/* Length of the UTF-8 sequence at `s`, 0 if it is none (RFC 3629, no surrogates). */
static size_t sequence(const uint8_t *s)
{
    static const uint8_t lead[] = {0xc2, 0xe0, 0xf0, 0xf5};
    if (s[0] < 0x80)
        return 1;
    size_t length = 0;
    for (size_t i = 0; i < 3; i++)
        if (s[0] >= lead[i] && s[0] < lead[i + 1])
            length = i + 2;
    for (size_t i = 1; i < length; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    bool wrong = (s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
                 (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f);
    return length && wrong ? 0 : length;
}

void text_string(struct text *text, const char *utf8)
{
    const uint8_t *s = (const uint8_t *)utf8;
    char escaped[8];
    text_put(text, "\"");
    while (*s) {
        size_t length = sequence(s);
        if (length == 0) {
            text_put(text, "\xef\xbf\xbd");
            length = 1;
        } else if (*s < 0x20 || *s == '"' || *s == '\\') {
            snprintf(escaped, sizeof escaped, "\\u%04x", *s);
            text_put(text, escaped);
        } else {
            text_add(text, (const char *)s, length);
        }
        s += length;
    }
    text_put(text, "\"");
}

void text_comma(struct text *text)
{
    char last = text->length ? text->data[text->length - 1] : '{';
    if (last != '{' && last != '[')
        text_put(text, ",");
}

void text_name(struct text *text, const char *name)
{
    text_comma(text);
    text_string(text, name);
    text_put(text, ":");
}

void text_member(struct text *text, const char *name, const char *utf8)
{
    text_name(text, name);
    text_string(text, utf8);
}

void text_member_number(struct text *text, const char *name, double number)
{
    text_name(text, name);
    text_number(text, number);
}

void text_member_true(struct text *text, const char *name, bool value)
{
    text_name(text, name);
    text_put(text, value ? "true" : "false");
}

void text_from_driver(const char *ansi, size_t most, char *out, size_t size)
{
    WCHAR wide[1100];
    int length = (int)strnlen(ansi, most);
    int count = 0;
    if (length > 0)
        count = MultiByteToWideChar(CP_ACP, 0, ansi, length, wide, 1099);
    wide[count > 0 ? count : 0] = 0;
    if (!WideCharToMultiByte(CP_UTF8, 0, wide, -1, out, (int)size, NULL, NULL))
        out[0] = '\0';
}

bool text_to_driver(const char *utf8, char *out, size_t size)
{
    WCHAR wide[1100];
    BOOL missing = FALSE;
    if (!MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, utf8, -1, wide, 1100))
        return false;
    if (!WideCharToMultiByte(CP_ACP, 0, wide, -1, out, (int)size, NULL, &missing))
        return false;
    return !missing;
}
