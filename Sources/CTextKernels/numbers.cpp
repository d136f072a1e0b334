#include "CTextKernels.h"

#include <cmath>
#include <fast_float/fast_float.h>

#include "cells.h"

using namespace equipoise;

et_parsed_float et_parse_float(const char *text, size_t length, char decimal_mark) {
  float value = 0;
  const fast_float::parse_options options(fast_float::chars_format::general, decimal_mark);
  const auto result = fast_float::from_chars_advanced(text, text + length, value, options);
  return {value, static_cast<size_t>(result.ptr - text)};
}

static inline bool is_digit(uint8_t byte) { return static_cast<uint8_t>(byte - '0') < 10; }

static bool is_integer(Cell cell) {
  for (const uint8_t *byte = cell.begin + (*cell.begin == '-'); byte < cell.end; byte++) {
    if (!is_digit(*byte)) return false;
  }
  return true;
}

static const float float_powers[] = {1e0f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f, 1e8f, 1e9f, 1e10f};
static const double double_powers[] = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                       1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};

/// Reads up to eight digits at once, of which the text at hand has eight bytes or more; false if there
/// is anything else among them. (Lemire, Number parsing at a gigabyte per second, 2021, section 3.)
static inline bool read_digits(const uint8_t *text, size_t count, uint64_t *value) {
  uint64_t digits;
  memcpy(&digits, text, 8);
  // Leading zeros in place of what follows the digits.
  const unsigned shift = 8 * (8 - static_cast<unsigned>(count));
  if (shift > 0) digits = digits << shift | 0x3030303030303030 >> 8 * count;
  const uint64_t carried = digits + 0x4646464646464646;
  const uint64_t borrowed = digits - 0x3030303030303030;
  if (((carried | borrowed) & 0x8080808080808080) != 0) return false;
  digits = borrowed * 10 + (borrowed >> 8);
  const uint64_t mask = 0x000000FF000000FF;
  *value = ((digits & mask) * 0x000F424000000064 + (digits >> 16 & mask) * 0x0000271000000001) >> 32;
  return true;
}

static const uint64_t whole_powers[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

/// Reads a number of at most 15 digits without an exponent, which is nearly every one; false leaves the
/// text to fast_float. The digits m and the power of ten p are exact in a double, or even in a float,
/// so m / p is rounded once. A double on its way to a float is rounded again, which only matters where
/// it lies in the middle between two floats.
static inline bool read_plain(Cell cell, const uint8_t *text_end, char decimal_mark, float *value) {
  const uint8_t *byte = cell.begin;
  const bool is_negative = *byte == '-';
  byte += is_negative;
  const uint8_t *const first = byte;
  uint64_t digits = 0;
  while (byte < cell.end && is_digit(*byte)) digits = digits * 10 + (*byte++ - '0');
  size_t digit_count = static_cast<size_t>(byte - first);
  size_t fraction = 0;
  if (byte < cell.end) {
    if (*byte++ != static_cast<uint8_t>(decimal_mark)) return false;
    fraction = static_cast<size_t>(cell.end - byte);
    digit_count += fraction;
    if (fraction > 0 && fraction <= 8 && text_end - byte >= 8) {
      uint64_t low;
      if (!read_digits(byte, fraction, &low)) return false;
      digits = digits * whole_powers[fraction] + low;
    } else {
      for (; byte < cell.end; byte++) {
        if (!is_digit(*byte)) return false;
        digits = digits * 10 + (*byte - '0');
      }
    }
  }
  if (digit_count == 0 || digit_count > 15) return false;
  float magnitude;
  if (digits <= uint64_t{1} << 24 && fraction <= 10) {
    magnitude = static_cast<float>(digits) / float_powers[fraction];
  } else {
    const double exact = static_cast<double>(digits) / double_powers[fraction];
    uint64_t bits;
    memcpy(&bits, &exact, sizeof bits);
    if ((bits & 0x1FFFFFFF) == 0x10000000) return false;
    magnitude = static_cast<float>(exact);
  }
  *value = is_negative ? -magnitude : magnitude;
  return true;
}

template <bool is_plain>
static void read_numbers(const et_records &records, size_t field_index, const et_markers &markers,
                         char decimal_mark, float *values, et_number_progress *progress) {
  // Integers of so few digits are below 2^53.
  const size_t safe_length = 15;
  const Field<is_plain> field(records, field_index);
  size_t record = progress->record;
  for (; record < records.record_count; record++) {
    const Cell cell = field.at(record).trimmed();
    if (is_missing(cell, markers)) {
      values[record] = NAN;
      progress->missing_count++;
      continue;
    }
    if (!read_plain(cell, field.text_end, decimal_mark, &values[record])) {
      const et_parsed_float parsed = et_parse_float(
          reinterpret_cast<const char *>(cell.begin), cell.size(), decimal_mark);
      if (parsed.length != cell.size() || !std::isfinite(parsed.value)) break;
      if (cell.size() > safe_length && is_integer(cell)) break;
      values[record] = parsed.value;
    }
    if (*cell.begin == '0' && cell.size() > 1 && progress->leading_zero == SIZE_MAX &&
        is_integer(cell)) {
      progress->leading_zero = record;
    }
  }
  progress->record = record;
}

void et_read_numbers(et_records records, size_t field, et_markers markers, char decimal_mark,
                     float *values, et_number_progress *progress) {
  (records.are_plain ? read_numbers<true> : read_numbers<false>)(
      records, field, markers, decimal_mark, values, progress);
}
