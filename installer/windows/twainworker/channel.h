/* Messages of scanstation/devices/protocol.py on the worker's own stdin and stdout.
 *
 * Frames are written by a thread of their own while the driver already transfers the next
 * page; everything else waits until the frame before it is out, so the order stays.
 */
#ifndef CHANNEL_H
#define CHANNEL_H

#include "text.h"

#include <stdint.h>
#include <windows.h>

enum { MOST_HEAD = 1 << 20 }; /* protocol.MAX_HEAD */
#define MOST_BODY ((uint64_t)1 << 31) /* protocol.MAX_BODY */

struct channel {
    HANDLE in, out;
    SRWLOCK lock;
    CONDITION_VARIABLE changed;
    bool busy, broken;
    struct text head;
    const uint8_t *body;
    size_t length;
    ULONGLONG last_sent;
};

/* Keeps the real pipes for the protocol; what a driver prints goes to stderr. */
void channel_open(struct channel *channel);

/* Reads one head into memory that the caller frees, with a zero behind it.
 * Returns NULL when the station is gone or what came is not a message. */
char *channel_receive(struct channel *channel, size_t *length);

/* Sends a message without a body. */
void channel_send(struct channel *channel, const struct text *head);

/* Sends a frame; `body` must stay unchanged until channel_flush() or the next frame returns. */
void channel_send_frame(
    struct channel *channel, const struct text *head, const uint8_t *body, size_t length);

/* Waits until everything is written, at most so many milliseconds. */
void channel_flush(struct channel *channel, DWORD milliseconds);

/* A sign of life, at most one a second and none while a frame is being written. */
void channel_alive(struct channel *channel);

#endif
