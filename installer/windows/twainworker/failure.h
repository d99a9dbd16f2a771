/* What went wrong, as a leaf of scanstation/errors/device.py with its details. */
#ifndef FAILURE_H
#define FAILURE_H

#include "text.h"

struct failure {
    const char *leaf; /* NULL: nothing went wrong */
    char reason[160];
    char option[64], value[300]; /* of UnsupportedOption */
    char device[300];            /* of UnknownDevice */
    int condition;               /* TWAIN condition code, 0 if it was none */
    int sheet;                   /* the last whole sheet of the scan */
};

/* Notes an error; returns false, so that `return fail(...)` reads well. */
bool fail(struct failure *failure, const char *leaf, const char *reason);
bool fail_option(struct failure *failure, const char *option, const char *value);

/* Notes what a condition code means (TWAIN Specification 2.4, chapter 11). */
bool fail_condition(struct failure *failure, int condition, const char *doing);

/* Writes the error message. */
void failure_write(struct text *head, const struct failure *failure);

#endif
