#include "CTextKernels.h"

#include "cells.h"

using namespace equipoise;

static inline uint64_t load(const uint8_t *bytes, size_t size) {
  uint64_t word = 0;
  memcpy(&word, bytes, size);
  return word;
}

/// Up to eight bytes as a number. Where the text goes on for eight bytes, one load does it.
static inline uint64_t load_short(Cell cell, const uint8_t *text_end) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  if (text_end - cell.begin >= 8) {
    const uint64_t word = load(cell.begin, 8);
    return cell.size() == 8 ? word : word & ((uint64_t{1} << 8 * cell.size()) - 1);
  }
#endif
  return load(cell.begin, cell.size());
}

/// Turns every number into another one (MurmurHash3's finaliser without its second half).
static inline uint64_t mix(uint64_t hash) {
  hash ^= hash >> 33;
  hash *= 0xFF51AFD7ED558CCD;
  return hash ^ hash >> 33;
}

static const uint64_t length_factor = 0x9E3779B97F4A7C15;

/// Of texts of one length up to eight, no two have the same hash.
static inline uint64_t hash_short(uint64_t word, size_t size) {
  return mix(word ^ size * length_factor);
}

static uint64_t hash_long(Cell cell) {
  uint64_t hash = cell.size() * length_factor;
  const uint8_t *byte = cell.begin;
  for (; cell.end - byte > 8; byte += 8) hash = mix(hash ^ load(byte, 8)) * length_factor;
  return mix(hash ^ load(cell.end - 8, 8));
}

namespace {

/// The distinct texts, and a hash table of them with linear probing that grows in the room it is given.
class TextTable {
public:
  TextTable(const et_records &records, size_t field, int32_t *slots, size_t slot_count,
            uint32_t *first_records, uint64_t *hashes, uint32_t *lengths, uint32_t *counts)
      : records(records), field(field), slots(slots), greatest(slot_count),
        first_records(first_records), hashes(hashes), lengths(lengths), counts(counts) {
    clear(64);
  }

  size_t count = 0;

  /// The number of a text, which is new or was seen before.
  int32_t number(Cell cell, uint64_t hash, size_t record) {
    size_t slot = hash & mask;
    for (; slots[slot] >= 0; slot = (slot + 1) & mask) {
      const int32_t text = slots[slot];
      if (!is_text(text, cell, hash)) continue;
      counts[text]++;
      return text;
    }
    const size_t text = count++;
    first_records[text] = static_cast<uint32_t>(record);
    hashes[text] = hash;
    lengths[text] = static_cast<uint32_t>(cell.size());
    counts[text] = 1;
    slots[slot] = static_cast<int32_t>(text);
    // Few slots are taken while they all fit in the cache, so that a probe seldom fails.
    if (count * 8 > mask + 1 && mask + 1 < greatest) grow();
    return static_cast<int32_t>(text);
  }

private:
  bool is_text(int32_t text, Cell cell, uint64_t hash) const {
    if (hashes[text] != hash || lengths[text] != cell.size()) return false;
    if (cell.size() <= 8) return true;
    Cell other = cell_at(records, first_records[text], field);
    if (records.are_trimmed) other = other.trimmed();
    return memcmp(other.begin, cell.begin, cell.size()) == 0;
  }

  void clear(size_t slot_count) {
    mask = slot_count - 1;
    memset(slots, 0xFF, slot_count * sizeof *slots);
  }

  void grow() {
    clear(greatest < (mask + 1) * 4 ? greatest : (mask + 1) * 4);
    for (size_t text = 0; text < count; text++) {
      size_t slot = hashes[text] & mask;
      while (slots[slot] >= 0) slot = (slot + 1) & mask;
      slots[slot] = static_cast<int32_t>(text);
    }
  }

  const et_records &records;
  const size_t field;
  int32_t *const slots;
  const size_t greatest;
  uint32_t *const first_records;
  uint64_t *const hashes;
  uint32_t *const lengths;
  uint32_t *const counts;
  size_t mask;
};

} // namespace

et_text_counts et_number_texts(et_records records, size_t field, et_markers markers, int32_t *slots,
                               size_t slot_count, int32_t *codes, uint32_t *first_records,
                               uint64_t *hashes, uint32_t *lengths, uint32_t *counts) {
  TextTable table(records, field, slots, slot_count, first_records, hashes, lengths, counts);
  const uint8_t *const text_end = records.text + records.size;
  size_t missing_count = 0;
  for (size_t record = 0; record < records.record_count; record++) {
    const Cell whole = cell_at(records, record, field);
    const Cell trimmed = whole.trimmed();
    if (is_missing(trimmed, markers)) {
      codes[record] = -1;
      missing_count++;
      continue;
    }
    const Cell cell = records.are_trimmed ? trimmed : whole;
    const uint64_t hash = cell.size() <= 8
        ? hash_short(load_short(cell, text_end), cell.size())
        : hash_long(cell);
    codes[record] = table.number(cell, hash, record);
  }
  return {table.count, missing_count};
}

template <typename Entry>
static inline void translate(const Entry *table, Entry missing, const int32_t *numbers, size_t count,
                             Entry *entries) {
  for (size_t i = 0; i < count; i++) {
    entries[i] = numbers[i] < 0 ? missing : table[numbers[i]];
  }
}

void et_translate_to_numbers(const float *table, float missing, const int32_t *texts, size_t count,
                             float *numbers) {
  translate(table, missing, texts, count, numbers);
}

void et_translate_to_codes(const int32_t *table, const int32_t *texts, size_t count, int32_t *codes) {
  translate(table, int32_t{-1}, texts, count, codes);
}
