/* What a source offers, as driver.Capabilities. */
#ifndef OFFER_H
#define OFFER_H

#include "settings.h"

/* Writes the message "capabilities". */
void offer_write(struct source *source, struct text *answer);

#endif
