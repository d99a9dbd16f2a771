/* SHA-256 (FIPS 180-4), so that the data source needs no library for the hash in its log. */
#include "source.h"

#include <stdio.h>
#include <string.h>

static const uint32_t ROUND[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static const uint32_t START[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

static uint32_t turn(uint32_t word, int count) { return word >> count | word << (32 - count); }

static void schedule(const uint8_t *block, uint32_t word[64])
{
    for (int i = 0; i < 16; i++)
        word[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
                  (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
    for (int i = 16; i < 64; i++) {
        uint32_t low = turn(word[i - 15], 7) ^ turn(word[i - 15], 18) ^ word[i - 15] >> 3;
        uint32_t high = turn(word[i - 2], 17) ^ turn(word[i - 2], 19) ^ word[i - 2] >> 10;
        word[i] = word[i - 16] + low + word[i - 7] + high;
    }
}

static void compress(uint32_t state[8], const uint8_t *block)
{
    uint32_t word[64], s[8];
    schedule(block, word);
    memcpy(s, state, sizeof s);
    for (int i = 0; i < 64; i++) {
        uint32_t high = turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25);
        uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
        uint32_t first = s[7] + high + choice + ROUND[i] + word[i];
        uint32_t low = turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22);
        uint32_t most = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
        memmove(s + 1, s, 7 * sizeof *s);
        s[4] += first;
        s[0] = first + low + most;
    }
    for (int i = 0; i < 8; i++)
        state[i] += s[i];
}

void sha256_start(struct sha256 *hash)
{
    memcpy(hash->state, START, sizeof START);
    hash->length = 0;
}

void sha256_add(struct sha256 *hash, const uint8_t *bytes, size_t count)
{
    size_t filled = hash->length % 64;
    hash->length += count;
    if (filled) {
        size_t room = 64 - filled < count ? 64 - filled : count;
        memcpy(hash->block + filled, bytes, room);
        bytes += room;
        count -= room;
        if (filled + room < 64)
            return;
        compress(hash->state, hash->block);
    }
    for (; count >= 64; bytes += 64, count -= 64)
        compress(hash->state, bytes);
    memcpy(hash->block, bytes, count);
}

void sha256_text(struct sha256 *hash, char text[65])
{
    uint64_t bits = hash->length * 8;
    uint8_t end[8];
    for (int i = 0; i < 8; i++)
        end[i] = (uint8_t)(bits >> (56 - 8 * i));
    sha256_add(hash, (const uint8_t *)"\x80", 1);
    while (hash->length % 64 != 56)
        sha256_add(hash, (const uint8_t *)"", 1);
    sha256_add(hash, end, 8);
    for (int i = 0; i < 8; i++)
        sprintf(text + 8 * i, "%08x", (unsigned)hash->state[i]);
}
