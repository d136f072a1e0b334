#include "CTextKernels.h"

#include <cmath>

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
  TextTable(const et_records &records, size_t field, int32_t *slots, size_t slot_count, et_text *texts)
      : records(records), field(field), slots(slots), greatest(slot_count), texts(texts) {
    clear(64);
  }

  size_t count = 0;

  /// The number of a text, which is new or was seen before.
  int32_t number(Cell cell, uint64_t hash, size_t record) {
    size_t slot = hash & mask;
    for (; slots[slot] >= 0; slot = (slot + 1) & mask) {
      et_text &text = texts[slots[slot]];
      if (!is_text(text, cell, hash)) continue;
      text.count++;
      return slots[slot];
    }
    const size_t number = count++;
    texts[number] = {hash, static_cast<uint32_t>(cell.size()), 1, static_cast<uint32_t>(record)};
    slots[slot] = static_cast<int32_t>(number);
    // Few slots are taken as long as there is room, so that a probe seldom fails.
    if (count * 8 > mask + 1 && mask + 1 < greatest) grow();
    return static_cast<int32_t>(number);
  }

private:
  bool is_text(const et_text &text, Cell cell, uint64_t hash) const {
    if (text.hash != hash || text.length != cell.size()) return false;
    if (cell.size() <= 8) return true;
    Cell other = cell_at(records, text.first_record, field);
    if (records.are_trimmed) other = other.trimmed();
    return memcmp(other.begin, cell.begin, cell.size()) == 0;
  }

  void clear(size_t slot_count) {
    mask = slot_count - 1;
    memset(slots, 0xFF, slot_count * sizeof *slots);
  }

  void grow() {
    clear(greatest < (mask + 1) * 4 ? greatest : (mask + 1) * 4);
    for (size_t number = 0; number < count; number++) {
      size_t slot = texts[number].hash & mask;
      while (slots[slot] >= 0) slot = (slot + 1) & mask;
      slots[slot] = static_cast<int32_t>(number);
    }
  }

  const et_records &records;
  const size_t field;
  int32_t *const slots;
  const size_t greatest;
  et_text *const texts;
  size_t mask;
};

} // namespace

et_text_counts et_number_texts(et_records records, size_t field, et_markers markers, int32_t *slots,
                               size_t slot_count, et_text *texts, int32_t *codes) {
  TextTable table(records, field, slots, slot_count, texts);
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

void et_decode(const float *table, float *numbers, size_t count) {
  for (size_t i = 0; i < count; i++) {
    int32_t code;
    memcpy(&code, &numbers[i], sizeof code);
    numbers[i] = code < 0 ? NAN : table[code];
  }
}
