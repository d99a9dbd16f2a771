/* Text that grows, and JSON written into it. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct text {
    char *data;
    size_t length, capacity;
};

/* Frees what a text holds. */
void text_free(struct text *text);

/* Adds bytes. The process ends if there is no memory for them: heads are small. */
void text_add(struct text *text, const char *bytes, size_t length);

/* Adds a zero-terminated string. */
void text_put(struct text *text, const char *string);

/* Adds a number the shortest way that keeps six decimals. */
void text_number(struct text *text, double number);

/* Adds a JSON string with its quotes; what is not UTF-8 becomes U+FFFD. */
void text_string(struct text *text, const char *utf8);

/* Adds `"name":`, with a comma before it unless it is the first of its object. */
void text_name(struct text *text, const char *name);

/* Members of an object: a name and a value. */
void text_member(struct text *text, const char *name, const char *utf8);
void text_member_number(struct text *text, const char *name, double number);
void text_member_true(struct text *text, const char *name, bool value);

/* Adds a comma unless an object or array has just begun. */
void text_comma(struct text *text);

/* Converts a string of the driver (the system's ANSI code page) to UTF-8; result in `out`. */
void text_from_driver(const char *ansi, size_t most, char *out, size_t size);

/* Converts UTF-8 to the driver's code page; false if a character is missing there. */
bool text_to_driver(const char *utf8, char *out, size_t size);

#endif
