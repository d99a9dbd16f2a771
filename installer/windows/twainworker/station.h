/* The second thread: it reads what the station sends while the driver is busy.
 *
 *     call ----------------> queue for the main thread
 *     ack, reject ---------> one frame less in the window
 *     stop ----------------> a wish, until the next configure or scan
 *     end of stdin, garbage-> cancel, bye, and after a grace the end of the process
 */
#ifndef STATION_H
#define STATION_H

#include "channel.h"
#include "json.h"

enum wish { WISH_NONE, WISH_STOP, WISH_CANCEL };

enum { MOST_WINDOW = 64, FRAME_ID = 48 };

struct call {
    struct call *next;
    struct json *head;
    char *text;
    struct json_values values;
};

struct station {
    struct channel *channel;
    HANDLE wake; /* set whenever something below changes */
    SRWLOCK lock;
    struct call *first, **last;
    enum wish wish;
    unsigned window, open;
    char open_frame[MOST_WINDOW][FRAME_ID];
};

/* Starts the thread. */
void station_open(struct station *station, struct channel *channel);

/* Takes the next call, NULL if there is none yet; free it with call_free(). */
struct call *station_take(struct station *station);
void call_free(struct call *call);

/* How many frames may wait for their acknowledgement from now on. */
void station_set_window(struct station *station, double window);

/* Whether another frame may be sent; counts it if so. */
bool station_enter(struct station *station, const char *frame);

/* What the station wants of the running scan. */
enum wish station_wish(struct station *station);

#endif
