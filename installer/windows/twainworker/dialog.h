/* The driver's own dialog, when a profile asks for it. */
#ifndef DIALOG_H
#define DIALOG_H

#include "settings.h"

/* "yes" shows it now, for settings only, and waits; "scan", and "yes" where the driver has no
 * dialog for settings only, show it when a scan begins; "no" shows none. */
bool dialog_before(struct settings *settings, const char *wish, struct failure *failure);

#endif
