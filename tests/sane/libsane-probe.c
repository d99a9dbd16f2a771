/* A SANE backend whose devices are text files: what vendors' backends do, without their scanners.
 *
 * Loaded by the real libsane (dll.conf: "probe"; LD_LIBRARY_PATH names the folder of
 * libsane-probe.so.1). SANE_PROBE_FOLDER holds, read anew at each use:
 *
 *   devices            a line a device: name|vendor|model|type   (hot-plug: rewrite the file)
 *   NAME.options       a line an option, columns separated by tabs:
 *                      name  type  unit  caps  constraint  value  active-if
 *                      type: bool int fixed string button; unit: none pixel bit mm dpi percent us
 *                      caps: s soft select, d soft detect, h hard select, a automatic, e emulated
 *                      constraint: empty, "range LOW HIGH STEP", "words 1 2 3", "strings A|B"
 *                      active-if: empty or OPTION=VALUE; the value "unreadable" is refused
 *   NAME.sensor.OPTION its value now, for options that cannot be set
 *   NAME.sheets        how many lie in the feeder; counted down as they are pulled
 *   NAME.fault         "KIND PAGE": jam jam-read cover busy io unplug hang-start hang-read crash;
 *                      forgotten once it happened; pages are counted in each scan
 *   NAME.behaviour     words: unknown-height late-height padded
 *   NAME.log           written: one line a value that was set
 *
 * A page has the size of br-x, br-y at the resolution (else 100 x 80) in the mode's format; its
 * byte at (line, column) of page N is (7 N + 3 line + column) mod 256.
 */
#include <sane/sane.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* libsane looks for these names; plain ones would be taken for libsane's own. */
#define NAME(call) sane_probe_##call
#define MOST 64
#define TEXT 256

typedef struct {
    SANE_Option_Descriptor shown;
    SANE_Range range;
    SANE_Word words[MOST];
    SANE_String_Const strings[MOST];
    char name[TEXT], pool[4 * TEXT], value[TEXT], own[TEXT], active_if[TEXT];
    SANE_Int caps;
} Option;

typedef struct {
    char name[TEXT];
    Option options[MOST];
    int count, page, side, unplugged, reading;
    long at, size;
    int stride, lines, width;
} Device;

static SANE_Option_Descriptor number_of_options = {
    "", "Number of options", "", SANE_TYPE_INT, SANE_UNIT_NONE, sizeof(SANE_Word),
    SANE_CAP_SOFT_DETECT, SANE_CONSTRAINT_NONE, {NULL}};

static FILE *file_of(const char *device, const char *kind, const char *mode) {
    char path[4 * TEXT];
    const char *folder = getenv("SANE_PROBE_FOLDER");
    snprintf(path, sizeof path, "%s/%s%s%s", folder ? folder : ".", device, *kind ? "." : "", kind);
    return fopen(path, mode);
}

static int first_line(const char *device, const char *kind, char *text) {
    FILE *file = file_of(device, kind, "r");
    text[0] = 0;
    if (!file) return 0;
    int found = fgets(text, TEXT, file) != NULL;
    fclose(file);
    text[strcspn(text, "\n")] = 0;
    return found;
}

static void write_line(const char *device, const char *kind, const char *text, const char *mode) {
    FILE *file = file_of(device, kind, mode);
    if (!file) return;
    fprintf(file, "%s\n", text);
    fclose(file);
}

static int behaves(Device *device, const char *word) {
    char text[TEXT];
    return first_line(device->name, "behaviour", text) && strstr(text, word);
}

static int fails(Device *device, const char *kind, int page) {
    char text[TEXT], found[TEXT] = "";
    int number = 0;
    if (!first_line(device->name, "fault", text)) return 0;
    if (sscanf(text, "%255s %d", found, &number) != 2) return 0;
    if (strcmp(found, kind) || number != page) return 0;
    write_line(device->name, "fault", "", "w");
    return 1;
}

static SANE_Word word_of(SANE_Value_Type type, const char *text) {
    if (type == SANE_TYPE_FIXED) return SANE_FIX(atof(text));
    if (type == SANE_TYPE_BOOL) return !strcmp(text, "yes") || !strcmp(text, "1");
    return atoi(text);
}

static SANE_Int caps_of(const char *text) {
    SANE_Int caps = strchr(text, 's') ? SANE_CAP_SOFT_SELECT : 0;
    caps |= strchr(text, 'd') ? SANE_CAP_SOFT_DETECT : 0;
    caps |= strchr(text, 'h') ? SANE_CAP_HARD_SELECT : 0;
    caps |= strchr(text, 'a') ? SANE_CAP_AUTOMATIC : 0;
    return caps | (strchr(text, 'e') ? SANE_CAP_EMULATED : 0);
}

