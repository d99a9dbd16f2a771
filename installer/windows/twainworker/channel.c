#include "channel.h"

#include <fcntl.h>
#include <io.h>
#include <stdlib.h>
#include <string.h>

enum { ALIVE_MILLISECONDS = 1000, LENGTHS = 8 };

/* Bytes a write: under Wine, where each costs a round through its server, 8 MiB are about twice as
 * fast as 1 MiB; Windows keeps what a write has left in the kernel, so it is not the whole page. */
enum { MOST_WRITE = 8 << 20 };

static bool write_all(struct channel *channel, const void *data, size_t length)
{
    const uint8_t *at = data;
    while (length > 0 && !channel->broken) {
        DWORD done = 0;
        DWORD part = length < MOST_WRITE ? (DWORD)length : MOST_WRITE;
        if (!WriteFile(channel->out, at, part, &done, NULL))
            channel->broken = true; /* the reading thread ends the process in order */
        at += done;
        length -= done;
    }
    return !channel->broken;
}

static bool read_all(struct channel *channel, void *data, size_t length)
{
    uint8_t *at = data;
    while (length > 0) {
        DWORD done = 0;
        if (!ReadFile(channel->in, at, (DWORD)length, &done, NULL) || done == 0)
            return false;
        at += done;
        length -= done;
    }
    return true;
}

static void put_length(uint8_t *at, size_t length)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(length >> (24 - 8 * i));
}

static size_t get_length(const uint8_t *at)
{
    return (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3];
}

static void write_message(
    struct channel *channel, const struct text *head, const uint8_t *body, size_t length)
{
    struct text start = {0};
    uint8_t lengths[LENGTHS];
    put_length(lengths, head->length);
    put_length(lengths + 4, length);
    text_add(&start, (const char *)lengths, LENGTHS);
    text_add(&start, head->data, head->length);
    if (write_all(channel, start.data, start.length))
        write_all(channel, body, length);
    text_free(&start);
}

static DWORD WINAPI __attribute__((noreturn)) write_frames(void *argument)
{
    struct channel *channel = argument;
    AcquireSRWLockExclusive(&channel->lock);
    for (;;) {
        while (!channel->busy)
            SleepConditionVariableSRW(&channel->changed, &channel->lock, INFINITE, 0);
        ReleaseSRWLockExclusive(&channel->lock);
        write_message(channel, &channel->head, channel->body, channel->length);
        AcquireSRWLockExclusive(&channel->lock);
        channel->busy = false;
        channel->last_sent = GetTickCount64();
        WakeAllConditionVariable(&channel->changed);
    }
}

static HANDLE keep(DWORD which)
{
    HANDLE process = GetCurrentProcess(), kept = INVALID_HANDLE_VALUE;
    DuplicateHandle(
        process, GetStdHandle(which), process, &kept, 0, FALSE, DUPLICATE_SAME_ACCESS);
    return kept;
}

static void give_libraries_harmless_handles(void)
{
    HANDLE nothing = CreateFileW(
        L"NUL", GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    SetStdHandle(STD_INPUT_HANDLE, nothing);
    SetStdHandle(STD_OUTPUT_HANDLE, GetStdHandle(STD_ERROR_HANDLE));
    int empty = _open("NUL", _O_RDONLY);
    if (empty >= 0)
        _dup2(empty, 0);
    _dup2(2, 1); /* drivers built with the same C library print here */
}

void channel_open(struct channel *channel)
{
    *channel = (struct channel){.in = keep(STD_INPUT_HANDLE), .out = keep(STD_OUTPUT_HANDLE)};
    InitializeSRWLock(&channel->lock);
    InitializeConditionVariable(&channel->changed);
    give_libraries_harmless_handles();
    HANDLE thread = CreateThread(NULL, 0, write_frames, channel, 0, NULL);
    if (thread == NULL)
        ExitProcess(GetLastError());
    CloseHandle(thread);
}

char *channel_receive(struct channel *channel, size_t *length)
{
    uint8_t lengths[LENGTHS];
    if (!read_all(channel, lengths, sizeof lengths))
        return NULL;
    *length = get_length(lengths);
    if (*length > MOST_HEAD || get_length(lengths + 4) != 0)
        return NULL; /* the station sends no bodies */
    char *head = malloc(*length + 1);
    if (head == NULL)
        return NULL;
    if (!read_all(channel, head, *length)) {
        free(head);
        return NULL;
    }
    head[*length] = '\0';
    return head;
}

static void wait_until_idle(struct channel *channel)
{
    while (channel->busy)
        SleepConditionVariableSRW(&channel->changed, &channel->lock, INFINITE, 0);
}

void channel_send(struct channel *channel, const struct text *head)
{
    AcquireSRWLockExclusive(&channel->lock);
    wait_until_idle(channel);
    write_message(channel, head, NULL, 0);
    channel->last_sent = GetTickCount64();
    ReleaseSRWLockExclusive(&channel->lock);
}

void channel_send_frame(
    struct channel *channel, const struct text *head, const uint8_t *body, size_t length)
{
    AcquireSRWLockExclusive(&channel->lock);
    wait_until_idle(channel);
    channel->head.length = 0;
    text_add(&channel->head, head->data, head->length);
    channel->body = body;
    channel->length = length;
    channel->busy = true;
    WakeAllConditionVariable(&channel->changed);
    ReleaseSRWLockExclusive(&channel->lock);
}

void channel_flush(struct channel *channel, DWORD milliseconds)
{
    ULONGLONG end = GetTickCount64() + milliseconds;
    AcquireSRWLockExclusive(&channel->lock);
    while (channel->busy && GetTickCount64() < end)
        SleepConditionVariableSRW(&channel->changed, &channel->lock, milliseconds, 0);
    ReleaseSRWLockExclusive(&channel->lock);
}

void channel_alive(struct channel *channel)
{
    if (!TryAcquireSRWLockExclusive(&channel->lock))
        return;
    if (!channel->busy && GetTickCount64() - channel->last_sent >= ALIVE_MILLISECONDS) {
        struct text head = {0};
        text_put(&head, "{\"type\":\"alive\"}");
        write_message(channel, &head, NULL, 0);
        text_free(&head);
        channel->last_sent = GetTickCount64();
    }
    ReleaseSRWLockExclusive(&channel->lock);
}
