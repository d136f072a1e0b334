/// Takes the fields and row ends of a block that libcsv reports, counts lines and checks that every
/// record has as many fields as the first.
struct RecordCollector {
  /// Receives the fields' text and where they end.
  private let memory: BlockMemory
  private(set) var recordCount = 0
  private(set) var fieldCount: Int
  /// The first failure; records after it are not collected.
  var failure: RecordFailure?
  /// The line of the next byte to come, apart from line ends inside a field not yet complete.
  private(set) var line = 0
  /// The line on which the record begun, or the next one, begins.
  private(set) var recordLine = 0
  private(set) var blankLines = PassedLines()
  private(set) var trailingBlankLines = PassedLines()
  private(set) var comments = PassedLines()

  private var fieldsInRecord = 0
  private var recordStart = 0
  private var previousEnd: UInt8?

  /// - Parameters:
  ///   - memory: Is filled anew, but for the bytes.
  ///   - fieldCount: How many fields each record is to have; 0 takes the first one's.
  ///   - previousEnd: The line end before the text.
  init(memory: BlockMemory, fieldCount: Int, previousEnd: UInt8) {
    self.memory = memory
    self.fieldCount = fieldCount
    self.previousEnd = previousEnd
    memory.fields.removeAll(keepingCapacity: true)
    memory.starts.removeAll(keepingCapacity: true)
    memory.lines.removeAll(keepingCapacity: true)
    memory.ends.removeAll(keepingCapacity: true)
  }

  /// Takes note of the byte that follows what was given so far: only at once does a line feed
  /// belong to a carriage return.
  mutating func noteByte(_ byte: UInt8) {
    if byte != 0x0A { previousEnd = nil }
  }

  /// Passes over a line that is no data.
  ///
  /// - Parameter terminator: Its last byte.
  mutating func passComment(_ terminator: UInt8) {
    comments.append(line)
    line += 1
    recordLine = line
    previousEnd = terminator
  }

  mutating func addField(_ field: UnsafeRawBufferPointer) {
    previousEnd = nil
    guard failure == nil else { return }
    fieldsInRecord += 1
    line += field.lineEndCount
    memory.fields.append(contentsOf: field)
    memory.ends.append(UInt32(truncatingIfNeeded: memory.fields.count))
  }

  /// - Parameter terminator: The line end, or nil for the end of the text.
  mutating func endRow(_ terminator: UInt8?) {
    guard failure == nil else { return }
    guard fieldsInRecord > 0 else {
      endBlankLine(terminator)
      recordLine = line
      return
    }
    previousEnd = terminator
    line += 1
    if fieldCount == 0 { fieldCount = fieldsInRecord }
    guard fieldsInRecord == fieldCount else {
      failure = .ragged(line: recordLine, found: fieldsInRecord, expected: fieldCount)
      return
    }
    memory.starts.append(UInt32(truncatingIfNeeded: recordStart))
    memory.lines.append(UInt32(truncatingIfNeeded: recordLine))
    recordCount += 1
    if trailingBlankLines.count > 0 {
      blankLines.append(trailingBlankLines, from: 0)
      trailingBlankLines = PassedLines()
    }
    recordLine = line
    recordStart = memory.fields.count
    fieldsInRecord = 0
  }

  /// A line feed after a carriage return belongs to the same line end.
  private mutating func endBlankLine(_ terminator: UInt8?) {
    if previousEnd == 0x0D, terminator == 0x0A {
      previousEnd = nil
      return
    }
    previousEnd = terminator
    guard terminator != nil else { return }
    trailingBlankLines.append(line)
    line += 1
  }
}

extension UnsafeRawBufferPointer {
  /// The number of lines that end in the text; a carriage return with a line feed is one end.
  var lineEndCount: Int {
    var count = 0
    var previous: UInt8 = 0
    for byte in self {
      if byte == 0x0D || (byte == 0x0A && previous != 0x0D) { count += 1 }
      previous = byte
    }
    return count
  }
}
