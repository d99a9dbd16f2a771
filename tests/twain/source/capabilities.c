/* What the settings are, what may be set, and what the source does with a wish: take it, round it
 * (TWRC_CHECKSTATUS), refuse it, ignore it or lie about it. */
#include "source.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int capability_index(TW_UINT16 id)
{
    for (int i = 0; i < CAPABILITY_COUNT; i++)
        if (CAPABILITIES[i].id == id)
            return i;
    return -1;
}

/* What the source says that it has. */
double asked(const struct source *source, TW_UINT16 id)
{
    return source->settings[capability_index(id)].value;
}

/* What it scans with. */
double truth(const struct source *source, TW_UINT16 id)
{
    const struct setting *setting = &source->settings[capability_index(id)];
    return setting->lying ? setting->truth : setting->value;
}

bool offered(const struct source *source, TW_UINT16 id, double value)
{
    const struct setting *setting = &source->settings[capability_index(id)];
    for (int i = 0; i < setting->count; i++)
        if (setting->choices[i] == value)
            return true;
    return false;
}

/* TESTDS_CHOICES=ICAP_XFERMECH=0,ICAP_XRESOLUTION=200|300 */
static void limit_choices(struct setting *setting, const char *name)
{
    char text[256];
    if (!named_in("TESTDS_CHOICES", name, text, sizeof text))
        return;
    setting->count = 0;
    for (char *at = text; at && setting->count < MAX_CHOICES; at = strchr(at, '|')) {
        at += *at == '|';
        setting->choices[setting->count++] = strtod(at, NULL);
    }
    setting->value = setting->initial = setting->choices[0];
}

static void read_environment(struct setting *setting, const char *name)
{
    char text[256];
    limit_choices(setting, name);
    if (named_in("TESTDS_VALUES", name, text, sizeof text)) {
        setting->value = setting->initial = strtod(text, NULL);
        snprintf(setting->text, sizeof setting->text, "%s", text);
    }
    setting->lacking = named_in("TESTDS_LACK", name, NULL, 0);
    setting->refused = named_in("TESTDS_REFUSE", name, NULL, 0);
    setting->ignored = named_in("TESTDS_IGNORE", name, NULL, 0);
    setting->lying = named_in("TESTDS_LIE", name, text, sizeof text);
    setting->truth = setting->lying ? strtod(text, NULL) : 0;
}

static void fill(struct setting *setting, const struct capability *capability)
{
    memset(setting, 0, sizeof *setting);
    setting->value = setting->initial = capability->initial;
    setting->count = capability->count;
    memcpy(setting->choices, capability->choices, sizeof setting->choices);
    snprintf(setting->text, sizeof setting->text, "%s", capability->text);
    if (capability->form == LISTED && capability->fixed) {
        setting->listed_count = capability->count;
        memcpy(setting->listed, capability->choices, sizeof setting->listed);
    }
}

/* Back to what the source has when it is opened (and for MSG_RESETALL). */
void capabilities_reset(struct source *source)
{
    for (int i = 0; i < CAPABILITY_COUNT; i++) {
        fill(&source->settings[i], &CAPABILITIES[i]);
        read_environment(&source->settings[i], CAPABILITIES[i].name);
    }
    source->layout_set = false;
}

static double nearest(const struct setting *setting, double wish)
{
    double best = setting->choices[0];
    for (int i = 1; i < setting->count; i++)
        if (fabs(setting->choices[i] - wish) < fabs(best - wish))
            best = setting->choices[i];
    return best;
}

static double in_range(const struct setting *setting, double wish)
{
    double least = setting->choices[0], greatest = setting->choices[1], step = setting->choices[2];
    double value = wish < least ? least : wish > greatest ? greatest : wish;
    return least + floor((value - least) / step + 0.5) * step;
}

/* Setting the pixel type settles bit depth and compression, as real drivers do it. */
static void settle(struct source *source, TW_UINT16 id)
{
    struct setting *compression = &source->settings[capability_index(ICAP_COMPRESSION)];
    double type = asked(source, ICAP_PIXELTYPE);
    if (id == ICAP_SUPPORTEDSIZES)
        size_chosen(source);
    if (id != ICAP_PIXELTYPE)
        return;
    source->settings[capability_index(ICAP_BITDEPTH)].value = type == TWPT_BW     ? 1
                                                              : type == TWPT_GRAY ? 8
                                                                                  : 24;
    if (compression->value == (type == TWPT_BW ? TWCP_JPEG : TWCP_GROUP4))
        compression->value = TWCP_NONE;
}

static bool sensible(const struct source *source, TW_UINT16 id, double value)
{
    double type = asked(source, ICAP_PIXELTYPE);
    if (id == ICAP_COMPRESSION && value != TWCP_NONE)
        return (value == TWCP_GROUP4) == (type == TWPT_BW);
    if (id == ICAP_BITDEPTH)
        return value == (type == TWPT_BW ? 1 : type == TWPT_GRAY ? 8 : 24);
    return true;
}

static TW_UINT16 put_one(struct source *source, int index, double wish)
{
    const struct capability *capability = &CAPABILITIES[index];
    struct setting *setting = &source->settings[index];
    double value = wish;
    if (capability->form == RANGE)
        value = in_range(setting, wish);
    else if (capability->unit == DENSITY && setting->count)
        value = nearest(setting, wish);
    else if (setting->count && !offered(source, capability->id, wish))
        return fail(source, TWCC_BADVALUE);
    if (!sensible(source, capability->id, value))
        return fail(source, TWCC_BADVALUE);
    if (!setting->ignored)
        setting->value = value;
    log_capability(source, index, wish, setting->value);
    settle(source, capability->id);
    return fabs(value - wish) > 0.01 ? TWRC_CHECKSTATUS : TWRC_SUCCESS;
}

static TW_UINT16 put_list(struct source *source, int index, const double *values, int count)
{
    struct setting *setting = &source->settings[index];
    for (int i = 0; i < count; i++)
        if (!offered(source, CAPABILITIES[index].id, values[i]))
            return fail(source, TWCC_BADVALUE);
    if (!setting->ignored) {
        setting->listed_count = count;
        memcpy(setting->listed, values, (size_t)count * sizeof *values);
    }
    log_capability(source, index, count, setting->listed_count);
    return TWRC_SUCCESS;
}

TW_UINT16 capability_put(struct source *source, int index, const double *values, int count)
{
    if (source->settings[index].refused)
        return fail(source, TWCC_BADVALUE);
    if (CAPABILITIES[index].form == LISTED)
        return put_list(source, index, values, count);
    return count ? put_one(source, index, values[0]) : fail(source, TWCC_BADVALUE);
}
