#ifndef EQUIPOISE_CELLS_H
#define EQUIPOISE_CELLS_H

#include "CTextKernels.h"
#include "bytes.h"

namespace equipoise {

/// The text of a cell.
struct Cell {
  const uint8_t *begin;
  const uint8_t *end;

  size_t size() const { return static_cast<size_t>(end - begin); }

  Cell trimmed() const {
    Cell cell = *this;
    if (begin == end || (*begin > ' ' && end[-1] > ' ')) return cell;
    while (cell.begin < cell.end && is_blank(*cell.begin)) cell.begin++;
    while (cell.begin < cell.end && is_blank(cell.end[-1])) cell.end--;
    return cell;
  }
};

/// One field's cells. In a plain text, whose fields' ends lie record by record, a cell is quickly found.
template <bool is_plain> class Field {
public:
  Field(const et_records &records, size_t field)
      : text(records.text), text_end(records.text + records.size),
        ends(records.ends + field * records.field_stride),
        begins(field == 0 ? records.starts : ends - records.field_stride),
        begin_stride(field == 0 ? 1 : records.record_stride), end_stride(records.record_stride),
        gap(is_plain && field > 0 ? 1 : 0) {}

  /// The cell of a record as it stands.
  Cell at(size_t record) const {
    return {text + begins[is_plain ? record : record * begin_stride] + gap,
            text + ends[is_plain ? record : record * end_stride]};
  }

  /// The text of a cell: in a plain text, spaces around it are not part of it.
  static Cell text_of(Cell cell, Cell trimmed) { return is_plain ? trimmed : cell; }

  const uint8_t *const text;
  const uint8_t *const text_end;

private:
  const uint32_t *const ends;
  const uint32_t *const begins;
  const size_t begin_stride;
  const size_t end_stride;
  const size_t gap;
};

/// Whether a trimmed cell is missing: empty, or a marker.
inline bool is_missing(Cell cell, const et_markers &markers) {
  if (cell.begin == cell.end) return true;
  const uint32_t lengths = markers.lengths[*cell.begin];
  if (lengths == 0) return false;
  const size_t size = cell.size();
  if ((lengths >> (size < 31 ? size : 31) & 1) == 0) return false;
  size_t begin = 0;
  for (size_t marker = 0; marker < markers.count; marker++) {
    const size_t end = markers.ends[marker];
    if (end - begin == size && memcmp(markers.bytes + begin, cell.begin, end - begin) == 0) {
      return true;
    }
    begin = end;
  }
  return false;
}

} // namespace equipoise

#endif
