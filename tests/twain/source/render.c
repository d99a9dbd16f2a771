/* What a scanner makes of the paper: pixel type, resolution, frame, brightness, contrast,
 * threshold. A page that is asked for as it lies in the folder is handed on untouched. */
#include "source.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct recipe {
    int bits, width, height;
    double left, top;      /* pixels of the page */
    double step_x, step_y; /* pixels of the page a pixel of the picture */
    uint8_t tone[256];
    int threshold;
};

static int wished_bits(const struct source *source)
{
    int type = (int)truth(source, ICAP_PIXELTYPE);
    return type == TWPT_RGB ? 24 : type == TWPT_GRAY ? 8 : 1;
}

/* Brightness moves, contrast spreads; both run from -1000 to 1000. */
static bool tone_read(const struct source *source, uint8_t tone[256])
{
    double brightness = truth(source, ICAP_BRIGHTNESS), contrast = truth(source, ICAP_CONTRAST);
    for (int i = 0; i < 256; i++) {
        double level = (i - 127.5) * (1 + contrast / 1000) + 127.5 + brightness * 0.1275;
        tone[i] = (uint8_t)(level < 0 ? 0 : level > 255 ? 255 : floor(level + 0.5));
    }
    return brightness != 0 || contrast != 0;
}

static bool whole_page(const struct source *source)
{
    return !source->layout_set || truth(source, ICAP_AUTOMATICBORDERDETECTION) != 0;
}

static void recipe_read(const struct source *source, const struct picture *page,
                        struct recipe *recipe)
{
    double paper = (double)environment_number("TESTDS_DPI", 300);
    double x = truth(source, ICAP_XRESOLUTION), y = truth(source, ICAP_YRESOLUTION);
    bool whole = whole_page(source);
    double width = whole ? page->width / paper
                         : unfixed(source->layout.Right) - unfixed(source->layout.Left);
    double height = whole ? page->height / paper
                          : unfixed(source->layout.Bottom) - unfixed(source->layout.Top);
    recipe->bits = wished_bits(source);
    recipe->width = (int)floor(width * x + 0.5);
    recipe->height = (int)floor(height * y + 0.5);
    recipe->left = whole ? 0 : floor(unfixed(source->layout.Left) * paper + 0.5);
    recipe->top = whole ? 0 : floor(unfixed(source->layout.Top) * paper + 0.5);
    recipe->step_x = paper / x;
    recipe->step_y = paper / y;
    recipe->threshold = (int)truth(source, ICAP_THRESHOLD);
}

static void sample(const struct picture *page, int x, int y, uint8_t rgb[3])
{
    const uint8_t *line = page->pixels + page->stride * (size_t)y;
    if (page->bits == 24)
        memcpy(rgb, line + 3 * x, 3);
    else if (page->bits == 8)
        memset(rgb, line[x], 3);
    else
        memset(rgb, line[x / 8] >> (7 - x % 8) & 1 ? 0 : 255, 3);
}

static void store(const struct recipe *recipe, uint8_t *line, int x, const uint8_t rgb[3])
{
    int grey = (rgb[0] * 299 + rgb[1] * 587 + rgb[2] * 114 + 500) / 1000;
    if (recipe->bits == 24)
        for (int i = 0; i < 3; i++)
            line[3 * x + i] = recipe->tone[rgb[i]];
    else if (recipe->bits == 8)
        line[x] = recipe->tone[grey];
    else if (recipe->tone[grey] < recipe->threshold)
        line[x / 8] |= (uint8_t)(0x80 >> x % 8);
}

static void render_line(const struct recipe *recipe, const struct picture *page, int y,
                        uint8_t *line)
{
    static const uint8_t WHITE[3] = {255, 255, 255};
    int from_y = (int)floor(recipe->top + (y + 0.5) * recipe->step_y);
    for (int x = 0; x < recipe->width; x++) {
        uint8_t rgb[3];
        int from_x = (int)floor(recipe->left + (x + 0.5) * recipe->step_x);
        bool inside = from_x >= 0 && from_x < page->width && from_y >= 0 && from_y < page->height;
        if (inside)
            sample(page, from_x, from_y, rgb);
        store(recipe, line, x, inside ? rgb : WHITE);
    }
}

static bool untouched(const struct recipe *recipe, const struct picture *page, bool toned)
{
    return recipe->bits == page->bits && recipe->width == page->width &&
           recipe->height == page->height && recipe->left == 0 && recipe->top == 0 &&
           recipe->step_x == 1 && recipe->step_y == 1 && (!toned || page->bits == 1);
}

/* Turn the page into what was asked for; false: no memory. */
bool picture_render(struct source *source, struct picture *picture)
{
    struct recipe recipe;
    bool toned = tone_read(source, recipe.tone);
    recipe_read(source, picture, &recipe);
    if (untouched(&recipe, picture, toned))
        return true;
    struct picture made = {.width = recipe.width, .height = recipe.height, .bits = recipe.bits};
    made.stride = line_bytes(&made);
    made.own = calloc((size_t)made.height + 1, made.stride);
    if (!made.own)
        return false;
    for (int y = 0; y < made.height; y++)
        render_line(&recipe, picture, y, made.own + made.stride * (size_t)y);
    made.pixels = made.own;
    picture_free(picture);
    *picture = made;
    return true;
}
