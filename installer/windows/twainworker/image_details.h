/* What a device knows of an image besides its pixels (extended image information). */
#ifndef IMAGE_DETAILS_H
#define IMAGE_DETAILS_H

#include "source.h"

struct details {
    int side;       /* TWCS_TOP, TWCS_BOTTOM, 0 unknown */
    long paper;     /* the device's count of sheets, -1 unknown */
    struct text json; /* members of the frame's "device_data", empty if there are none */
};

/* Asks in state 7; what the driver does not know stays unknown. */
void details_get(struct source *source, struct details *details);

#endif
