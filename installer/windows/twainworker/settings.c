#include "settings.h"
#include "custom_data.h"
#include "dialog.h"
#include "page_size.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void settings_open(struct settings *settings, struct source *source)
{
    *settings = (struct settings){.source = source};
    capability_wish(source, ICAP_UNITS, TWUN_INCHES);
    capability_wish(source, CAP_INDICATORS, 0);
    const double events[] = {TWDE_PAPERDOUBLEFEED};
    struct capability *offered = malloc(sizeof *offered);
    if (offered && capability_get(source, CAP_DEVICEEVENT, MSG_GET, offered))
        capability_set_array(source, CAP_DEVICEEVENT, events, 1);
    free(offered);
}

static void restore(struct settings *settings)
{
    struct failure ignored;
    while (settings->changed_count > 0) {
        struct changed *changed = &settings->changed[--settings->changed_count];
        option_set(settings->source, &changed->option, changed->before, &ignored);
        free(changed->before);
    }
    if (settings->sized)
        page_size_reset(settings->source);
    if (settings->has_custom_data && settings->custom_data.length)
        custom_data_set(settings->source, settings->custom_data.data);
    settings->sized = settings->has_custom_data = settings->dialog_at_scan = false;
    text_free(&settings->custom_data);
}

static bool set_custom_data(
    struct settings *settings, const char *base64, struct failure *failure)
{
    custom_data_get(settings->source, &settings->custom_data);
    settings->has_custom_data = true;
    return custom_data_set(settings->source, base64) ||
           fail_option(failure, "custom_data", "...");
}

static bool set_source(struct settings *settings, const char *name, struct failure *failure)
{
    struct source *source = settings->source;
    settings->duplex = strcmp(name, "duplex") == 0;
    settings->feeder = settings->duplex || strcmp(name, "feeder") == 0;
    if (!settings->feeder && strcmp(name, "flatbed") != 0)
        return fail_option(failure, "source", name);
    capability_wish(source, CAP_FEEDERENABLED, settings->feeder);
    if ((capability_now(source, CAP_FEEDERENABLED, 0) != 0) != settings->feeder)
        return fail_option(failure, "source", name);
    capability_wish(source, CAP_DUPLEXENABLED, settings->duplex);
    if ((capability_now(source, CAP_DUPLEXENABLED, 0) != 0) != settings->duplex)
        return fail_option(failure, "source", name);
    if (settings->feeder) {
        capability_wish(source, CAP_AUTOFEED, 1);
        capability_wish(source, CAP_AUTOSCAN, 1);
    }
    capability_set(source, CAP_XFERCOUNT, settings->feeder ? -1 : 1);
    return true;
}

static bool set_mode(struct source *source, const struct json *options, struct failure *failure)
{
    const char *mode = json_text(options, "mode", "colour");
    int type = strcmp(mode, "lineart") == 0 ? TWPT_BW
               : strcmp(mode, "grey") == 0  ? TWPT_GRAY
               : strcmp(mode, "colour") == 0 ? TWPT_RGB
                                             : -1;
    if (type >= 0)
        capability_wish(source, ICAP_PIXELTYPE, type);
    if (type < 0 || capability_now(source, ICAP_PIXELTYPE, -1) != type)
        return fail_option(failure, "mode", mode);
    double depth = json_number(options, "depth", 8);
    double samples = type == TWPT_RGB ? 3 : 1;
    double bits = type == TWPT_BW ? 1 : depth * samples;
    capability_wish(source, ICAP_BITDEPTH, bits);
    double has = capability_now(source, ICAP_BITDEPTH, type == TWPT_BW ? 1 : 8 * samples);
    /* Some drivers count the bits of a sample, others those of a pixel. */
    if (has != bits && type != TWPT_BW)
        capability_wish(source, ICAP_BITDEPTH, depth);
    has = capability_now(source, ICAP_BITDEPTH, type == TWPT_BW ? 1 : 8 * samples);
    if (has != bits && has != depth && depth != 8 && type != TWPT_BW)
        return fail_option(failure, "depth", depth == 16 ? "16" : "?");
    return true;
}

static void set_transfer(struct source *source)
{
    struct capability *offered = malloc(sizeof *offered);
    bool memory = offered && capability_get(source, ICAP_XFERMECH, MSG_GET, offered) &&
                  capability_offers(offered, TWSX_MEMORY);
    free(offered);
    capability_wish(source, ICAP_XFERMECH, memory ? TWSX_MEMORY : TWSX_NATIVE);
    capability_wish(source, ICAP_COMPRESSION, TWCP_NONE);
    capability_wish(source, ICAP_PLANARCHUNKY, 0);
    capability_wish(source, ICAP_TILES, 0);
    capability_wish(source, ICAP_BITORDER, TWBO_MSBFIRST);
    capability_wish(source, ICAP_EXTIMAGEINFO, 1);
}

static bool set_resolution(struct source *source, double resolution, struct failure *failure)
{
    struct text asked = {0};
    double now = capability_now(source, ICAP_XRESOLUTION, 0);
    if (now == 0)
        return true; /* a source without resolutions has but one */
    bool done = now == resolution ||
                capability_set(source, ICAP_XRESOLUTION, resolution) != TWRC_FAILURE;
    if (done)
        capability_wish(source, ICAP_YRESOLUTION, resolution);
    text_number(&asked, resolution);
    if (!done)
        fail_option(failure, "resolution", asked.data);
    text_free(&asked);
    return done;
}

