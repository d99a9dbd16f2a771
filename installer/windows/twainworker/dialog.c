#include "dialog.h"

#include <string.h>

/* Somebody may take minutes; the worker says that it lives while the dialog is open. */
static LONG wait_for_answer(struct source *source)
{
    LONG told = 0;
    while ((told = InterlockedExchange(&source->told, 0) & (TOLD_OK | TOLD_CLOSE)) == 0) {
        if (station_wish(source->station) == WISH_CANCEL)
            return TOLD_CLOSE;
        source_wait(source);
    }
    return told;
}

bool dialog_before(struct settings *settings, const char *wish, struct failure *failure)
{
    struct source *source = settings->source;
    if (strcmp(wish, "no") == 0)
        return true;
    if (strcmp(wish, "yes") != 0 && strcmp(wish, "scan") != 0)
        return fail_option(failure, "dialog", wish);
    bool before = strcmp(wish, "yes") == 0 && capability_now(source, CAP_ENABLEDSUIONLY, 0) != 0;
    settings->dialog_at_scan = !before;
    if (!before)
        return true;
    if (!source_enable(source, MSG_ENABLEDSUIONLY, true, failure))
        return false;
    LONG told = wait_for_answer(source);
    source_rest(source);
    return told & TOLD_OK ? true : fail(failure, "ScanCancelled", "dialog");
}
