/* A driver's own settings, as it hands them out and takes them back (DAT_CUSTOMDSDATA). */
#ifndef CUSTOM_DATA_H
#define CUSTOM_DATA_H

#include "source.h"

/* Adds the settings in base64; nothing if the driver has none or more than fit a head. */
void custom_data_get(struct source *source, struct text *base64);

/* Gives the driver settings back; false if it refuses or if this is not base64. */
bool custom_data_set(struct source *source, const char *base64);

#endif
