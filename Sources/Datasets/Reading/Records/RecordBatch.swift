/// How a text is made of records.
struct RecordForm: Sendable {
  /// The byte between fields.
  var delimiter: UInt8
  /// Whether runs of spaces and tabs are made the delimiter first.
  var isDelimitedByBlanks = false
  /// What begins lines that are no data.
  var comment = CommentMark(TextLayout())
}

/// The records of one block, in the order of the text: where their fields lie. Lines are counted
/// from 0 at the block's beginning.
struct RecordBatch: Sendable {
  /// The number of complete records before the end or the failure.
  var count = 0
  /// The number of fields of every record; 0 until there is a record.
  var fieldCount: Int
  /// The lines that end in the block.
  var lineCount = 0
  /// The lines before or between records with nothing but spaces and tabs.
  var blankLines = PassedLines()
  /// Such lines after the last record.
  var trailingBlankLines = PassedLines()
  /// The lines that are comments.
  var comments = PassedLines()
  /// Why the records cannot be used from some point on.
  var failure: RecordFailure?
  /// What the positions are counted in.
  var layout: Layout
  /// The block's memory. For each record `starts` tells where its first field begins and `lines` on
  /// which line, and for each field `ends` tells where it ends: see `strides`.
  let memory: BlockMemory

  /// Of a plain text, how far apart the ends of a record's fields are.
  var recordCapacity = 0

  /// Where the fields are.
  enum Layout: Sendable {
    /// In the memory's bytes, a separator between each, from this position on. Spaces and tabs
    /// around a field are not part of it.
    case plain(Range<Int>)
    /// In the memory's fields, one after the other.
    case unquoted
  }

  /// - Parameter fieldCount: How many fields each record is to have; 0 takes the first one's.
  init(_ block: TextBlock, _ form: RecordForm, fieldCount: Int) {
    self.fieldCount = fieldCount
    memory = block.memory
    if block.hasQuotes || block.isOverlong {
      layout = .unquoted
      parse(block, form)
    } else {
      layout = .plain(block.text)
      findSeparators(block, form)
    }
  }

  /// The line on which a record begins.
  func line(of record: Int) -> Int { Int(memory.lines[record]) }

  /// The bytes that `range(record:field:)` counts in.
  var bytes: [UInt8] {
    if case .plain = layout { memory.bytes } else { memory.fields }
  }

  /// How far apart the ends of a record's fields are, and those of a field in two records. In a
  /// plain text they lie field by field, as they are asked for.
  var strides: (field: Int, record: Int) {
    if case .plain = layout { (recordCapacity, 1) } else { (1, fieldCount) }
  }

  /// The position in `bytes` of one field, in a plain text without the spaces around it.
  func range(record: Int, field: Int) -> Range<Int> {
    let (fieldStride, recordStride) = strides
    let index = field * fieldStride + record * recordStride
    let end = Int(memory.ends[index])
    let before = Int(field == 0 ? memory.starts[record] : memory.ends[index - fieldStride])
    switch layout {
    case .unquoted:
      return before..<end
    case .plain(let text):
      let start = field == 0 ? before : before + 1
      return trimmed(text.lowerBound + start..<text.lowerBound + end)
    }
  }

  /// The position in `bytes` of one field, without the spaces around it.
  func trimmedRange(record: Int, field: Int) -> Range<Int> {
    trimmed(range(record: record, field: field))
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    let bytes = bytes
    let trimmed = bytes.span.extracting(range).trimmedRange
    return range.lowerBound + trimmed.lowerBound..<range.lowerBound + trimmed.upperBound
  }
}

/// Why a record cannot be used. Lines are counted from 0 at the block's beginning.
enum RecordFailure: Equatable, Sendable {
  case ragged(line: Int, found: Int, expected: Int)
  case tooLong(line: Int)
  /// A quote inside a field that does not begin with one.
  case strayQuote(line: Int)
  /// Text behind the closing quote of a field that opens on another line, or on the same.
  case textAfterQuote(line: Int, opening: Int, text: String)
  case unclosedQuote(line: Int)

  /// The error, with lines counted as in the file.
  ///
  /// - Parameters:
  ///   - firstLine: The block's first line.
  ///   - model: What every record must have as many fields as.
  func error(file: String, firstLine: Int, model: String) -> DatasetError {
    let quoteRemedy = "put the whole field in quotes and double the quotes that belong to its text"
    func error(_ line: Int, _ problem: String, _ remedy: String) -> DatasetError {
      DatasetError(
        .data, file: file, line: firstLine + line, problem: problem, remedy: remedy)
    }
    switch self {
    case .ragged(let line, let found, let expected):
      return error(
        line, "the record has \(counted(found, "field")), the \(model) has \(expected)",
        "give every record as many fields as the \(model), quoting those with delimiters")
    case .tooLong(let line):
      return error(
        line, "the record that begins on this line is longer than 16 MiB",
        "look for a quote in it that is never closed")
    case .strayQuote(let line):
      return error(line, "a quote stands inside a field that does not begin with one", quoteRemedy)
    case .textAfterQuote(let line, let opening, let text):
      return error(
        line,
        "\(quoted(text)) follows the end of the quoted field that opens on line "
          + "\(firstLine + opening)", quoteRemedy)
    case .unclosedQuote(let line):
      return error(
        line, "the quote that opens on this line is never closed",
        "close it, or double the quotes that belong to the text")
    }
  }
}

/// A number and a noun, in the plural unless the number is one.
func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}
