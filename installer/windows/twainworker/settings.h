/* ScanOptions of the station, set at a source and read back. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "names.h"

enum { MOST_CHANGED = 128 };

struct changed {
    struct option option;
    char *before;
};

struct settings {
    struct source *source;
    bool feeder, duplex;
    bool dialog_at_scan; /* show the driver's dialog when a scan begins */
    bool sized, has_custom_data;
    struct text custom_data; /* the driver's own, before a profile changed it */
    struct changed changed[MOST_CHANGED];
    size_t changed_count;
};

/* Prepares for a source that was just opened. */
void settings_open(struct settings *settings, struct source *source);

/* Sets everything and writes the message "configured" with what the source took.
 *
 * What an earlier call had set and this one does not speak of goes back to the driver's own
 * value: nothing of one profile stays for the next.
 */
bool settings_apply(
    struct settings *settings, const struct json *options, struct text *answer,
    struct failure *failure);

#endif
