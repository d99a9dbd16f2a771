/* An open data source and its states (TWAIN Specification 2.4, chapter 2).
 *
 *   3 manager --source_open--> 4 open --source_enable--> 5 enabled --XFERREADY--> 6 ready
 *                                 ^                        |  ^                    |   ^
 *                                 |                        |  +---- no more -------+   |
 *                                 +----- source_rest ------+       transfer --> 7 -----+
 *                                                                          ENDXFER
 */
#ifndef SOURCE_H
#define SOURCE_H

#include "dsm.h"
#include "station.h"

enum state {
    STATE_MANAGER = 3, STATE_OPEN, STATE_ENABLED, STATE_READY, STATE_TRANSFERRING
};

enum { TOLD_READY = 1, TOLD_CLOSE = 2, TOLD_OK = 4, TOLD_EVENT = 8 };

struct source {
    struct dsm *dsm;
    struct channel *channel;
    struct station *station;
    TW_IDENTITY identity;
    enum state state;
    volatile LONG told; /* what the driver notified, by window message or callback */
    bool busy;          /* a call of the station runs */
    HWND seen;          /* the driver's window that was there at the last tick */
};

/* Tells every source as DeviceInfo; `visit` gets its number among those of the same name. */
typedef bool (*source_visitor)(void *context, const TW_IDENTITY *identity, int same);
void source_each(struct dsm *dsm, source_visitor visit, void *context);

/* UTF-8 name of a source: its product name, "#2" behind the second of that name. */
void source_name(const TW_IDENTITY *identity, int same, char *name, size_t size);

/* Opens a source by that name, with or without "32:" or "64:" before it. */
bool source_open(struct source *source, const char *name, struct failure *failure);
void source_close(struct source *source);

/* Shows the driver's own dialog or not; MSG_ENABLEDS or MSG_ENABLEDSUIONLY. */
bool source_enable(struct source *source, uint16_t message, bool show, struct failure *failure);

/* Back to state 4 from wherever an error or a wish left it. */
void source_rest(struct source *source);

/* Ends the transfer of an image and tells what is pending then. False if the driver fails: more
 * sheets may lie in the feeder. */
bool source_end_transfer(struct source *source, unsigned *pending, struct failure *failure);

/* Lets the feeder end by itself; false if the driver cannot do that. */
bool source_stop_feeder(struct source *source, unsigned *pending);

/* An operation on this source. */
uint16_t source_call(
    struct source *source, uint32_t group, uint16_t argument, uint16_t message, void *data);
bool source_fail(
    struct source *source, uint16_t result, const char *doing, struct failure *failure);

/* Handles window messages and waits until something happens: a message, a notification, a
 * word of the station. */
void source_wait(struct source *source);

#endif
