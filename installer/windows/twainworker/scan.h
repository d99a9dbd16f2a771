/* One scan: from state 4 through the feeder's sheets and back. */
#ifndef SCAN_H
#define SCAN_H

#include "page.h"
#include "settings.h"

struct scanner {
    struct source *source;
    struct settings *settings;
    struct page pages[2]; /* one is written to the station while the other one fills */
};

/* Scans and writes the message that ends it: "end_of_feed", or an error. */
bool scan_run(struct scanner *scanner, struct text *answer, struct failure *failure);

#endif
