#include "CTextKernels.h"

#include "bytes.h"
#include "cells.h"

using equipoise::Cell;
using equipoise::Field;
using equipoise::is_blank;
using equipoise::Word;

static inline bool is_line_end(uint8_t byte) { return byte == '\n' || byte == '\r'; }

/// Whether the line that begins at a position is a comment.
static inline bool is_comment(const uint8_t *text, size_t position, size_t end, et_comment comment) {
  if (comment.size == 0) return false;
  while (comment.may_follow_blanks && position < end && is_blank(text[position])) position++;
  return end - position >= comment.size &&
         memcmp(text + position, comment.mark, comment.size) == 0;
}

/// The position of the next line end, or the end.
static size_t line_end_after(const uint8_t *text, size_t position, size_t end) {
  while (position < end && !is_line_end(text[position])) position++;
  return position;
}

/// For each bit whether the number of ones up to and including it is odd.
static inline uint64_t parities(uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

void et_find_line_ends(const uint8_t *text, size_t start, size_t end, et_line_ends *found) {
  if (!found->is_quoted && memchr(text + start, '"', end - start) == nullptr) {
    // Nearly every text: only the last line end matters.
    for (size_t position = end; position > start; position--) {
      if (!is_line_end(text[position - 1])) continue;
      found->record_end = position;
      return;
    }
    return;
  }
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

void et_find_line_ends_beside_comments(const uint8_t *text, size_t start, size_t end,
                                       et_comment comment, et_line_ends *found) {
  found->is_quoted = false;
  bool begins_line = true;
  for (size_t position = start; position < end; position++) {
    if (begins_line && is_comment(text, position, end, comment)) {
      position = line_end_after(text, position, end);
      if (position == end) return;
    }
    const uint8_t byte = text[position];
    if (byte == '"') {
      found->is_quoted = !found->is_quoted;
      found->quote_count++;
    }
    begins_line = is_line_end(byte) && !found->is_quoted;
    if (begins_line) found->record_end = position + 1;
  }
}

size_t et_squeeze_blanks(uint8_t *text, size_t start, size_t end, et_comment comment) {
  size_t written = start;
  bool is_quoted = false;
  bool begins_line = true;
  bool follows_blank = false;
  for (size_t position = start; position < end; position++) {
    if (begins_line && is_comment(text, position, end, comment)) {
      const size_t line_end = line_end_after(text, position, end);
      memmove(text + written, text + position, line_end - position);
      written += line_end - position;
      position = line_end;
      if (position == end) break;
    }
    const uint8_t byte = text[position];
    if (is_blank(byte) && !is_quoted) {
      follows_blank = true;
      continue;
    }
    const bool ends_line = is_line_end(byte) && !is_quoted;
    if (follows_blank && !begins_line && !ends_line) text[written++] = '\t';
    // A line of blanks stays one: the line ends around it might become one otherwise.
    if (follows_blank && begins_line && ends_line) text[written++] = ' ';
    follows_blank = false;
    if (byte == '"') is_quoted = !is_quoted;
    begins_line = ends_line;
    text[written++] = byte;
  }
  return written;
}

namespace {

/// Takes the separators of a text, from the first to the last.
class RecordScan {
public:
  RecordScan(const uint8_t *text, et_comment comment, size_t field_count, size_t capacity,
             uint32_t *starts, uint32_t *lines, uint32_t *ends, et_found_records *found)
      : text(text), comment(comment), field_count(field_count), capacity(capacity), starts(starts),
        lines(lines), ends(ends), found(found) {}

  /// Takes the delimiters that bits stand for. Of too long a record they are only counted.
  void take_delimiters(uint64_t bits, size_t position) {
    const size_t more = static_cast<size_t>(__builtin_popcountll(bits));
    if (fields + more < field_count) {
      uint32_t *end = ends + fields * capacity + found->record_count;
      for (; bits != 0; bits &= bits - 1, end += capacity) {
        *end = static_cast<uint32_t>(position) + static_cast<uint32_t>(__builtin_ctzll(bits));
      }
    }
    fields += more;
  }

  /// Ends the line at a position; `terminator` is 0 at the end of the text. Whether to go on: there is
  /// room, and the record is not ragged.
  bool end_line(size_t position, uint8_t terminator) {
    if (comment.size > 0 && is_comment(text, start, position, comment)) {
      end_comment(position, terminator);
      return true;
    }
    if (fields == 0 && is_blank_line(position)) {
      end_blank_line(terminator, position == start);
      start = position + 1;
      return true;
    }
    const size_t record = found->record_count;
    if (fields + 1 != field_count) {
      found->ragged_count = fields + 1;
      return false;
    }
    ends[fields * capacity + record] = static_cast<uint32_t>(position);
    starts[record] = static_cast<uint32_t>(start);
    lines[record] = found->line_count++;
    found->record_count++;
    found->previous_end = terminator;
    if (found->trailing_blank_count > 0) settle_blank_lines();
    start = position + 1;
    fields = 0;
    return found->record_count < capacity;
  }

  /// Whether the last record has not ended by a position.
  bool is_inside(size_t position) const { return start < position; }

private:
  bool is_blank_line(size_t end) const {
    for (size_t position = start; position < end; position++) {
      if (!is_blank(text[position])) return false;
    }
    return true;
  }

  void end_comment(size_t position, uint8_t terminator) {
    if (found->comment_count++ == 0) found->first_comment = found->line_count;
    found->line_count++;
    found->previous_end = terminator;
    start = position + 1;
    fields = 0;
  }

  /// A line feed right after a carriage return belongs to the same line end.
  void end_blank_line(uint8_t terminator, bool is_empty) {
    const bool is_second_half = found->previous_end == '\r' && terminator == '\n' && is_empty;
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
  const et_comment comment;
  const size_t field_count;
  const size_t capacity;
  uint32_t *const starts;
  uint32_t *const lines;
  uint32_t *const ends;
  et_found_records *const found;
  /// Where the record begins, and how many of its fields have ended.
  size_t start = 0;
  size_t fields = 0;
};

} // namespace

bool et_find_records(const uint8_t *bytes, size_t start, size_t size, uint8_t delimiter,
                     et_comment comment, size_t field_count, size_t capacity, uint32_t *starts,
                     uint32_t *lines, uint32_t *ends, et_found_records *found) {
  const uint8_t *const text = bytes + start;
  RecordScan scan(text, comment, field_count, capacity, starts, lines, ends, found);
  size_t position = 0;
  for (; position + Word::width <= size; position += Word::width) {
    const Word word(text + position);
    uint64_t delimiters = word.equal_to(delimiter);
    uint64_t line_ends = word.equal_to('\n') | word.equal_to('\r');
    while (line_ends != 0) {
      const uint64_t line_end = line_ends & (~line_ends + 1);
      const size_t next = position + static_cast<size_t>(__builtin_ctzll(line_end));
      scan.take_delimiters(delimiters & (line_end - 1), position);
      if (!scan.end_line(next, text[next])) return found->ragged_count > 0;
      delimiters &= ~(line_end - 1);
      line_ends ^= line_end;
    }
    scan.take_delimiters(delimiters, position);
  }
  for (; position < size; position++) {
    const uint8_t byte = text[position];
    if (byte == delimiter) {
      scan.take_delimiters(1, position);
    } else if (byte == '\n' || byte == '\r') {
      if (!scan.end_line(position, byte)) return found->ragged_count > 0;
    }
  }
  return !scan.is_inside(size) || scan.end_line(size, 0) || found->ragged_count > 0;
}

size_t et_count_fields(const uint8_t *bytes, size_t start, size_t size, uint8_t delimiter,
                       et_comment comment) {
  const size_t end = start + size;
  size_t position = start;
  while (position < end) {
    const size_t line_end = line_end_after(bytes, position, end);
    bool has_text = false;
    size_t count = 1;
    if (!is_comment(bytes, position, end, comment)) {
      for (; position < line_end; position++) {
        if (bytes[position] == delimiter) {
          count++;
        } else if (!is_blank(bytes[position])) {
          has_text = true;
        }
      }
    }
    if (has_text || count > 1) return count;
    position = line_end + 1;
  }
  return 0;
}

namespace {

bool is_blank(Cell cell) {
  const Cell trimmed = cell.trimmed();
  return trimmed.begin == trimmed.end;
}

bool is_equal(Cell cell, const et_cells &cells, size_t index) {
  const size_t begin = index == 0 ? 0 : cells.ends[index - 1];
  const size_t size = cells.ends[index] - begin;
  const Cell trimmed = cell.trimmed();
  return trimmed.size() == size &&
         (size == 0 || memcmp(trimmed.begin, cells.bytes + begin, size) == 0);
}

template <bool is_plain>
size_t next_idle_record(const et_records &records, size_t field_count, const et_cells &header,
                        size_t from, et_idleness *idleness) {
  const Field<is_plain> first(records, 0);
  // Of nearly every record, one byte tells that it is data; or two, where names begin like the header's.
  const size_t size = header.count > 0 ? header.ends[0] : 0;
  const int mark = size > 0 ? header.bytes[0] : -1;
  for (size_t record = from; record < records.record_count; record++) {
    const Cell cell = first.at(record);
    if (cell.begin != cell.end && !equipoise::is_blank(*cell.begin)) {
      if (*cell.begin != mark || cell.size() < size) continue;
      if (cell.size() > size && !equipoise::is_blank(cell.begin[size])) continue;
    }
    size_t blank = 0;
    while (blank < field_count && is_blank(Field<is_plain>(records, blank).at(record))) blank++;
    size_t equal = 0;
    while (equal < header.count && is_equal(Field<is_plain>(records, equal).at(record), header, equal)) {
      equal++;
    }
    if (blank == field_count || (equal == field_count && equal > 0)) {
      *idleness = blank == field_count ? et_is_blank : et_repeats_header;
      return record;
    }
  }
  return records.record_count;
}

} // namespace

size_t et_next_idle_record(et_records records, size_t field_count, et_cells header, size_t from,
                           et_idleness *idleness) {
  return records.are_plain ? next_idle_record<true>(records, field_count, header, from, idleness)
                           : next_idle_record<false>(records, field_count, header, from, idleness);
}
