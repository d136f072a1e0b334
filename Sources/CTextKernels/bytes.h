#ifndef EQUIPOISE_BYTES_H
#define EQUIPOISE_BYTES_H

#include <cstddef>
#include <cstdint>
#include <cstring>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace equipoise {

/// 64 bytes of text, to be asked which of them are a given one: bit i stands for byte i.
class Word {
public:
  static constexpr size_t width = 64;

  explicit Word(const uint8_t *text) {
#if defined(__SSE2__)
    for (int part = 0; part < 4; part++) {
      parts[part] = _mm_loadu_si128(reinterpret_cast<const __m128i *>(text + 16 * part));
    }
#else
    memcpy(bytes, text, width);
#endif
  }

  uint64_t equal_to(uint8_t byte) const {
    uint64_t mask = 0;
#if defined(__SSE2__)
    const __m128i wanted = _mm_set1_epi8(static_cast<char>(byte));
    for (int part = 0; part < 4; part++) {
      const int found = _mm_movemask_epi8(_mm_cmpeq_epi8(parts[part], wanted));
      mask |= static_cast<uint64_t>(static_cast<uint32_t>(found)) << 16 * part;
    }
#else
    for (size_t i = 0; i < width; i++) mask |= static_cast<uint64_t>(bytes[i] == byte) << i;
#endif
    return mask;
  }

private:
#if defined(__SSE2__)
  __m128i parts[4];
#else
  uint8_t bytes[width];
#endif
};

inline bool is_blank(uint8_t byte) { return byte == ' ' || byte == '\t'; }

} // namespace equipoise

#endif
