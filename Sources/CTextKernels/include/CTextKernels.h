#ifndef EQUIPOISE_CTEXTKERNELS_H
#define EQUIPOISE_CTEXTKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// MARK: Records

/// What a look through a text for line ends outside of quotes has found.
typedef struct {
  /// Whether the text so far ends inside quotes.
  bool is_quoted;
  /// The quotes so far.
  size_t quote_count;
  /// The position after the last line end outside of quotes; 0 while there is none.
  size_t record_end;
} et_line_ends;

/// Goes on looking, from `start` up to `end`.
void et_find_line_ends(const uint8_t *text, size_t start, size_t end, et_line_ends *found);

/// What a line begins with that is no data; of size 0 if no line is a comment.
typedef struct {
  const uint8_t *mark;
  size_t size;
  /// Whether spaces and tabs before it are no part of the line.
  bool may_follow_blanks;
} et_comment;

/// Looks from `start`, where a record begins, up to `end`; `found` has what was found before. Quotes in
/// comments do not count.
void et_find_line_ends_beside_comments(const uint8_t *text, size_t start, size_t end,
                                       et_comment comment, et_line_ends *found);

/// Makes each run of spaces and tabs between fields one tab, and none of those at either end of a
/// line, outside of quotes and comments; a line of nothing else keeps one space.
///
/// The text from `start`, where a record begins, to `end` becomes shorter in its place. Returns its new
/// end.
size_t et_squeeze_blanks(uint8_t *text, size_t start, size_t end, et_comment comment);

/// The records of a text without a quote.
typedef struct {
  size_t record_count;
  /// The lines that end in the text, and the line end last seen; 0 for none.
  uint32_t line_count;
  uint8_t previous_end;
  /// Lines with nothing but spaces and tabs: those before a record, those after the last one, and the
  /// first of each.
  uint32_t blank_count;
  uint32_t first_blank;
  uint32_t trailing_blank_count;
  uint32_t first_trailing_blank;
  /// Comments, and the line of the first.
  uint32_t comment_count;
  uint32_t first_comment;
  /// The fields of the record where the search stopped, if these are not as many as they should be.
  size_t ragged_count;
} et_found_records;

/// Finds the records of a text that has no quote, as libcsv would, except that spaces around fields
/// are left to who reads them. The last record may lack its line end.
///
/// For each record, `starts` becomes where it begins in the text and `lines` which of the text's lines
/// it is, from 0. For each field, `ends` becomes where it ends in each record, one field's ends after
/// the other's. There is room for `capacity` records of `field_count` fields.
///
/// `found` is zero at first but for `previous_end`, the line end before the text. Returns whether it
/// came to the end, or to a record with another number of fields; if not, there was not enough room.
bool et_find_records(const uint8_t *bytes, size_t start, size_t size, uint8_t delimiter,
                     et_comment comment, size_t field_count, size_t capacity, uint32_t *starts,
                     uint32_t *lines, uint32_t *ends, et_found_records *found);

/// The fields of the first record of such a text, which is no blank line and no comment; 0 if there is
/// none.
size_t et_count_fields(const uint8_t *bytes, size_t start, size_t size, uint8_t delimiter,
                       et_comment comment);

/// Where the fields of some records lie in a text.
typedef struct {
  const uint8_t *text;
  size_t size;
  const uint32_t *starts;
  const uint32_t *ends;
  size_t record_count;
  /// How far apart the ends of one record's fields are, and those of one field in two records.
  size_t field_stride;
  size_t record_stride;
  /// Whether these are the fields of a plain text: a separator between each, the ends of one field side
  /// by side, spaces and tabs around a field no part of its text. Otherwise no byte is between fields.
  bool are_plain;
} et_records;

/// The cells of one record, one after the other.
typedef struct {
  const uint8_t *bytes;
  /// Where each ends.
  const uint32_t *ends;
  size_t count;
} et_cells;

/// Why a record is no data.
typedef enum {
  /// Nothing is between its delimiters but spaces and tabs.
  et_is_blank,
  /// Its cells are those of the header.
  et_repeats_header,
} et_idleness;

