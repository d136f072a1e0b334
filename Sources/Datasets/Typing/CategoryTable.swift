internal import CTextKernels

/// Distinct byte strings, numbered in order of first appearance: a hash table with open addressing
/// whose look-up allocates nothing.
struct CategoryTable: Codable, Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var hashes: [UInt64] = []
  // A power of two of slots, at most half of them taken; −1 where free.
  private var slots: [Int32]

  init() {
    slots = [Int32](repeating: -1, count: 16)
  }

  /// The number of distinct texts.
  var count: Int { ends.count }

  /// The number of a text, if it is known.
  ///
  /// - Parameters:
  ///   - hash: The text's hash, as the kernels compute it: no two texts of one length up to eight
  ///     have the same.
  ///   - place: Where the text is in the bytes, where that does not tell.
  func code(
    hash: UInt64, length: Int, of bytes: [UInt8], at place: @autoclosure () -> Range<Int>
  ) -> Int32? {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let code = Int(slots[slot])
      if hashes[code] == hash, range(code).count == length,
        length <= 8
          || self.bytes.span.extracting(range(code)).isEqual(to: bytes.span.extracting(place()))
      {
        return slots[slot]
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Numbers a text that is not known.
  mutating func append(_ text: Span<UInt8>, hash: UInt64) -> Int32 {
    let code = Int32(ends.count)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = code
    for index in text.indices { bytes.append(text[index]) }
    ends.append(bytes.count)
    hashes.append(hash)
    if ends.count * 2 > slots.count { grow() }
    return code
  }

  /// The bytes of one text.
  func text(_ code: Int) -> ArraySlice<UInt8> {
    bytes[range(code)]
  }

  private func range(_ code: Int) -> Range<Int> {
    (code == 0 ? 0 : ends[code - 1])..<ends[code]
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for (code, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(code)
    }
  }
}
