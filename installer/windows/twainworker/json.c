#include "json.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    char *at;
    const char *end;
    struct json_values *values;
};

static struct json *value(struct reader *reader, int depth);

static void blanks(struct reader *reader)
{
    while (reader->at < reader->end && strchr(" \t\r\n", *reader->at) && *reader->at)
        reader->at++;
}

static bool take(struct reader *reader, char wanted)
{
    blanks(reader);
    if (reader->at >= reader->end || *reader->at != wanted)
        return false;
    reader->at++;
    return true;
}

static bool word(struct reader *reader, const char *wanted)
{
    size_t length = strlen(wanted);
    if ((size_t)(reader->end - reader->at) < length || memcmp(reader->at, wanted, length) != 0)
        return false;
    reader->at += length;
    return true;
}

static struct json *new_value(struct reader *reader, enum json_kind kind)
{
    if (reader->values->count == JSON_MOST_VALUES)
        return NULL;
    struct json *made = &reader->values->value[reader->values->count++];
    *made = (struct json){.kind = kind};
    return made;
}

/* Four hexadecimal digits, -1 if they are none. */
static int32_t hex(struct reader *reader)
{
    int32_t number = 0;
    if (reader->end - reader->at < 4)
        return -1;
    for (int i = 0; i < 4; i++) {
        char c = *reader->at++;
        int digit = c >= '0' && c <= '9' ? c - '0' : (c | 32) - 'a' + 10;
        if (!((c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'f')))
            return -1;
        number = number * 16 + digit;
    }
    return number;
}

/* The code point behind `\u`, surrogate pairs joined; -1 for a lone one and for U+0000. */
static int32_t code_point(struct reader *reader)
{
    int32_t first = hex(reader);
    if (first < 0xd800 || first > 0xdfff)
        return first == 0 ? -1 : first;
    if (first > 0xdbff || !word(reader, "\\u"))
        return -1;
    int32_t second = hex(reader);
    if (second < 0xdc00 || second > 0xdfff)
        return -1;
    return 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
}

static char *put_utf8(char *out, int32_t c)
{
    if (c < 0x80) {
        *out++ = (char)c;
        return out;
    }
    int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const uint8_t marks[] = {0, 0xc0, 0xe0, 0xf0};
    *out++ = (char)(marks[more] | c >> (6 * more));
    while (more--)
        *out++ = (char)(0x80 | (c >> (6 * more) & 0x3f));
    return out;
}

static char *escape(struct reader *reader, char *out)
{
    static const char names[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    if (reader->at >= reader->end)
        return NULL;
    char c = *reader->at++;
    if (c == 'u') {
        int32_t point = code_point(reader);
        return point < 0 ? NULL : put_utf8(out, point);
    }
    const char *found = c ? strchr(names, c) : NULL;
    if (!found)
        return NULL;
    *out++ = meant[found - names];
    return out;
}

/* A string behind its first quote, decoded in place: that never makes it longer. */
static char *string(struct reader *reader)
{
    char *start = reader->at, *out = start;
    while (reader->at < reader->end) {
        char c = *reader->at++;
        if (c == '"') {
            *out = '\0';
            return start;
        }
        if ((unsigned char)c < 0x20)
            return NULL;
        if (c != '\\')
            *out++ = c;
        else if (!(out = escape(reader, out)))
            return NULL;
    }
    return NULL;
}

static struct json *number(struct reader *reader)
{
    char *stop = NULL;
    if (*reader->at != '-' && !(*reader->at >= '0' && *reader->at <= '9'))
        return NULL;
    struct json *made = new_value(reader, JSON_NUMBER);
    if (!made)
        return NULL;
    const char *end = reader->at + strspn(reader->at, "0123456789+-.eE"); /* no hexadecimal */
    made->number = strtod(reader->at, &stop); /* the text ends with a zero */
    if (stop == reader->at || stop != end || stop > reader->end)
        return NULL;
    reader->at = stop;
    return made;
}

static bool name_of(struct reader *reader, const char **name)
{
    if (!take(reader, '"'))
        return false;
    *name = string(reader);
    return *name && take(reader, ':');
}

static struct json *group(struct reader *reader, enum json_kind kind, int depth)
{
    char closing = kind == JSON_OBJECT ? '}' : ']';
    struct json *made = new_value(reader, kind);
    struct json **link = made ? &made->child : NULL;
    if (!made || depth == JSON_DEEPEST)
        return NULL;
    if (take(reader, closing))
        return made;
    do {
        const char *name = NULL;
        if (kind == JSON_OBJECT && !name_of(reader, &name))
            return NULL;
        struct json *item = value(reader, depth + 1);
        if (!item)
            return NULL;
        item->name = name;
        *link = item;
        link = &item->next;
    } while (take(reader, ','));
    return take(reader, closing) ? made : NULL;
}

static struct json *value(struct reader *reader, int depth)
{
    blanks(reader);
    if (reader->at >= reader->end)
        return NULL;
    if (take(reader, '{'))
        return group(reader, JSON_OBJECT, depth);
    if (take(reader, '['))
        return group(reader, JSON_ARRAY, depth);
    if (take(reader, '"')) {
        struct json *made = new_value(reader, JSON_STRING);
        if (!made || !(made->string = string(reader)))
            return NULL;
        return made;
    }
    if (word(reader, "true"))
        return new_value(reader, JSON_TRUE);
    if (word(reader, "false"))
        return new_value(reader, JSON_FALSE);
    if (word(reader, "null"))
        return new_value(reader, JSON_NULL);
    return number(reader);
}

struct json *json_read(char *text, size_t length, struct json_values *values)
{
    struct reader reader = {text, text + length, values};
    values->count = 0;
    struct json *made = value(&reader, 0);
    blanks(&reader);
    return reader.at == reader.end ? made : NULL;
}

const struct json *json_member(const struct json *object, const char *name)
{
    const struct json *item = object && object->kind == JSON_OBJECT ? object->child : NULL;
    while (item && strcmp(item->name, name) != 0)
        item = item->next;
    return item;
}

const char *json_text(const struct json *object, const char *name, const char *fallback)
{
    const struct json *found = json_member(object, name);
    return found && found->kind == JSON_STRING ? found->string : fallback;
}

double json_number(const struct json *object, const char *name, double fallback)
{
    const struct json *found = json_member(object, name);
    return found && found->kind == JSON_NUMBER ? found->number : fallback;
}

bool json_truth(const struct json *object, const char *name)
{
    const struct json *found = json_member(object, name);
    return found && found->kind == JSON_TRUE;
}
