internal import CTextKernels

extension RecordBatch {
  /// Finds the fields of a text without a quote by its separators alone: the path of the bulk.
  mutating func findSeparators(_ block: TextBlock, _ form: RecordForm) {
    form.comment.withKernelComment { findSeparators(block, form.delimiter, $0) }
  }

  private mutating func findSeparators(
    _ block: TextBlock, _ delimiter: UInt8, _ comment: et_comment
  ) {
    let text = block.text
    if fieldCount == 0 {
      fieldCount = et_count_fields(memory.bytes, text.lowerBound, text.count, delimiter, comment)
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
      found.previous_end = block.previousEnd
      room *= 2
    } while !et_find_records(
      memory.bytes, text.lowerBound, text.count, delimiter, comment, fieldCount,
      recordCapacity, &memory.starts, &memory.lines, &memory.ends, &found)
    count = found.record_count
    lineCount = Int(found.line_count)
    blankLines = PassedLines(count: found.blank_count, first: found.first_blank)
    trailingBlankLines = PassedLines(
      count: found.trailing_blank_count, first: found.first_trailing_blank)
    comments = PassedLines(count: found.comment_count, first: found.first_comment)
    if found.ragged_count > 0 {
      failure = .ragged(line: lineCount, found: found.ragged_count, expected: fieldCount)
    }
  }
}

extension [UInt32] {
  /// Makes room for so many numbers.
  fileprivate mutating func extend(to count: Int) {
    if self.count < count { self += repeatElement(0, count: count - self.count) }
  }
}
