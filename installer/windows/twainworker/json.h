/* A small JSON reader (RFC 8259) for the station's heads: bounded, in place, no recursion limit
 * to overrun. Strings are decoded inside the text, which must stay as long as the values. */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>

enum json_kind { JSON_NULL, JSON_FALSE, JSON_TRUE, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

enum { JSON_MOST_VALUES = 2048, JSON_DEEPEST = 16 };

struct json {
    enum json_kind kind;
    const char *name;   /* of a member of an object, else NULL */
    const char *string; /* of a string, zero-terminated UTF-8 */
    double number;
    struct json *child, *next;
};

struct json_values {
    size_t count;
    struct json value[JSON_MOST_VALUES];
};

/* Reads one value; `text` has `length` bytes and a zero behind them, and is changed.
 * Returns NULL if it is not JSON, is nested too deep, has too many values, or if a string
 * contains a zero character. */
struct json *json_read(char *text, size_t length, struct json_values *values);

/* The member of an object with this name, NULL if there is none. */
const struct json *json_member(const struct json *object, const char *name);

/* A member's string, number or truth; the fallback if it is missing or of another kind. */
const char *json_text(const struct json *object, const char *name, const char *fallback);
double json_number(const struct json *object, const char *name, double fallback);
bool json_truth(const struct json *object, const char *name);

#endif
