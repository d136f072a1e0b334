#include "CFastFloat.h"

#include <fast_float/fast_float.h>

ef_parsed_float ef_parse_float(const char *text, size_t length, char decimal_mark) {
  float value = 0;
  const fast_float::parse_options options(fast_float::chars_format::general, decimal_mark);
  const auto result = fast_float::from_chars_advanced(text, text + length, value, options);
  return {value, static_cast<size_t>(result.ptr - text)};
}
