/* What the parts of the test data source share. There is one source in a process (a DLL cannot
 * be opened twice); entry.c holds it and hands it down. */
#ifndef TESTDS_SOURCE_H
#define TESTDS_SOURCE_H

#include "twain.h"

enum { MAX_STEMS = 1024, MAX_FAULTS = 32, MAX_CHOICES = 16, MAX_CAPABILITIES = 80 };

/* TWAIN's states as far as a source sees them. */
enum { LOADED = 3, OPEN = 4, ENABLED = 5, READY = 6, TRANSFERRING = 7 };

/* ---- faults.c: TESTDS_FAULT ---- */

enum stage {
    AT_DEFAULT, AT_OPEN, AT_SET, AT_ENABLE, AT_READY, AT_INFO, AT_START, AT_STRIP, AT_END,
    AT_DISABLE, AT_CLOSE
};

struct fault {
    char kind[24];
    int page; /* 0: any */
    enum stage stage;
    long value;
    bool always, fired;
};

/* ---- paper.c: the stack of paper and the feeder ---- */

struct paper {
    char folder[MAX_PATH], tray[MAX_PATH];
    char stems[MAX_STEMS][MAX_PATH]; /* sorted; odd ones are fronts, even ones backs */
    int stem_count, sheets;
    int next_sheet; /* the sheet that lies on top of the stack */
};

struct feed {
    int page;  /* the side that is offered, from 1; 0: none */
    int left;  /* images that may still be taken, -1: no limit (CAP_XFERCOUNT) */
    int again; /* this side was handed over so often (duplicate frame) */
    int images; /* handed over since the source was enabled */
    bool duplex, feeder, stopping, failed;
};

/* ---- picture.c ---- */

struct picture {
    int width, height, bits; /* 1 (1 is black), 8 or 24 (R, G, B) bits a pixel */
    size_t stride;
    const uint8_t *pixels;
    uint8_t *own;  /* what has to be freed */
    void *mapping; /* what has to be unmapped */
};

struct coded {
    int width, height, samples;
    size_t size;
    uint8_t *bytes;
};

/* ---- capabilities.c ---- */

enum form { ONE, ENUMERATED, RANGE, LISTED };
enum unit { PLAIN, LENGTH, DENSITY };

struct capability {
    TW_UINT16 id, type;
    const char *name;
    enum form form;
    enum unit unit;
    bool fixed; /* may not be set */
    double initial;
    double choices[MAX_CHOICES]; /* of a range: least, greatest, step */
    int count;
    const char *text;
};

struct setting {
    double value, initial;
    double choices[MAX_CHOICES];
    int count;
    double listed[MAX_CHOICES];
    int listed_count;
    char text[256];
    bool lacking, refused, ignored, lying;
    double truth; /* what a lying setting has in truth */
};

/* ---- sha256.c ---- */

struct sha256 {
    uint32_t state[8];
    uint64_t length;
    uint8_t block[64];
};

void sha256_start(struct sha256 *hash);
void sha256_add(struct sha256 *hash, const uint8_t *bytes, size_t count);
void sha256_text(struct sha256 *hash, char text[65]);

/* ---- the source ---- */

struct transfer {
    struct picture picture;
    struct coded coded;
    bool loaded, compressed, done, hashing;
    int extra_lines, extra_columns; /* that DAT_IMAGEINFO says there are, wrongly */
    bool unknown_length;            /* until the image is through */
    TW_UINT16 compression;
    size_t at, bytes; /* lines (compressed: bytes) and bytes handed over */
    int strips;
    struct sha256 hash;
};

struct source {
    TW_IDENTITY identity, program;
    TW_ENTRYPOINT manager;
    TW_UINT16 condition;
    int state;
    bool shown, dialog_only; /* enabled with the driver's own dialog; for its settings only */
    TW_UINT32 device_event;
    struct fault faults[MAX_FAULTS];
    int fault_count;
    struct setting settings[MAX_CAPABILITIES];
    TW_FRAME layout; /* inches */
    bool layout_set;
    struct paper paper;
    struct feed feed;
    struct transfer transfer;
};

