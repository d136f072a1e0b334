#include "CTextKernels.h"

#include <cmath>
#include <fast_float/fast_float.h>
#include <limits>

#include "cells.h"

using namespace equipoise;

/// How many bytes of a text are one decimal number, which becomes the nearest of its type.
template <typename Number>
static size_t parse(const char *text, size_t length, char decimal_mark, Number *number) {
  *number = 0;
  const fast_float::parse_options options(fast_float::chars_format::general, decimal_mark);
  const auto result = fast_float::from_chars_advanced(text, text + length, *number, options);
  return static_cast<size_t>(result.ptr - text);
}

et_parsed_number et_parse_number(const char *text, size_t length, char decimal_mark) {
  et_parsed_number parsed;
  parsed.length = parse(text, length, decimal_mark, &parsed.nearest_double);
  parse(text, length, decimal_mark, &parsed.nearest_float);
  return parsed;
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

/// A number of at most 15 digits without an exponent, which is nearly every one.
struct PlainNumber {
  /// Its digits as one integer, and how many of them are of the fraction.
  uint64_t digits;
  size_t fraction;
  bool is_negative;
};

/// Reads such a number; false leaves the text to fast_float.
static inline bool read_plain(Cell cell, const uint8_t *text_end, char decimal_mark,
                              PlainNumber *number) {
  const uint8_t *byte = cell.begin;
  number->is_negative = *byte == '-';
  byte += number->is_negative;
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
  number->digits = digits;
  number->fraction = fraction;
  return digit_count > 0 && digit_count <= 15;
}

namespace {

/// What the cells become: `convert` takes a plain number, and is false where its result might be rounded
/// twice; `parse` takes any text, and returns how much of it is a number. The digits m and the power of
/// ten p are exact in a double, or even in a float, so m / p is rounded once.

/// The nearest double.
struct ToDouble {
  using Value = double;

  bool convert(const PlainNumber &number, double *value) const {
    const double magnitude = static_cast<double>(number.digits) / double_powers[number.fraction];
    *value = number.is_negative ? -magnitude : magnitude;
    return true;
  }

  size_t parse(const char *text, size_t length, char decimal_mark, double *value) const {
    const size_t parsed = ::parse(text, length, decimal_mark, value);
    // Beyond a float a number is left to the judge of rare forms.
    if (!(std::fabs(*value) <= std::numeric_limits<float>::max())) return 0;
    return parsed;
  }
};

/// The nearest float.
struct ToFloat {
  using Value = float;

  bool convert(const PlainNumber &number, float *value) const {
    float magnitude;
    if (number.digits <= uint64_t{1} << 24 && number.fraction <= 10) {
      magnitude = static_cast<float>(number.digits) / float_powers[number.fraction];
    } else {
      // A double on its way to a float is rounded again, which only matters where it lies in the
      // middle between two floats.
      const double exact = static_cast<double>(number.digits) / double_powers[number.fraction];
      uint64_t bits;
      memcpy(&bits, &exact, sizeof bits);
      if ((bits & 0x1FFFFFFF) == 0x10000000) return false;
      magnitude = static_cast<float>(exact);
    }
    *value = number.is_negative ? -magnitude : magnitude;
    return true;
  }

  size_t parse(const char *text, size_t length, char decimal_mark, float *value) const {
    const size_t parsed = ::parse(text, length, decimal_mark, value);
    return std::isfinite(*value) ? parsed : 0;
  }
};

/// The float nearest to the distance from an origin.
struct ToDistance {
  using Value = float;
  double origin;

  bool convert(const PlainNumber &number, float *value) const {
    double whole;
    ToDouble().convert(number, &whole);
    *value = static_cast<float>(whole - origin);
    return true;
  }

  size_t parse(const char *text, size_t length, char decimal_mark, float *value) const {
    double whole;
    const size_t parsed = ToDouble().parse(text, length, decimal_mark, &whole);
    *value = static_cast<float>(whole - origin);
    return parsed;
  }
};

} // namespace

/// Whether a cell, which is a number, is one that stands for a missing cell.
static bool is_missing_number(Cell cell, const et_markers &markers, char decimal_mark) {
  double number;
  parse(reinterpret_cast<const char *>(cell.begin), cell.size(), decimal_mark, &number);
  for (size_t i = 0; i < markers.number_count; i++) {
    if (markers.numbers[i] == number) return true;
  }
  return false;
}

template <bool is_plain, typename Form>
static void read_numbers(const et_records &records, size_t field_index, const et_markers &markers,
                         char decimal_mark, const Form &form, typename Form::Value *values,
                         et_number_progress *progress) {
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
    PlainNumber number;
    if (!read_plain(cell, field.text_end, decimal_mark, &number) ||
        !form.convert(number, &values[record])) {
      const size_t length = form.parse(
          reinterpret_cast<const char *>(cell.begin), cell.size(), decimal_mark, &values[record]);
      if (length != cell.size()) break;
      if (cell.size() > safe_length && is_integer(cell)) break;
    }
    if (markers.number_count > 0 && is_missing_number(cell, markers, decimal_mark)) {
      values[record] = NAN;
      progress->missing_count++;
      continue;
    }
    if (*cell.begin == '0' && cell.size() > 1 && progress->leading_zero == SIZE_MAX &&
        is_integer(cell)) {
      progress->leading_zero = record;
    }
  }
  progress->record = record;
}

template <typename Form>
static void read_form(const et_records &records, size_t field, const et_markers &markers,
                      char decimal_mark, const Form &form, typename Form::Value *values,
                      et_number_progress *progress) {
  (records.are_plain ? read_numbers<true, Form> : read_numbers<false, Form>)(
      records, field, markers, decimal_mark, form, values, progress);
}

void et_read_floats(et_records records, size_t field, et_markers markers, char decimal_mark,
                    float *values, et_number_progress *progress) {
  read_form(records, field, markers, decimal_mark, ToFloat(), values, progress);
}

void et_read_distances(et_records records, size_t field, et_markers markers, char decimal_mark,
                       double origin, float *values, et_number_progress *progress) {
  read_form(records, field, markers, decimal_mark, ToDistance{origin}, values, progress);
}

void et_read_doubles(et_records records, size_t field, et_markers markers, char decimal_mark,
                     double *values, et_number_progress *progress) {
  read_form(records, field, markers, decimal_mark, ToDouble(), values, progress);
}
