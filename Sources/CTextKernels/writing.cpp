#include "CTextKernels.h"

#include <charconv>
#include <cmath>
#include <cstring>

/// Appends some characters.
static inline char *append(char *to, const char *from, size_t count) {
  std::memcpy(to, from, count);
  return to + count;
}

static inline char *append(char *to, char character, size_t count) {
  std::memset(to, character, count);
  return to + count;
}

/// A number's shortest digits, without a point, and the power of ten of the first.
struct Digits {
  char digits[24];
  size_t count;
  int exponent;
};

/// - Parameter value: Positive and finite.
template <typename Number>
static Digits shortest(Number value) {
  char text[40];
  const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific).ptr;
  const char *mark = end - 1;
  while (*mark != 'e') mark--;
  Digits found;
  found.digits[0] = text[0];
  found.count = 1;
  if (mark > text + 2) {
    std::memcpy(found.digits + 1, text + 2, mark - text - 2);
    found.count += mark - text - 2;
  }
  found.exponent = 0;
  for (const char *digit = mark + 2; digit < end; digit++) {
    found.exponent = 10 * found.exponent + (*digit - '0');
  }
  if (mark[1] == '-') found.exponent = -found.exponent;
  return found;
}

/// - Parameter most_plain: The largest number that is not written with an exponent.
template <typename Number>
static size_t write(Number value, Number most_plain, uint8_t *text) {
  char *const begin = reinterpret_cast<char *>(text);
  char *to = begin;
  if (std::isnan(value)) return append(to, "nan", 3) - begin;
  if (std::signbit(value)) *to++ = '-';
  const Number size = std::fabs(value);
  if (std::isinf(size)) return append(to, "inf", 3) - begin;
  if (size == 0) return append(to, "0.0", 3) - begin;
  const Digits found = shortest(size);
  // How many digits stand before the point.
  const int whole = found.exponent + 1;
  const int count = static_cast<int>(found.count);
  if (whole < -3 || size > most_plain) {
    *to++ = found.digits[0];
    if (count > 1) {
      *to++ = '.';
      to = append(to, found.digits + 1, count - 1);
    }
    *to++ = 'e';
    *to++ = found.exponent < 0 ? '-' : '+';
    const int exponent = std::abs(found.exponent);
    if (exponent < 10) *to++ = '0';
    to = std::to_chars(to, to + 3, exponent).ptr;
  } else if (whole <= 0) {
    to = append(to, "0.", 2);
    to = append(to, '0', -whole);
    to = append(to, found.digits, count);
  } else if (count <= whole) {
    to = append(to, found.digits, count);
    to = append(to, '0', whole - count);
    to = append(to, ".0", 2);
  } else {
    to = append(to, found.digits, whole);
    *to++ = '.';
    to = append(to, found.digits + whole, count - whole);
  }
  return to - begin;
}

size_t et_write_float(float number, uint8_t *text) { return write(number, 0x1p24f, text); }

size_t et_write_double(double number, uint8_t *text) { return write(number, 0x1p53, text); }