/* Every operation returns a TWRC_ code; fail() notes the condition code for DAT_STATUS. */
TW_UINT16 fail(struct source *source, TW_UINT16 condition);

/* faults.c */
void faults_read(struct source *source);
struct fault *fault_due(struct source *source, const char *kind, enum stage stage);
TW_UINT16 faults_strike(struct source *source, enum stage stage);
bool environment(const char *name, char *text, size_t size);
bool environment_is(const char *name, const char *value);
long environment_number(const char *name, long otherwise);
bool named_in(const char *variable, const char *name, char *value, size_t size);

/* table.c, capabilities.c */
extern const struct capability CAPABILITIES[];
extern const int CAPABILITY_COUNT;
void capabilities_reset(struct source *source);
int capability_index(TW_UINT16 id);
double asked(const struct source *source, TW_UINT16 id);
double truth(const struct source *source, TW_UINT16 id);
bool offered(const struct source *source, TW_UINT16 id, double value);
TW_UINT16 capability_put(struct source *source, int index, const double *values, int count);

/* containers.c */
TW_UINT16 capability_call(struct source *source, TW_UINT16 message, TW_CAPABILITY *data);
TW_FIX32 fixed(double value);
double unfixed(TW_FIX32 value);

/* settings.c */
TW_UINT16 custom_data_call(struct source *source, TW_UINT16 message, TW_CUSTOMDSDATA *data);
TW_UINT16 layout_call(struct source *source, TW_UINT16 message, TW_IMAGELAYOUT *data);
void size_chosen(struct source *source);
void dialog_answers(struct source *source);
double per_inch(const struct source *source);

/* paper.c */
void paper_read(struct source *source);
bool paper_loaded(struct source *source);
void feed_start(struct source *source);
void feed_next(struct source *source);
int feed_pending(struct source *source);
void feed_reset(struct source *source);
int sheet_of(int page);
void tray_note(struct source *source, const char *line);
bool tray_has(struct source *source, const char *line);
void page_path(const struct source *source, int page, const char *ending, char *path);

/* picture.c, render.c, coded.c */
bool picture_load(struct source *source, int page, int bits, struct picture *picture);
bool picture_render(struct source *source, struct picture *picture);
void picture_free(struct picture *picture);
bool coded_load(struct source *source, int page, TW_UINT16 compression, struct coded *coded);

/* transfer.c, memory.c, native.c, extended.c */
TW_UINT16 transfer_load(struct source *source);
void transfer_free(struct source *source);
void transfer_count(struct source *source, const uint8_t *bytes, size_t count);
void transfer_handed_over(struct source *source);
TW_UINT16 image_info(struct source *source, TW_IMAGEINFO *info);
TW_UINT16 setup_memory(struct source *source, TW_SETUPMEMXFER *setup);
TW_UINT16 memory_transfer(struct source *source, TW_IMAGEMEMXFER *strip);
TW_UINT16 native_transfer(struct source *source, TW_HANDLE *handle);
TW_UINT16 pending_call(struct source *source, TW_UINT16 message, TW_PENDINGXFERS *pending);
TW_UINT16 extended_info(struct source *source, TW_EXTIMAGEINFO *info);
size_t line_bytes(const struct picture *picture);

/* session.c */
TW_UINT16 identity_call(struct source *source, TW_UINT16 message, TW_IDENTITY *data);
TW_UINT16 interface_call(struct source *source, TW_UINT16 message, TW_USERINTERFACE *data);
TW_UINT16 event_call(struct source *source, TW_EVENT *event);
void notify(struct source *source, TW_UINT16 message);
TW_HANDLE memory_take(struct source *source, size_t size);
void *memory_lock(struct source *source, TW_HANDLE handle);
void memory_unlock(struct source *source, TW_HANDLE handle);
void memory_free(struct source *source, TW_HANDLE handle);

/* log.c: TESTDS_LOG */
void log_call(const struct source *source, TW_UINT32 group, TW_UINT16 data, TW_UINT16 message,
              TW_UINT16 result, int before);
void log_capability(const struct source *source, int index, double wished, double taken);
void log_frame(const struct source *source, const char *form, const char *hash);
void log_text(const char *kind, const char *text);

#endif
