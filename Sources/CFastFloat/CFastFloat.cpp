#include "CFastFloat.h"

#include <fast_float/fast_float.h>

ef_parsed_float ef_parse_float(const char *text, size_t length) {
  float value = 0;
  const auto result = fast_float::from_chars(text, text + length, value);
  return {value, static_cast<size_t>(result.ptr - text)};
}