static int index_in(const char *text, const char *const *names) {
    for (int at = 0; names[at]; at++)
        if (!strcmp(text, names[at])) return at;
    return 0;
}

static void constrain(Option *option, char *text) {
    SANE_Option_Descriptor *shown = &option->shown;
    char low[TEXT], high[TEXT], step[TEXT];
    int at = 0;
    if (sscanf(text, "range %255s %255s %255s", low, high, step) == 3) {
        shown->constraint_type = SANE_CONSTRAINT_RANGE;
        option->range.min = word_of(shown->type, low);
        option->range.max = word_of(shown->type, high);
        option->range.quant = word_of(shown->type, step);
        shown->constraint.range = &option->range;
    } else if (!strncmp(text, "words ", 6)) {
        for (char *one = strtok(text + 6, " "); one && at < MOST - 1; one = strtok(NULL, " "))
            option->words[++at] = word_of(shown->type, one);
        option->words[0] = at;
        shown->constraint_type = SANE_CONSTRAINT_WORD_LIST;
        shown->constraint.word_list = option->words;
    } else if (!strncmp(text, "strings ", 8)) {
        snprintf(option->pool, sizeof option->pool, "%s", text + 8);
        for (char *one = strtok(option->pool, "|"); one && at < MOST - 1; one = strtok(NULL, "|"))
            option->strings[at++] = one;
        option->strings[at] = NULL;
        shown->constraint_type = SANE_CONSTRAINT_STRING_LIST;
        shown->constraint.string_list = option->strings;
    }
}

static void describe(Option *option, char *column[]) {
    static const char *const types[] = {"bool", "int", "fixed", "string", "button", NULL};
    static const char *const units[] = {"none", "pixel", "bit", "mm", "dpi", "percent", "us", NULL};
    SANE_Option_Descriptor *shown = &option->shown;
    snprintf(option->name, TEXT, "%s", column[0]);
    shown->name = shown->title = shown->desc = option->name;
    shown->type = (SANE_Value_Type)index_in(column[1], types);
    shown->unit = (SANE_Unit)index_in(column[2], units);
    shown->size = shown->type == SANE_TYPE_STRING ? TEXT : shown->type == SANE_TYPE_BUTTON ? 0 : 4;
    option->caps = caps_of(column[3]);
    constrain(option, column[4]);
    snprintf(option->value, TEXT, "%s", column[5]);
    snprintf(option->own, TEXT, "%s", column[5]);
    snprintf(option->active_if, TEXT, "%s", column[6]);
}

static void read_options(Device *device) {
    char line[8 * TEXT];
    FILE *file = file_of(device->name, "options", "r");
    while (file && device->count < MOST && fgets(line, sizeof line, file)) {
        char *column[7] = {"", "", "", "", "", "", ""}, *rest = line;
        line[strcspn(line, "\n")] = 0;
        for (int at = 0; at < 7 && rest; at++) column[at] = strsep(&rest, "\t");
        if (*column[0]) describe(&device->options[device->count++], column);
    }
    if (file) fclose(file);
}

static Option *find(Device *device, const char *name) {
    for (int at = 0; at < device->count; at++)
        if (!strcmp(device->options[at].name, name)) return &device->options[at];
    return NULL;
}

static const char *value(Device *device, const char *name) {
    Option *option = find(device, name);
    return option ? option->value : "";
}

static int active(Device *device, Option *option) {
    char *equals, rule[TEXT];
    snprintf(rule, TEXT, "%s", option->active_if);
    if (!(equals = strchr(rule, '='))) return 1;
    *equals = 0;
    return !strcmp(value(device, rule), equals + 1);
}

SANE_Status NAME(init)(SANE_Int *version, SANE_Auth_Callback authorise) {
    (void)authorise;
    if (version) *version = SANE_VERSION_CODE(1, 0, 0);
    return SANE_STATUS_GOOD;
}

void NAME(exit)(void) {}

SANE_Status NAME(get_devices)(const SANE_Device ***list, SANE_Bool local) {
    static char text[MOST][TEXT];
    static SANE_Device devices[MOST];
    static const SANE_Device *found[MOST + 1];
    FILE *file = file_of("devices", "", "r");
    int count = 0;
    (void)local;
    while (file && count < MOST && fgets(text[count], TEXT, file)) {
        char *rest = text[count];
        rest[strcspn(rest, "\n")] = 0;
        devices[count].name = strsep(&rest, "|");
        devices[count].vendor = strsep(&rest, "|");
        devices[count].model = strsep(&rest, "|");
        devices[count].type = strsep(&rest, "|");
        if (!devices[count].type) continue;
        found[count] = &devices[count];
        count++;
    }
    if (file) fclose(file);
    found[count] = NULL, *list = found;
    return SANE_STATUS_GOOD;
}

