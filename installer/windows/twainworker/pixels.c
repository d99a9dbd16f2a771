#include "pixels.h"

#include <string.h>
#include <tmmintrin.h>

/* Five pixels at a time: three bytes a pixel do not divide sixteen. The byte read and written
 * beyond the fifth is within the next pixel, so the last ones are left to the caller. */
__attribute__((target("ssse3"))) static size_t swap_fast(
    uint8_t *out, const uint8_t *in, size_t pixels)
{
    const __m128i order = _mm_setr_epi8(2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9, 14, 13, 12, 15);
    size_t done = 0;
    for (; done + 6 <= pixels; done += 5) {
        __m128i five = _mm_loadu_si128((const __m128i *)(in + 3 * done));
        _mm_storeu_si128((__m128i *)(out + 3 * done), _mm_shuffle_epi8(five, order));
    }
    return done;
}

void pixels_swap(uint8_t *out, const uint8_t *in, size_t pixels)
{
    size_t done = 0;
    if (__builtin_cpu_supports("ssse3"))
        done = swap_fast(out, in, pixels);
    for (; done < pixels; done++) {
        out[3 * done] = in[3 * done + 2];
        out[3 * done + 1] = in[3 * done + 1];
        out[3 * done + 2] = in[3 * done];
    }
}

void pixels_swap_four(uint8_t *out, const uint8_t *in, size_t pixels)
{
    for (size_t i = 0; i < pixels; i++) {
        out[3 * i] = in[4 * i + 2];
        out[3 * i + 1] = in[4 * i + 1];
        out[3 * i + 2] = in[4 * i];
    }
}

void pixels_invert(uint8_t *at, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        at[i] = (uint8_t)~at[i];
}

void pixels_mirror_bits(uint8_t *at, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        unsigned b = at[i];
        b = (b & 0xf0) >> 4 | (b & 0x0f) << 4;
        b = (b & 0xcc) >> 2 | (b & 0x33) << 2;
        at[i] = (uint8_t)((b & 0xaa) >> 1 | (b & 0x55) << 1);
    }
}
