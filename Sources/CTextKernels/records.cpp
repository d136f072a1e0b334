#include "CTextKernels.h"

#include "bytes.h"

using equipoise::is_blank;
using equipoise::Word;

/// For each bit whether the number of ones up to and including it is odd.
static inline uint64_t parities(uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

void et_find_line_ends(const uint8_t *text, size_t start, size_t end, et_line_ends *found) {
  uint64_t quoted = found->is_quoted ? ~uint64_t{0} : 0;
  size_t position = start;
  for (; position + Word::width <= end; position += Word::width) {
    const Word word(text + position);
    uint64_t line_ends = word.equal_to('\n') | word.equal_to('\r');
    const uint64_t quotes = word.equal_to('"');
    if (quotes != 0) {
      const uint64_t inside = parities(quotes) ^ quoted;
      line_ends &= ~inside;
      quoted = inside >> 63 != 0 ? ~uint64_t{0} : 0;
      found->quote_count += static_cast<size_t>(__builtin_popcountll(quotes));
    } else {
      line_ends &= ~quoted;
    }
    if (line_ends != 0) {
      found->record_end = position + 64 - static_cast<size_t>(__builtin_clzll(line_ends));
    }
  }
  found->is_quoted = quoted != 0;
  for (; position < end; position++) {
    const uint8_t byte = text[position];
    if (byte == '"') {
      found->is_quoted = !found->is_quoted;
      found->quote_count++;
    } else if ((byte == '\n' || byte == '\r') && !found->is_quoted) {
      found->record_end = position + 1;
    }
  }
}

namespace {

/// Takes the separators of a text one after the other.
class RecordScan {
public:
  RecordScan(const uint8_t *text, uint8_t delimiter, uint32_t *starts, uint32_t *lines,
             uint32_t *ends, et_record_search *found)
      : text(text), delimiter(delimiter), starts(starts), lines(lines), ends(ends), found(found),
        start(found->position), field(found->record_count * found->field_count) {}

  /// Whether to go on after the separator at a position: there is room, and no record is ragged.
  bool take(size_t position) {
    if (text[position] == delimiter) {
      if (field == found->field_capacity) return false;
      ends[field++] = static_cast<uint32_t>(position);
      return true;
    }
    return end_line(position, text[position]);
  }

  /// Ends the line at a position; `terminator` is 0 at the end of the text.
  bool end_line(size_t position, uint8_t terminator) {
    const size_t fields = field - found->record_count * found->field_count + 1;
    if (fields == 1 && is_blank_line(position)) {
      end_blank_line(terminator);
      begin(position + 1);
      return true;
    }
    if (field == found->field_capacity || found->record_count == found->record_capacity) {
      return false;
    }
    if (found->field_count == 0) found->field_count = fields;
    if (fields != found->field_count) {
      found->ragged_count = fields;
      return false;
    }
    ends[field++] = static_cast<uint32_t>(position);
    starts[found->record_count] = static_cast<uint32_t>(start);
    lines[found->record_count++] = found->line_count++;
    found->previous_end = terminator;
    if (found->trailing_blank_count > 0) settle_blank_lines();
    begin(position + 1);
    return true;
  }

private:
  void begin(size_t position) {
    start = position;
    found->position = position;
  }

  bool is_blank_line(size_t end) const {
    for (size_t position = start; position < end; position++) {
      if (!is_blank(text[position])) return false;
    }
    return true;
  }

  /// A line feed after a carriage return belongs to the same line end.
  void end_blank_line(uint8_t terminator) {
    const bool is_second_half = found->previous_end == '\r' && terminator == '\n';
    found->previous_end = is_second_half ? 0 : terminator;
    if (is_second_half || terminator == 0) return;
    if (found->trailing_blank_count++ == 0) found->first_trailing_blank = found->line_count;
    found->line_count++;
  }

  /// The blank lines seen last stand before a record.
  void settle_blank_lines() {
    if (found->blank_count == 0) found->first_blank = found->first_trailing_blank;
    found->blank_count += found->trailing_blank_count;
    found->trailing_blank_count = 0;
  }

  const uint8_t *const text;
  const uint8_t delimiter;
  uint32_t *const starts;
  uint32_t *const lines;
  uint32_t *const ends;
  et_record_search *const found;
  /// Where the record begins, and the place of its next field.
  size_t start;
  size_t field;
};

} // namespace

bool et_find_records(const uint8_t *bytes, size_t start, size_t size, uint8_t delimiter,
                     uint32_t *starts, uint32_t *lines, uint32_t *ends, et_record_search *found) {
  const uint8_t *const text = bytes + start;
  RecordScan scan(text, delimiter, starts, lines, ends, found);
  size_t position = found->position;
  for (; position + Word::width <= size; position += Word::width) {
    const Word word(text + position);
    uint64_t separators =
        word.equal_to(delimiter) | word.equal_to('\n') | word.equal_to('\r');
    while (separators != 0) {
      const size_t next = position + static_cast<size_t>(__builtin_ctzll(separators));
      if (!scan.take(next)) return found->ragged_count > 0;
      separators &= separators - 1;
    }
  }
  for (; position < size; position++) {
    const uint8_t byte = text[position];
    if (byte != delimiter && byte != '\n' && byte != '\r') continue;
    if (!scan.take(position)) return found->ragged_count > 0;
  }
  if (found->position == size) return true;
  return scan.end_line(size, 0) || found->ragged_count > 0;
}
