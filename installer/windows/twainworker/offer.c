#include "offer.h"
#include "custom_data.h"
#include "page_size.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Whether a source takes a value; it has its own back afterwards. */
static bool takes(struct source *source, uint16_t id, double value)
{
    double before = capability_now(source, id, NAN);
    if (isnan(before))
        return false;
    capability_wish(source, id, value);
    bool taken = capability_now(source, id, NAN) == value;
    capability_wish(source, id, before);
    return taken;
}

static void write_choice(struct text *answer, const char *word)
{
    text_comma(answer);
    text_string(answer, word);
}

static void write_sources(struct source *source, struct text *answer)
{
    bool feeder = takes(source, CAP_FEEDERENABLED, 1);
    double before = capability_now(source, CAP_FEEDERENABLED, 0);
    text_name(answer, "sources");
    text_put(answer, "[");
    if (!feeder || takes(source, CAP_FEEDERENABLED, 0))
        write_choice(answer, "flatbed");
    if (feeder) {
        write_choice(answer, "feeder");
        capability_wish(source, CAP_FEEDERENABLED, 1);
        if (takes(source, CAP_DUPLEXENABLED, 1))
            write_choice(answer, "duplex");
        capability_wish(source, CAP_FEEDERENABLED, before);
    }
    text_put(answer, "]");
}

static bool has_sixteen_bits(struct source *source, int type)
{
    struct capability *depths = malloc(sizeof *depths);
    capability_wish(source, ICAP_PIXELTYPE, type);
    bool has = depths && capability_get(source, ICAP_BITDEPTH, MSG_GET, depths) &&
               depths->container != TWON_RANGE &&
               (capability_offers(depths, 16) || capability_offers(depths, 48));
    free(depths);
    return has;
}

static void write_modes(struct source *source, struct text *answer)
{
    static const char *const modes[] = {"lineart", "grey", "colour"};
    struct capability *types = malloc(sizeof *types);
    double before = capability_now(source, ICAP_PIXELTYPE, TWPT_RGB);
    bool samples = false, lineart = false, sixteen = false;
    text_name(answer, "modes");
    text_put(answer, "[");
    if (types && capability_get(source, ICAP_PIXELTYPE, MSG_GET, types))
        for (int type = TWPT_BW; type <= TWPT_RGB; type++)
            if (capability_offers(types, type)) {
                write_choice(answer, modes[type]);
                lineart = lineart || type == TWPT_BW;
                samples = samples || type != TWPT_BW;
                sixteen = sixteen || (type != TWPT_BW && has_sixteen_bits(source, type));
            }
    capability_wish(source, ICAP_PIXELTYPE, before);
    free(types);
    text_put(answer, "],\"depths\":[");
    static const char *const depths[] = {"1", "8", "16"};
    const bool has[] = {lineart, samples, sixteen};
    for (int i = 0; i < 3; i++)
        if (has[i]) {
            text_comma(answer);
            text_put(answer, depths[i]);
        }
    text_put(answer, "]");
}

static void write_number(struct text *answer, double number)
{
    text_comma(answer);
    text_number(answer, number);
}

static void write_resolution(struct text *answer, double value)
{
    write_number(answer, round(value));
}

/* Of a range its ends and the usual numbers between. */
static void write_range(struct text *answer, const struct capability *found)
{
    static const int usual[] = {75, 100, 150, 200, 240, 300, 400, 600, 1200};
    write_resolution(answer, found->low);
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (usual[i] > found->low && usual[i] < found->high)
            write_resolution(answer, usual[i]);
    if (found->high > found->low)
        write_resolution(answer, found->high);
}

static void write_resolutions(struct source *source, struct text *answer)
{
    struct capability *found = malloc(sizeof *found);
    text_name(answer, "resolutions");
    text_put(answer, "[");
    if (found && capability_get(source, ICAP_XRESOLUTION, MSG_GET, found)) {
        if (found->container == TWON_RANGE)
            write_range(answer, found);
        else if (found->container == TWON_ONEVALUE)
            write_resolution(answer, found->current);
        for (size_t i = 0; i < found->count; i++)
            write_resolution(answer, found->choice[i]);
    }
    free(found);
    text_put(answer, "]");
}

