/// Takes the fields and row ends that libcsv reports, counts lines and checks that every record has
/// as many fields as the first.
struct RecordCollector {
  /// Why the records cannot be used from some point on.
  enum Failure: Equatable {
    case ragged(line: Int, found: Int, expected: Int)
    case tooLong(line: Int)
  }

  /// The complete records, followed by the fields of the one begun.
  var batch = RecordBatch()
  /// The first failure; records after it are not collected.
  private(set) var failure: Failure?
  /// The line of the next byte to come, apart from line ends inside a field not yet complete.
  private(set) var line = 1
  /// The line on which the record begun, or the next one, begins.
  private(set) var recordLine = 1
  /// Blank lines between records; those at the end of the text do not count.
  private(set) var blankLineCount = 0
  private(set) var firstBlankLine: Int?
  /// Whether a field may contain line ends; set to false where no quote has been seen.
  var fieldsMayHoldLines = true

  private let recordLimit: Int
  private var fieldsInRecord = 0
  private var recordStart = 0
  private var previousEnd: UInt8?
  private var pendingBlankLines: [Int] = []

  init(recordLimit: Int) {
    self.recordLimit = recordLimit
  }

  /// The bytes of the record begun.
  var recordByteCount: Int { batch.bytes.count - recordStart }

  mutating func addField(_ field: UnsafeRawBufferPointer) {
    previousEnd = nil
    guard failure == nil else { return }
    fieldsInRecord += 1
    if fieldsMayHoldLines { line += field.lineEndCount }
    guard recordByteCount + field.count <= recordLimit else {
      failure = .tooLong(line: recordLine)
      return
    }
    batch.bytes.append(contentsOf: field)
    batch.ends.append(UInt32(truncatingIfNeeded: batch.bytes.count))
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
    if batch.fieldCount == 0 { batch.fieldCount = fieldsInRecord }
    guard fieldsInRecord == batch.fieldCount else {
      failure = .ragged(line: recordLine, found: fieldsInRecord, expected: batch.fieldCount)
      return
    }
    batch.lines.append(recordLine)
    blankLineCount += pendingBlankLines.count
    firstBlankLine = firstBlankLine ?? pendingBlankLines.first
    pendingBlankLines.removeAll(keepingCapacity: true)
    recordLine = line
    recordStart = batch.bytes.count
    fieldsInRecord = 0
  }

  /// A line feed after a carriage return belongs to the same line end.
  private mutating func endBlankLine(_ terminator: UInt8?) {
    if previousEnd == 0x0D, terminator == 0x0A {
      previousEnd = nil
      return
    }
    previousEnd = terminator
    if terminator != nil {
      pendingBlankLines.append(line)
      line += 1
    }
  }

  /// Removes the complete records, which were handed onward, and keeps the fields of the one begun.
  mutating func dropCompleteRecords() {
    let complete = batch.count * batch.fieldCount
    batch.bytes.removeSubrange(..<recordStart)
    batch.ends.removeSubrange(..<complete)
    for index in batch.ends.indices {
      batch.ends[index] -= UInt32(truncatingIfNeeded: recordStart)
    }
    batch.lines.removeAll(keepingCapacity: true)
    recordStart = 0
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
