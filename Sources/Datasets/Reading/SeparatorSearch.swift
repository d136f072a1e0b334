internal import CTextKernels

extension RecordBatch {
  /// Finds the fields of a text without a quote by its separators alone: the path of the bulk.
  ///
  /// - Parameter text: Where the text is in the memory's bytes.
  mutating func findSeparators(_ text: Range<Int>, delimiter: UInt8, previousEnd: UInt8) {
    var search = et_record_search()
    search.field_count = fieldCount
    search.previous_end = previousEnd
    // A guess that most tables keep to; each time it is too small, it doubles.
    var room = max(text.count / 4, 16, memory.ends.count)
    repeat {
      memory.ends.extend(to: room)
      memory.starts.extend(to: fieldCount > 0 ? room / fieldCount + 1 : room)
      memory.lines.extend(to: memory.starts.count)
      search.field_capacity = memory.ends.count
      search.record_capacity = memory.starts.count
      room *= 2
    } while !et_find_records(
      memory.bytes, text.lowerBound, text.count, delimiter, &memory.starts, &memory.lines,
      &memory.ends, &search)
    count = search.record_count
    fieldCount = search.field_count
    lineCount = Int(search.line_count)
    blankLines = BlankLines(search.blank_count, first: search.first_blank)
    trailingBlankLines = BlankLines(
      search.trailing_blank_count, first: search.first_trailing_blank)
    if search.ragged_count > 0 {
      failure = .ragged(line: lineCount, found: search.ragged_count, expected: fieldCount)
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