static void write_page_size(struct source *source, struct text *answer)
{
    double width = capability_now(source, ICAP_PHYSICALWIDTH, 0) * MILLIMETRES_PER_INCH;
    double height = capability_now(source, ICAP_PHYSICALHEIGHT, 0) * MILLIMETRES_PER_INCH;
    text_name(answer, "page_size");
    text_put(answer, "[");
    text_number(answer, round(width * 10) / 10);
    text_put(answer, ",");
    text_number(answer, round(height * 10) / 10);
    text_put(answer, "]");
}

static void write_choices(
    const struct option *option, const struct capability *found, struct text *answer)
{
    char word[64];
    bool only_words = option->id == ICAP_XFERMECH || option->id == ICAP_COMPRESSION;
    bool boolean = found->type == TWTY_BOOL && found->container == TWON_ONEVALUE;
    for (size_t i = 0; i < found->count; i++) {
        option_word(option, found->type, found->choice[i], word, sizeof word);
        if (!only_words || word[0] < '0' || word[0] > '9')
            write_choice(answer, word);
    }
    for (int value = 0; boolean && value < 2; value++)
        write_choice(answer, value ? "yes" : "no");
}

static void write_option(
    const struct option *option, const struct capability *found, const char *value,
    struct text *answer)
{
    bool number = !found->is_text && option->words[0] == '\0' && found->container != TWON_ARRAY;
    const char *kind = found->type == TWTY_BOOL ? "switch" : number ? "number" : "text";
    text_comma(answer);
    text_put(answer, "{");
    text_member(answer, "name", option->name);
    text_member(answer, "title", option->title);
    text_member(answer, "value", value);
    text_member(answer, "kind", kind);
    text_name(answer, "choices");
    text_put(answer, "[");
    write_choices(option, found, answer);
    text_put(answer, "],\"limits\":[");
    if (found->container == TWON_RANGE) {
        write_number(answer, found->low);
        write_number(answer, found->high);
        write_number(answer, found->step);
    }
    text_put(answer, "]}");
}

/* An array's first answer lists what there is, MSG_GETCURRENT what is chosen. */
static void write_options(struct source *source, struct text *answer)
{
    struct capability *found = malloc(sizeof *found), *now = malloc(sizeof *now);
    for (size_t i = 0; found && now && i < options_count; i++) {
        struct text value = {0};
        if (!capability_get(source, options[i].id, MSG_GET, found))
            continue;
        if (!capability_get(source, options[i].id, MSG_GETCURRENT, now))
            *now = *found;
        option_text(&options[i], now, &value);
        text_put(&value, "");
        write_option(&options[i], found, value.data, answer);
        text_free(&value);
    }
    free(found);
    free(now);
}

static void write_own_options(struct source *source, struct text *answer)
{
    bool settings_only = capability_now(source, CAP_ENABLEDSUIONLY, 0) != 0;
    text_comma(answer);
    text_put(answer, "{\"name\":\"dialog\",\"title\":\"The driver's own dialog\",\"value\":\"no\","
                     "\"choices\":[\"no\",");
    text_put(answer, settings_only ? "\"yes\",\"scan\"]}" : "\"scan\"]}");
    if (capability_now(source, CAP_CUSTOMDSDATA, 0) != 0)
        text_put(answer, ",{\"name\":\"custom_data\",\"title\":\"The driver's own settings\","
                         "\"value\":\"\",\"choices\":[]}");
}

/* TWAIN asks no device for its firmware: the driver's version is what changes with an update. */
static void write_firmware(struct source *source, struct text *answer)
{
    const TW_VERSION *version = &source->identity.Version;
    char info[160], firmware[200];
    text_from_driver(version->Info, sizeof(TW_STR32), info, sizeof info);
    snprintf(
        firmware, sizeof firmware, "%u.%u%s%s", version->MajorNum, version->MinorNum,
        info[0] ? " " : "", info);
    text_member(answer, "firmware", firmware);
}

void offer_write(struct source *source, struct text *answer)
{
    text_put(answer, "{\"type\":\"capabilities\"");
    write_sources(source, answer);
    write_modes(source, answer);
    write_resolutions(source, answer);
    write_page_size(source, answer);
    text_name(answer, "options");
    text_put(answer, "[");
    write_options(source, answer);
    write_own_options(source, answer);
    text_put(answer, "],\"rated\":0");
    write_firmware(source, answer);
    text_put(answer, "}");
}
