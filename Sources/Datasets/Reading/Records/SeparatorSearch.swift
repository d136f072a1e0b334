internal import CTextKernels

extension RecordBatch {
  /// Finds the fields of a text without a quote by its separators alone: the path of the bulk.
  ///
  /// - Parameter text: Where the text is in the memory's bytes.
  mutating func findSeparators(_ text: Range<Int>, delimiter: UInt8, previousEnd: UInt8) {
    if fieldCount == 0 {
      fieldCount = et_count_fields(memory.bytes, text.lowerBound, text.count, delimiter)
    }
    var found = et_found_records()
    // A guess that most tables keep to; each time it is too small, it doubles.
    var room = max(text.count / (6 * max(fieldCount, 1)), memory.starts.count, 16)
    repeat {
      // Ends of one field that lie a power of two from another's would share lines of the cache.
      room |= 17
      memory.starts.extend(to: room)
      memory.lines.extend(to: room)
      memory.ends.extend(to: max(room * fieldCount, 1))
      recordCapacity = room
      found = et_found_records()
      found.previous_end = previousEnd
      room *= 2
    } while !et_find_records(
      memory.bytes, text.lowerBound, text.count, delimiter, fieldCount, recordCapacity,
      &memory.starts, &memory.lines, &memory.ends, &found)
    count = found.record_count
    lineCount = Int(found.line_count)
    blankLines = BlankLines(found.blank_count, first: found.first_blank)
    trailingBlankLines = BlankLines(
      found.trailing_blank_count, first: found.first_trailing_blank)
    if found.ragged_count > 0 {
      failure = .ragged(line: lineCount, found: found.ragged_count, expected: fieldCount)
    }
  }
}

extension RecordBatch.BlankLines {
  fileprivate init(_ count: UInt32, first: UInt32) {
    self.init(count: Int(count), first: count > 0 ? Int(first) : nil)
  }
}

extension [UInt32] {
  /// Makes room for so many numbers.
  fileprivate mutating func extend(to count: Int) {
    if self.count < count { self += repeatElement(0, count: count - self.count) }
  }
}
