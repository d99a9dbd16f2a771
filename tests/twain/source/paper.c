/* The stack of paper and its feeder.
 *
 * TESTDS_PAGES holds the sides in duplex order (front, back, front ...), a side in as many forms
 * as the test wants (0001.ppm, 0001.jpg ...). A sheet has left the feeder when its last side was
 * taken; TESTDS_TRAY remembers that over processes, and a test writes "next 5" there when its
 * operator puts sheets back. */
#include "source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const ENDINGS[] = {".ppm", ".pgm", ".pbm", ".jpg", ".tif"};

static bool is_page(const char *name)
{
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof ENDINGS / sizeof *ENDINGS; i++)
        if (strcmp(dot, ENDINGS[i]) == 0)
            return true;
    return false;
}

static int compare(const void *one, const void *other) { return strcmp(one, other); }

static void add_stem(struct paper *paper, const char *name)
{
    char stem[MAX_PATH];
    snprintf(stem, sizeof stem, "%s", name);
    *strrchr(stem, '.') = 0;
    for (int i = 0; i < paper->stem_count; i++)
        if (strcmp(paper->stems[i], stem) == 0)
            return;
    if (paper->stem_count < MAX_STEMS)
        strcpy(paper->stems[paper->stem_count++], stem);
}

static void list_folder(struct paper *paper)
{
    char pattern[MAX_PATH + 4];
    WIN32_FIND_DATAA found;
    snprintf(pattern, sizeof pattern, "%s\\*", paper->folder);
    HANDLE search = FindFirstFileA(pattern, &found);
    paper->stem_count = 0;
    if (search == INVALID_HANDLE_VALUE)
        return;
    do {
        if (is_page(found.cFileName))
            add_stem(paper, found.cFileName);
    } while (FindNextFileA(search, &found));
    FindClose(search);
    qsort(paper->stems, (size_t)paper->stem_count, sizeof *paper->stems, compare);
}

/* Return the tray file's text (to be freed), or NULL. */
static char *tray_text(const struct source *source)
{
    FILE *file = source->paper.tray[0] ? fopen(source->paper.tray, "rb") : NULL;
    if (!file)
        return NULL;
    char *text = calloc(1, 65536);
    if (text && !fread(text, 1, 65535, file))
        text[0] = 0;
    fclose(file);
    return text;
}

bool tray_has(struct source *source, const char *line)
{
    char *text = tray_text(source), whole[100];
    snprintf(whole, sizeof whole, "%s\n", line);
    bool found = text && strstr(text, whole);
    free(text);
    return found;
}

void tray_note(struct source *source, const char *line)
{
    FILE *file = source->paper.tray[0] ? fopen(source->paper.tray, "ab") : NULL;
    if (!file)
        return;
    fprintf(file, "%s\n", line);
    fclose(file);
}

static void tray_read(struct source *source)
{
    char *text = tray_text(source);
    for (char *at = text; at && (at = strstr(at, "next ")); at++)
        source->paper.next_sheet = atoi(at + 5);
    free(text);
}

void paper_read(struct source *source)
{
    struct paper *paper = &source->paper;
    if (paper->next_sheet == 0)
        paper->next_sheet = 1;
    environment("TESTDS_PAGES", paper->folder, sizeof paper->folder);
    environment("TESTDS_TRAY", paper->tray, sizeof paper->tray);
    list_folder(paper);
    paper->sheets = (int)environment_number("TESTDS_SHEETS", (paper->stem_count + 1) / 2);
    tray_read(source);
}

bool paper_loaded(struct source *source)
{
    tray_read(source);
    return source->paper.stem_count > 0 && source->paper.next_sheet <= source->paper.sheets;
}

int sheet_of(int page) { return (page + 1) / 2; }

static bool exists(const struct source *source, int page)
{
    const struct paper *paper = &source->paper;
    bool whole = paper->sheets * 2 != paper->stem_count + 1; /* else the last back is missing */
    return page <= (whole ? paper->sheets * 2 : paper->stem_count);
}

void page_path(const struct source *source, int page, const char *ending, char *path)
{
    const struct paper *paper = &source->paper;
    snprintf(path, 2 * MAX_PATH, "%s\\%s%s", paper->folder,
             paper->stems[(page - 1) % paper->stem_count], ending);
}

static int after(const struct source *source, int page)
{
    const struct feed *feed = &source->feed;
    int next = feed->duplex ? page + 1 : page + 2;
    bool new_sheet = sheet_of(next) != sheet_of(page);
    if (!exists(source, next) || (new_sheet && (feed->stopping || !feed->feeder)))
        return 0;
    return next;
}

void feed_start(struct source *source)
{
    struct feed *feed = &source->feed;
    int count = (int)asked(source, CAP_XFERCOUNT);
    memset(feed, 0, sizeof *feed);
    feed->feeder = truth(source, CAP_FEEDERENABLED) != 0;
    feed->duplex = feed->feeder && truth(source, CAP_DUPLEXENABLED) != 0;
    feed->left = count > 0 ? count : -1;
    if (paper_loaded(source))
        feed->page = 2 * source->paper.next_sheet - 1;
}

/* Take the sheet out of the feeder whose last side was handed over. */
static void sheet_gone(struct source *source, int page)
{
    char line[40];
    source->paper.next_sheet = sheet_of(page) + 1;
    snprintf(line, sizeof line, "next %d", source->paper.next_sheet);
    tray_note(source, line);
}

void feed_next(struct source *source)
{
    struct feed *feed = &source->feed;
    int page = feed->page;
    if (page == 0)
        return;
    if (fault_due(source, "duplicate", AT_DEFAULT))
        return;
    feed->left -= feed->left > 0;
    feed->page = after(source, page);
    if (feed->page && fault_due(source, "missing", AT_DEFAULT))
        feed->page = after(source, feed->page);
    if (feed->page == 0 || sheet_of(feed->page) != sheet_of(page))
        sheet_gone(source, page);
    if (feed->left == 0 || feed->failed)
        feed->page = 0;
}

int feed_pending(struct source *source)
{
    int count = 0;
    for (int page = source->feed.page; page; page = after(source, page))
        count++;
    if (source->feed.left >= 0 && count > source->feed.left)
        count = source->feed.left;
    if (environment_is("TESTDS_PENDING", "unknown"))
        return count ? 0xffff : 0;
    return environment_is("TESTDS_PENDING", "more") && !source->feed.failed ? count + 1 : count;
}

/* The sheets that the scanner pulled ahead (TESTDS_AHEAD) are out of the feeder and lost. */
void feed_reset(struct source *source)
{
    long ahead = environment_number("TESTDS_AHEAD", 0);
    if (source->feed.page && ahead > 0)
        sheet_gone(source, source->feed.page + 2 * ((int)ahead - 1));
    source->feed.page = 0;
}