static char *text_now(struct source *source, const struct option *option)
{
    struct capability *now = malloc(sizeof *now);
    struct text text = {0};
    if (now && (capability_get(source, option->id, MSG_GETCURRENT, now) ||
                capability_get(source, option->id, MSG_GET, now)))
        option_text(option, now, &text);
    text_put(&text, "");
    free(now);
    return text.data;
}

static bool set_extra(
    struct settings *settings, const struct json *item, struct failure *failure)
{
    struct option own;
    const struct option *option = option_named(item->name, &own);
    const char *value = item->kind == JSON_STRING ? item->string : NULL;
    if (option == NULL || value == NULL || settings->changed_count == MOST_CHANGED)
        return fail_option(failure, item->name, value ? value : "");
    struct changed *changed = &settings->changed[settings->changed_count];
    *changed = (struct changed){*option, text_now(settings->source, option)};
    changed->option.name = "custom"; /* the station's text does not live that long */
    settings->changed_count++;
    return option_set(settings->source, option, value, failure);
}

static bool is_own(const char *name)
{
    return strcmp(name, "dialog") == 0 || strcmp(name, "custom_data") == 0;
}

/* Options that depend on others may come first in the profile, so the failed get a second turn. */
static bool set_extras(
    struct settings *settings, const struct json *extra, struct failure *failure)
{
    for (int turn = 0; turn < 2; turn++) {
        bool done = true;
        for (const struct json *item = extra ? extra->child : NULL; item; item = item->next)
            if (item->name && !is_own(item->name) && !set_extra(settings, item, failure))
                done = false;
        if (done)
            return true;
    }
    return false;
}

static void allow_unknown_size(struct source *source)
{
    static const uint16_t automatic[] = {
        ICAP_AUTOSIZE, ICAP_AUTOMATICBORDERDETECTION, ICAP_AUTOMATICLENGTHDETECTION};
    for (size_t i = 0; i < sizeof automatic / sizeof *automatic; i++)
        if (capability_now(source, automatic[i], 0) != 0)
            capability_wish(source, ICAP_UNDEFINEDIMAGESIZE, 1);
}

static bool set_all(
    struct settings *settings, const struct json *options, struct failure *failure)
{
    struct source *source = settings->source;
    const struct json *extra = json_member(options, "extra");
    const char *custom_data = json_text(extra, "custom_data", "");
    double width = json_number(options, "page_width", 0);
    double height = json_number(options, "page_height", 0);
    if (*custom_data && !set_custom_data(settings, custom_data, failure))
        return false;
    capability_wish(source, ICAP_UNITS, TWUN_INCHES);
    if (!set_source(settings, json_text(options, "source", "duplex"), failure) ||
        !set_mode(source, options, failure))
        return false;
    set_transfer(source);
    if (!set_resolution(source, json_number(options, "resolution", 300), failure))
        return false;
    settings->sized = width > 0 || height > 0;
    if (settings->sized && !page_size_set(source, width, height, failure))
        return false;
    if (!set_extras(settings, extra, failure))
        return false;
    allow_unknown_size(source);
    return dialog_before(settings, json_text(extra, "dialog", "no"), failure);
}

static void write_extra(struct settings *settings, const struct json *extra, struct text *answer)
{
    struct text data = {0};
    text_name(answer, "extra");
    text_put(answer, "{");
    for (const struct json *item = extra ? extra->child : NULL; item; item = item->next) {
        struct option own;
        const struct option *option = item->name ? option_named(item->name, &own) : NULL;
        char *now = option ? text_now(settings->source, option) : NULL;
        if (now)
            text_member(answer, item->name, now);
        free(now);
    }
    const char *dialog = json_text(extra, "dialog", NULL);
    if (dialog)
        text_member(answer, "dialog", strcmp(dialog, "yes") == 0 ? "no" : dialog);
    if (dialog || json_member(extra, "custom_data"))
        custom_data_get(settings->source, &data);
    if (data.length)
        text_member(answer, "custom_data", data.data);
    text_free(&data);
    text_put(answer, "}");
}

static void write_taken(
    struct settings *settings, const struct json *options, struct text *answer)
{
    struct source *source = settings->source;
    static const char *const modes[] = {"lineart", "grey", "colour"};
    int type = (int)capability_now(source, ICAP_PIXELTYPE, TWPT_RGB);
    double width = json_number(options, "page_width", 0);
    double height = json_number(options, "page_height", 0);
    double bits = capability_now(source, ICAP_BITDEPTH, 8);
    settings->feeder = capability_now(source, CAP_FEEDERENABLED, 0) != 0;
    settings->duplex = settings->feeder && capability_now(source, CAP_DUPLEXENABLED, 0) != 0;
    page_size_taken(source, &width, &height);
    text_put(answer, "{\"type\":\"configured\",\"options\":{");
    text_member_number(
        answer, "resolution",
        round(capability_now(source, ICAP_XRESOLUTION, json_number(options, "resolution", 300))));
    text_member(answer, "mode", type >= 0 && type < 3 ? modes[type] : "colour");
    text_member(
        answer, "source", settings->duplex ? "duplex" : settings->feeder ? "feeder" : "flatbed");
    text_member_number(answer, "depth", type == TWPT_BW ? 1 : bits == 16 || bits == 48 ? 16 : 8);
    text_member_number(answer, "page_width", width);
    text_member_number(answer, "page_height", height);
    write_extra(settings, json_member(options, "extra"), answer);
    text_put(answer, "}}");
}

bool settings_apply(
    struct settings *settings, const struct json *options, struct text *answer,
    struct failure *failure)
{
    restore(settings);
    if (!set_all(settings, options, failure))
        return false;
    write_taken(settings, options, answer);
    return true;
}
