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
    if (begin == end || (!is_blank(*begin) && !is_blank(end[-1]))) return cell;
    while (cell.begin < cell.end && is_blank(*cell.begin)) cell.begin++;
    while (cell.begin < cell.end && is_blank(cell.end[-1])) cell.end--;
    return cell;
  }
};

/// The cell of a record as it stands.
inline Cell cell_at(const et_records &records, size_t record, size_t field) {
  const uint32_t *end = records.ends + field * records.field_stride + record * records.record_stride;
  const size_t begin =
      field == 0 ? records.starts[record] : *(end - records.field_stride) + records.gap;
  return {records.text + begin, records.text + *end};
}

/// Whether a trimmed cell is missing: empty, or a marker.
inline bool is_missing(Cell cell, const et_markers &markers) {
  if (cell.begin == cell.end) return true;
  if (!markers.is_first[*cell.begin]) return false;
  size_t begin = 0;
  for (size_t marker = 0; marker < markers.count; marker++) {
    const size_t end = markers.ends[marker];
    if (end - begin == cell.size() && memcmp(markers.bytes + begin, cell.begin, end - begin) == 0) {
      return true;
    }
    begin = end;
  }
  return false;
}

} // namespace equipoise

#endif
