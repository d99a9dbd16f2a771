/* The data source manager: found, opened, asked.
 *
 *     1 nothing --dsm_open--> 3 manager open --dsm_close--> 1
 */
#ifndef DSM_H
#define DSM_H

#include "failure.h"
#include "twain.h"

struct dsm {
    HMODULE library;
    HWND window; /* hidden; a parent of 0 hangs the TWAIN working group's manager for ever */
    TW_IDENTITY application;
    TW_ENTRYPOINT entry;
    bool trace; /* SCANSTATION_TWAIN_TRACE: every operation is noted on stderr */
    bool two; /* TWAIN 2: callbacks and the manager's own memory functions */
};

/* Loads and opens the manager; false if this Windows has none or it refuses. */
bool dsm_open(struct dsm *dsm, struct failure *failure);
void dsm_close(struct dsm *dsm);

/* One operation. A failure other than of a capability is noted on stderr. */
uint16_t dsm_call(
    struct dsm *dsm, TW_IDENTITY *source, uint32_t group, uint16_t argument, uint16_t message,
    void *data);

/* Why the last operation failed: its condition code. */
int dsm_condition(struct dsm *dsm, TW_IDENTITY *source);

/* Notes why the last operation failed; returns false. */
bool dsm_fail(
    struct dsm *dsm, TW_IDENTITY *source, uint16_t result, const char *doing,
    struct failure *failure);

/* Memory that crosses between program and driver. */
TW_HANDLE dsm_allocate(struct dsm *dsm, size_t size);
void *dsm_lock(struct dsm *dsm, TW_HANDLE handle);
void dsm_unlock(struct dsm *dsm, TW_HANDLE handle);
void dsm_free(struct dsm *dsm, TW_HANDLE handle);

/* How many bytes lie behind a handle of a driver; 0 if Windows does not know. What a driver says
 * about its own memory is not believed beyond that. */
size_t dsm_size(TW_HANDLE handle);

#endif
