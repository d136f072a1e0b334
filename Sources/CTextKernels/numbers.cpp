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

void et_read_numbers(et_records records, size_t field, et_markers markers, char decimal_mark,
                     float *values, et_number_progress *progress) {
  // Integers of so few digits are below 2^53.
  const size_t safe_length = 15;
  for (; progress->record < records.record_count; progress->record++) {
    const size_t record = progress->record;
    const Cell cell = cell_at(records, record, field).trimmed();
    if (is_missing(cell, markers)) {
      values[record] = NAN;
      progress->missing_count++;
      continue;
    }
    const et_parsed_float parsed = et_parse_float(
        reinterpret_cast<const char *>(cell.begin), cell.size(), decimal_mark);
    if (parsed.length != cell.size() || !std::isfinite(parsed.value)) return;
    if (cell.size() > safe_length && is_integer(cell)) return;
    if (*cell.begin == '0' && cell.size() > 1 && progress->leading_zero == SIZE_MAX &&
        is_integer(cell)) {
      progress->leading_zero = record;
    }
    values[record] = parsed.value;
  }
}
