/* Driver options of ScanOptions.extra: TWAIN's names, titles, and words for its numbers. */
#ifndef NAMES_H
#define NAMES_H

#include "capability.h"

struct option {
    uint16_t id;
    int16_t first; /* number of the first word */
    const char *name, *title;
    const char *words; /* separated by blanks; "-" has no word; "" are numbers or strings */
};

extern const struct option options[];
extern const size_t options_count;

/* The option of this name; a capability of the driver's own is written 0x8000 to 0xffff and
 * comes back in `own`. NULL if there is none. */
const struct option *option_named(const char *name, struct option *own);

/* A number as its word, else as digits; `type` is the capability's own. */
void option_word(
    const struct option *option, uint16_t type, double number, char *out, size_t size);

/* The number that a word or digits mean; false if they mean none. */
bool option_number(const struct option *option, uint16_t type, const char *word, double *number);

/* The current value as text; an array's items are separated by commas. */
void option_text(
    const struct option *option, const struct capability *capability, struct text *text);

/* Sets an option from text. False with an UnsupportedOption if the source does not take it. */
bool option_set(
    struct source *source, const struct option *option, const char *value,
    struct failure *failure);

#endif
