/* The page size: a standard size of the driver where it has it, else a frame. */
#ifndef PAGE_SIZE_H
#define PAGE_SIZE_H

#include "capability.h"

#define MILLIMETRES_PER_INCH 25.4

/* Asks for a size in millimetres; 0 leaves that direction as it is. */
bool page_size_set(struct source *source, double width, double height, struct failure *failure);

/* Gives the driver its own size back. */
void page_size_reset(struct source *source);

/* What the driver took for an asked size: that, if it differs by less than half a millimetre. */
void page_size_taken(struct source *source, double *width, double *height);

double from_fix32(TW_FIX32 fixed);

#endif