/// The next record, at `from` or behind it, that is no data; the number of records if there is none.
/// The header's cells have no spaces around them, and there are as many as fields or none.
size_t et_next_idle_record(et_records records, size_t field_count, et_cells header, size_t from,
                           et_idleness *idleness);

// MARK: Cells

/// The texts that stand for a missing cell.
typedef struct {
  /// Their bytes, one after the other, and where each ends.
  const uint8_t *bytes;
  const uint32_t *ends;
  size_t count;
  /// For each of 256 bytes a bit for each length of those that begin with it; bit 31 is for 31 and more.
  const uint32_t *lengths;
  /// The numbers that stand for a missing cell however they are written, and how many.
  const double *numbers;
  size_t number_count;
} et_markers;

/// How far a column's cells have been read as numbers.
typedef struct {
  /// Where to go on.
  size_t record;
  size_t missing_count;
  /// The first record whose number begins with a zero that changes nothing; SIZE_MAX if none.
  size_t leading_zero;
} et_number_progress;

/// Reads the cells of a field up to the first that is not plainly a decimal number that a Float holds,
/// nor missing: `progress->record` is its record, or the number of records. `values` becomes one for
/// each record, the Float nearest to the number, NaN where the cell is missing.
void et_read_floats(et_records records, size_t field, et_markers markers, char decimal_mark,
                    float *values, et_number_progress *progress);

/// The same, but `values` becomes the Float nearest to the distance of the number from an origin.
void et_read_distances(et_records records, size_t field, et_markers markers, char decimal_mark,
                       double origin, float *values, et_number_progress *progress);

/// The same, but `values` becomes the Double nearest to the number.
void et_read_doubles(et_records records, size_t field, et_markers markers, char decimal_mark,
                     double *values, et_number_progress *progress);

/// A distinct text of a column's cells.
typedef struct {
  /// No two texts of one length up to eight have the same.
  uint64_t hash;
  uint32_t length;
  /// How often it appears, and in which record first.
  uint32_t count;
  uint32_t first_record;
} et_text;

/// How many texts and missing cells there were.
typedef struct {
  size_t text_count;
  size_t missing_count;
} et_text_counts;

/// Numbers the distinct texts of a field's cells in order of first appearance.
///
/// `codes` becomes for each record the number of its text, -1 where the cell is missing. `texts` has
/// room for as many as there are records. `slots` is room for a hash table: a power of two of at least
/// 64 that is twice the number of records or more.
et_text_counts et_number_texts(et_records records, size_t field, et_markers markers, int32_t *slots,
                               size_t slot_count, et_text *texts, int32_t *codes);

/// An entry of a table for each text's number, and `missing` for -1.
void et_translate_to_numbers(const float *table, float missing, const int32_t *texts, size_t count,
                             float *numbers);

/// An entry of a table for each text's number, and -1 for -1.
void et_translate_to_codes(const int32_t *table, const int32_t *texts, size_t count, int32_t *codes);

/// Puts in place of each code the entry of the table there; -1 stays.
void et_rename(const int32_t *table, int32_t *codes, size_t count);

/// Puts in place of each number whose bits are an index of the table the entry there, and NaN in place
/// of one with the bits of -1.
void et_decode(const float *table, float *numbers, size_t count);

/// How much of the text `et_parse_number` read, and what it made of it.
typedef struct {
  double nearest_double;
  float nearest_float;
  /// Bytes of a number read from the start; 0 where none begins there.
  size_t length;
} et_parsed_number;

/// The decimal number that begins at `text`, in any locale; out of range gives an infinity or a zero of
/// its sign. `decimal_mark` is the character before the fraction.
et_parsed_number et_parse_number(const char *text, size_t length, char decimal_mark);

/// Writes a number with the fewest digits that tell it from others of its type, in the form of Swift's
/// `description`, in at most 32 bytes without an end mark. Returns how many.
size_t et_write_float(float number, uint8_t *text);
size_t et_write_double(double number, uint8_t *text);

#ifdef __cplusplus
}
#endif

#endif
