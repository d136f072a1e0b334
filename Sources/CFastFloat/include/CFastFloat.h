#ifndef EQUIPOISE_CFASTFLOAT_H
#define EQUIPOISE_CFASTFLOAT_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// How much of the text `ef_parse_float` read, and what it made of it.
typedef struct {
  float value;
  /// Bytes of a number read from the start; 0 where none begins there.
  size_t length;
} ef_parsed_float;

/// The Float nearest to the decimal number that begins at `text`, in any locale; out of range gives
/// an infinity or a zero of its sign. `decimal_mark` is the character before the fraction.
ef_parsed_float ef_parse_float(const char *text, size_t length, char decimal_mark);

#ifdef __cplusplus
}
#endif

#endif