SANE_Status NAME(open)(SANE_String_Const name, SANE_Handle *handle) {
    const SANE_Device **list;
    NAME(get_devices)(&list, SANE_TRUE);
    for (int at = 0; list[at]; at++) {
        if (strcmp(list[at]->name, name)) continue;
        Device *device = calloc(1, sizeof *device);
        if (!device) return SANE_STATUS_NO_MEM;
        snprintf(device->name, TEXT, "%s", name);
        read_options(device);
        *handle = device;
        return SANE_STATUS_GOOD;
    }
    return SANE_STATUS_INVAL;
}

void NAME(close)(SANE_Handle handle) { free(handle); }

const SANE_Option_Descriptor *NAME(get_option_descriptor)(SANE_Handle handle, SANE_Int number) {
    Device *device = handle;
    if (number == 0) return &number_of_options;
    if (number < 0 || number > device->count) return NULL;
    Option *option = &device->options[number - 1];
    option->shown.cap = option->caps | (active(device, option) ? 0 : SANE_CAP_INACTIVE);
    return &option->shown;
}

static void get_value(Device *device, Option *option, void *to) {
    char kind[2 * TEXT], text[TEXT];
    snprintf(kind, sizeof kind, "sensor.%s", option->name);
    if (!first_line(device->name, kind, text)) snprintf(text, TEXT, "%s", option->value);
    if (option->shown.type == SANE_TYPE_STRING) strcpy(to, text);
    else *(SANE_Word *)to = word_of(option->shown.type, text);
}

static SANE_Word nearest(Option *option, SANE_Word word) {
    const SANE_Range *range = &option->range;
    if (option->shown.constraint_type != SANE_CONSTRAINT_RANGE) return word;
    word = word < range->min ? range->min : word > range->max ? range->max : word;
    if (!range->quant) return word;
    return range->min + (word - range->min + range->quant / 2) / range->quant * range->quant;
}

static int set_value(Device *device, Option *option, const void *from) {
    char line[3 * TEXT];
    int inexact = 0;
    if (option->shown.type == SANE_TYPE_STRING) snprintf(option->value, TEXT, "%s", (char *)from);
    else if (option->shown.type != SANE_TYPE_BUTTON) {
        SANE_Word word = nearest(option, *(const SANE_Word *)from);
        inexact = word != *(const SANE_Word *)from;
        if (option->shown.type == SANE_TYPE_FIXED)
            snprintf(option->value, TEXT, "%.4f", SANE_UNFIX(word));
        else if (option->shown.type == SANE_TYPE_BOOL)
            snprintf(option->value, TEXT, "%s", word ? "yes" : "no");
        else snprintf(option->value, TEXT, "%d", word);
    }
    snprintf(line, sizeof line, "%s=%s", option->name, option->value);
    write_line(device->name, "log", line, "a");
    return inexact;
}

SANE_Status NAME(control_option)(SANE_Handle handle, SANE_Int number, SANE_Action action,
                                void *data, SANE_Int *info) {
    Device *device = handle;
    SANE_Int known = SANE_INFO_RELOAD_OPTIONS | SANE_INFO_RELOAD_PARAMS;
    if (info) *info = 0;
    if (number == 0 && action == SANE_ACTION_GET_VALUE) {
        *(SANE_Word *)data = device->count + 1;
        return SANE_STATUS_GOOD;
    }
    Option *option = &device->options[number - 1];
    if (number < 1 || number > device->count || !active(device, option)) return SANE_STATUS_INVAL;
    if (action == SANE_ACTION_GET_VALUE) {
        if (!(option->caps & SANE_CAP_SOFT_DETECT) || !strcmp(option->value, "unreadable"))
            return SANE_STATUS_UNSUPPORTED;
        get_value(device, option, data);
        return SANE_STATUS_GOOD;
    }
    if (!(option->caps & SANE_CAP_SOFT_SELECT)) return SANE_STATUS_INVAL;
    if (action == SANE_ACTION_SET_AUTO) {
        if (!(option->caps & SANE_CAP_AUTOMATIC)) return SANE_STATUS_UNSUPPORTED;
        memcpy(option->value, option->own, TEXT);
        write_line(device->name, "log", option->name, "a");
    } else if (set_value(device, option, data)) known |= SANE_INFO_INEXACT;
    if (info) *info = known;
    return SANE_STATUS_GOOD;
}

