/* Capabilities of a source: their containers read into plain numbers and written from them. */
#ifndef CAPABILITY_H
#define CAPABILITY_H

#include "source.h"

enum { MOST_CHOICES = 256, MOST_STRING = 1100 };

struct capability {
    uint16_t container, type;
    bool is_text;             /* a string; else numbers */
    double current;
    char string[MOST_STRING]; /* current string as UTF-8 */
    double low, high, step;   /* of a range */
    size_t count;             /* choices of an enumeration, items of an array */
    double choice[MOST_CHOICES];
};

/* Reads what a source offers (MSG_GET) or has (MSG_GETCURRENT); false if it does not. */
bool capability_get(
    struct source *source, uint16_t id, uint16_t message, struct capability *capability);

/* What a source has now, by either message; the fallback if it says nothing. */
double capability_now(struct source *source, uint16_t id, double fallback);

/* Whether an enumeration, range or array names this number. */
bool capability_offers(const struct capability *capability, double number);

/* Sets a number, a string or an array; TWRC_CHECKSTATUS says that the source took another. */
uint16_t capability_set(struct source *source, uint16_t id, double number);
uint16_t capability_set_string(struct source *source, uint16_t id, const char *utf8);
uint16_t capability_set_array(
    struct source *source, uint16_t id, const double *numbers, size_t count);

/* Sets a number if the source knows the capability at all; nobody minds if it does not. */
void capability_wish(struct source *source, uint16_t id, double number);

#endif
