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

/// Of texts of one length up to eight, no two have the same hash.
static inline uint64_t hash_short(uint64_t word, size_t size) {
  return mix(word ^ static_cast<uint64_t>(size) << 56);
}

static uint64_t hash_long(Cell cell) {
  const uint64_t factor = 0x9E3779B97F4A7C15;
  uint64_t hash = cell.size() * factor;
  const uint8_t *byte = cell.begin;
  for (; cell.end - byte > 8; byte += 8) hash = mix(hash ^ load(byte, 8)) * factor;
  return mix(hash ^ load(cell.end - 8, 8));
}

namespace {

/// A hash table of distinct texts with linear probing, which grows in the room it is given.
class TextTable {
public:
  TextTable(int32_t *slots, size_t slot_count, et_text *texts)
      : slots(slots), greatest(slot_count), texts(texts) {
    clear(64);
  }

  size_t count = 0;

  /// The number of a text, which is new or was seen before.
  ///
  /// `is_same` tells of a text of the same hash and length, by its first record, whether it is the same.
  template <typename IsSame>
  int32_t number(uint64_t hash, size_t size, size_t record, IsSame is_same) {
    size_t slot = hash & mask;
    for (; slots[slot] >= 0; slot = (slot + 1) & mask) {
      const int32_t number = slots[slot];
      et_text &text = texts[number];
      if (text.hash != hash || text.length != size || !is_same(text.first_record)) continue;
      text.count++;
      return number;
    }
    const size_t number = count++;
    texts[number] = {hash, static_cast<uint32_t>(size), 1, static_cast<uint32_t>(record)};
    slots[slot] = static_cast<int32_t>(number);
    // Few slots are taken as long as there is room, so that a probe seldom fails.
    if (count * 8 > mask + 1 && mask + 1 < greatest) grow();
    return static_cast<int32_t>(number);
  }

private:
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

  int32_t *const slots;
  const size_t greatest;
  et_text *const texts;
  size_t mask;
};

template <bool is_plain>
et_text_counts number_texts(const et_records &records, size_t field_index, const et_markers &markers,
                            TextTable table, int32_t *codes) {
  const Field<is_plain> field(records, field_index);
  const size_t record_count = records.record_count;
  size_t missing_count = 0;
  for (size_t record = 0; record < record_count; record++) {
    const Cell whole = field.at(record);
    const Cell trimmed = whole.trimmed();
    if (is_missing(trimmed, markers)) {
      codes[record] = -1;
      missing_count++;
      continue;
    }
    const Cell cell = field.text_of(whole, trimmed);
    const size_t size = cell.size();
    if (size <= 8) {
      const uint64_t hash = hash_short(load_short(cell, field.text_end), size);
      codes[record] = table.number(hash, size, record, [](size_t) { return true; });
      continue;
    }
    codes[record] = table.number(hash_long(cell), size, record, [&](size_t first) {
      const Cell other = field.at(first);
      return memcmp(field.text_of(other, other.trimmed()).begin, cell.begin, size) == 0;
    });
  }
  return {table.count, missing_count};
}

} // namespace

et_text_counts et_number_texts(et_records records, size_t field, et_markers markers, int32_t *slots,
                               size_t slot_count, et_text *texts, int32_t *codes) {
  const TextTable table(slots, slot_count, texts);
  return records.are_plain ? number_texts<true>(records, field, markers, table, codes)
                           : number_texts<false>(records, field, markers, table, codes);
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

void et_rename(const int32_t *table, int32_t *codes, size_t count) {
  translate(table, int32_t{-1}, codes, count, codes);
}

void et_decode(const float *table, float *numbers, size_t count) {
  for (size_t i = 0; i < count; i++) {
    int32_t code;
    memcpy(&code, &numbers[i], sizeof code);
    numbers[i] = code < 0 ? NAN : table[code];
  }
}