static int pixels(Device *device, const char *edge, int otherwise) {
    double length = atof(value(device, edge)), dpi = atof(value(device, "resolution"));
    Option *option = find(device, edge);
    if (!option || length <= 0) return otherwise;
    return option->shown.unit == SANE_UNIT_PIXEL ? (int)length : (int)lround(length * dpi / 25.4);
}

SANE_Status NAME(get_parameters)(SANE_Handle handle, SANE_Parameters *found) {
    Device *device = handle;
    const char *mode = value(device, "mode");
    int lineart = strstr(mode, "ine") != NULL, colour = strstr(mode, "olor") != NULL;
    int late = behaves(device, "late-height");
    int cut = late && device->reading && device->at == device->size;
    found->format = colour ? SANE_FRAME_RGB : SANE_FRAME_GRAY;
    found->last_frame = SANE_TRUE;
    found->depth = lineart ? 1 : 8;
    found->pixels_per_line = pixels(device, "br-x", 100);
    found->bytes_per_line = (found->pixels_per_line * (lineart ? 1 : colour ? 24 : 8) + 7) / 8;
    if (behaves(device, "padded")) found->bytes_per_line += 5;
    found->lines = pixels(device, "br-y", 80);
    device->stride = found->bytes_per_line;
    device->lines = late ? found->lines / 2 : found->lines;
    if (cut) found->lines = device->lines;
    if (behaves(device, "unknown-height")) found->lines = -1;
    return SANE_STATUS_GOOD;
}

static int two_sides(Device *device) {
    return strstr(value(device, "source"), "uplex") || strstr(value(device, "adf-mode"), "uplex") ||
           !strcmp(value(device, "duplex"), "yes");
}

static SANE_Status pull(Device *device) {
    char text[TEXT];
    const char *source = value(device, "source");
    if (strstr(source, "lat") || strstr(source, "able")) return SANE_STATUS_GOOD;
    if (two_sides(device) && device->side == 1) {
        device->side = 2;
        return SANE_STATUS_GOOD;
    }
    first_line(device->name, "sheets", text);
    int left = atoi(text);
    if (left <= 0) return SANE_STATUS_NO_DOCS;
    snprintf(text, TEXT, "%d", left - 1);
    write_line(device->name, "sheets", text, "w");
    device->side = 1;
    return SANE_STATUS_GOOD;
}

SANE_Status NAME(start)(SANE_Handle handle) {
    Device *device = handle;
    SANE_Parameters found;
    int next = device->page + 1;
    if (fails(device, "unplug", next)) device->unplugged = 1;
    if (device->unplugged || fails(device, "io", next)) return SANE_STATUS_IO_ERROR;
    if (fails(device, "jam", next)) return SANE_STATUS_JAMMED;
    if (fails(device, "cover", next)) return SANE_STATUS_COVER_OPEN;
    if (fails(device, "busy", next)) return SANE_STATUS_DEVICE_BUSY;
    if (fails(device, "hang-start", next)) for (;;) pause();
    if (fails(device, "crash", next)) abort();
    SANE_Status status = pull(device);
    if (status != SANE_STATUS_GOOD) return status;
    device->page = next;
    device->at = 0;
    device->reading = 1;
    NAME(get_parameters)(handle, &found);
    device->size = (long)device->stride * device->lines;
    return SANE_STATUS_GOOD;
}

SANE_Status NAME(read)(SANE_Handle handle, SANE_Byte *data, SANE_Int most, SANE_Int *count) {
    Device *device = handle;
    *count = 0;
    if (!device->reading) return SANE_STATUS_CANCELLED;
    if (fails(device, "hang-read", device->page)) for (;;) pause();
    if (fails(device, "jam-read", device->page)) return SANE_STATUS_JAMMED;
    for (; *count < most && device->at < device->size; device->at++, (*count)++)
        data[*count] = (SANE_Byte)(7 * device->page + 3 * (device->at / device->stride) +
                                   device->at % device->stride);
    return *count ? SANE_STATUS_GOOD : SANE_STATUS_EOF;
}

void NAME(cancel)(SANE_Handle handle) {
    Device *device = handle;
    device->reading = device->side = device->page = 0;
}

SANE_Status NAME(set_io_mode)(SANE_Handle handle, SANE_Bool non_blocking) {
    if (!handle) return SANE_STATUS_INVAL;
    return non_blocking ? SANE_STATUS_UNSUPPORTED : SANE_STATUS_GOOD;
}

SANE_Status NAME(get_select_fd)(SANE_Handle handle, SANE_Int *descriptor) {
    return handle && descriptor ? SANE_STATUS_UNSUPPORTED : SANE_STATUS_INVAL;
}
