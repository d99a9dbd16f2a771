/* The log (TESTDS_LOG): one JSON object a line, in the file before the call returns, so that a
 * crash loses nothing. */
#include "source.h"

#include <stdio.h>
#include <string.h>

struct name { TW_UINT16 number; const char *name; };

static const struct name DATA[] = {
    {DAT_NULL, "NULL"}, {DAT_CAPABILITY, "CAPABILITY"}, {DAT_EVENT, "EVENT"},
    {DAT_IDENTITY, "IDENTITY"}, {DAT_PENDINGXFERS, "PENDINGXFERS"},
    {DAT_SETUPMEMXFER, "SETUPMEMXFER"}, {DAT_STATUS, "STATUS"},
    {DAT_USERINTERFACE, "USERINTERFACE"}, {DAT_XFERGROUP, "XFERGROUP"},
    {DAT_CUSTOMDSDATA, "CUSTOMDSDATA"}, {DAT_DEVICEEVENT, "DEVICEEVENT"},
    {DAT_IMAGEINFO, "IMAGEINFO"}, {DAT_IMAGELAYOUT, "IMAGELAYOUT"},
    {DAT_IMAGEMEMXFER, "IMAGEMEMXFER"}, {DAT_IMAGENATIVEXFER, "IMAGENATIVEXFER"},
    {DAT_EXTIMAGEINFO, "EXTIMAGEINFO"}, {DAT_ENTRYPOINT, "ENTRYPOINT"}};

static const struct name MESSAGES[] = {
    {MSG_GET, "GET"}, {MSG_GETCURRENT, "GETCURRENT"}, {MSG_GETDEFAULT, "GETDEFAULT"},
    {MSG_SET, "SET"}, {MSG_RESET, "RESET"}, {MSG_QUERYSUPPORT, "QUERYSUPPORT"},
    {MSG_RESETALL, "RESETALL"}, {MSG_SETCONSTRAINT, "SETCONSTRAINT"}, {MSG_OPENDS, "OPENDS"},
    {MSG_CLOSEDS, "CLOSEDS"}, {MSG_DISABLEDS, "DISABLEDS"}, {MSG_ENABLEDS, "ENABLEDS"},
    {MSG_ENABLEDSUIONLY, "ENABLEDSUIONLY"}, {MSG_PROCESSEVENT, "PROCESSEVENT"},
    {MSG_ENDXFER, "ENDXFER"}, {MSG_STOPFEEDER, "STOPFEEDER"}, {MSG_XFERREADY, "XFERREADY"},
    {MSG_CLOSEDSREQ, "CLOSEDSREQ"}, {MSG_CLOSEDSOK, "CLOSEDSOK"}, {MSG_DEVICEEVENT, "DEVICEEVENT"}};

static const char *name_of(const struct name *names, size_t count, TW_UINT16 number)
{
    static char other[8];
    for (size_t i = 0; i < count; i++)
        if (names[i].number == number)
            return names[i].name;
    snprintf(other, sizeof other, "0x%04x", number);
    return other;
}

#define NAME(table, number) name_of(table, sizeof table / sizeof *table, number)

static void put(const char *line)
{
    char path[MAX_PATH];
    if (!environment("TESTDS_LOG", path, sizeof path))
        return;
    HANDLE file = CreateFileA(path, FILE_APPEND_DATA, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL,
                              OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    DWORD written;
    if (file == INVALID_HANDLE_VALUE)
        return;
    WriteFile(file, line, (DWORD)strlen(line), &written, NULL);
    CloseHandle(file);
}

/* Strips that went well and events that are not ours would drown everything else. */
static bool dull(TW_UINT16 data, TW_UINT16 result)
{
    return (data == DAT_IMAGEMEMXFER && result == TWRC_SUCCESS) ||
           (data == DAT_EVENT && result == TWRC_NOTDSEVENT);
}

void log_call(const struct source *source, TW_UINT32 group, TW_UINT16 data, TW_UINT16 message,
              TW_UINT16 result, int before)
{
    char line[256];
    if (dull(data, result))
        return;
    int length = snprintf(line, sizeof line, "{\"call\":\"%s/%s/", group == DG_IMAGE ? "IMAGE" : "CONTROL",
                          NAME(DATA, data));
    snprintf(line + length, sizeof line - (size_t)length,
             "%s\",\"rc\":%u,\"cc\":%u,\"state\":%d,\"after\":%d,\"page\":%d,\"process\":%lu}\n",
             NAME(MESSAGES, message), result, result == TWRC_FAILURE ? source->condition : 0,
             before, source->state, source->feed.page, GetCurrentProcessId());
    put(line);
}

void log_capability(const struct source *source, int index, double wished, double taken)
{
    char line[256];
    (void)source;
    snprintf(line, sizeof line, "{\"set\":\"%s\",\"wished\":%.4f,\"taken\":%.4f}\n",
             CAPABILITIES[index].name, wished, taken);
    put(line);
}

void log_frame(const struct source *source, const char *form, const char *hash)
{
    char line[512];
    const struct transfer *transfer = &source->transfer;
    bool coded = transfer->compressed;
    snprintf(line, sizeof line,
             "{\"frame\":%d,\"page\":%d,\"sheet\":%d,\"side\":\"%s\",\"form\":\"%s\","
             "\"width\":%d,\"height\":%d,\"bits\":%d,\"bytes\":%lu,\"strips\":%d,"
             "\"sha256\":\"%s\"}\n",
             source->feed.images, source->feed.page, sheet_of(source->feed.page),
             source->feed.page % 2 ? "front" : "back", form,
             coded ? transfer->coded.width : transfer->picture.width,
             coded ? transfer->coded.height : transfer->picture.height,
             coded ? 0 : transfer->picture.bits, (unsigned long)transfer->bytes, transfer->strips, hash);
    put(line);
}

/* The text is ours (names of faults and of stages), never a file's content. */
void log_text(const char *kind, const char *text)
{
    char line[256];
    snprintf(line, sizeof line, "{\"%s\":\"%s\"}\n", kind, text);
    put(line);
}
