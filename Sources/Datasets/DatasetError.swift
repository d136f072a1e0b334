package import DurableFiles
public import Remedies

/// What was wrong with a table, a label or a request about them: where, the value found, the
/// problem and what a person can do about it.
public struct DatasetError: Error, Equatable, Sendable {
  /// Whose fault it is; a command line turns this into its exit code.
  public enum Kind: String, Codable, Sendable {
    /// The operating system refused: no such file, no permission, a failed read.
    case inputOutput
    /// The bytes were read, but they are not what they should be.
    case data
    /// What was asked for contradicts itself or the table: an unknown column, a malformed label.
    case request
  }

  /// Whose fault it is.
  public var kind: Kind
  /// The file's path, or "standard input".
  public var file: String?
  /// The line on which the record begins, counted from 1 as an editor counts.
  public var line: Int?
  /// The position of the data row among those of all sources, from 0, where it was found after
  /// reading; `located(by:)` turns it into a file and a line.
  public var row: Int?
  /// The column's name.
  public var column: String?
  /// The text found there.
  public var value: String?
  /// What is wrong, as the rest of a sentence that begins with the value.
  public var problem: String
  /// What to do about it.
  public var remedy: Remedy?
  /// The operating system's number of what it refused, such as `ENOENT`; nil where it did not.
  public var systemCode: Int32?
  /// What zlib returned where it refused, such as `Z_DATA_ERROR`; nil where it did not.
  public var zlibCode: Int32?

  /// Creates an error with a remedy that anyone can follow, or without one.
  public init(
    _ kind: Kind, file: String? = nil, line: Int? = nil, row: Int? = nil, column: String? = nil,
    value: String? = nil, problem: String, remedy: String? = nil
  ) {
    self.init(
      kind, file: file, line: line, row: row, column: column, value: value, problem: problem,
      remedy: remedy.map { Remedy($0) })
  }

  /// Creates an error.
  public init(
    _ kind: Kind, file: String? = nil, line: Int? = nil, row: Int? = nil, column: String? = nil,
    value: String? = nil, problem: String, remedy: Remedy?
  ) {
    self.kind = kind
    self.file = file
    self.line = line
    self.row = row
    self.column = column
    self.value = value
    self.problem = problem
    self.remedy = remedy
  }
}

extension DatasetError {
  /// A file that could not be read or written.
  package init(_ error: FileError) {
    self.init(.inputOutput, file: error.path, problem: error.problem, remedy: error.remedy)
    systemCode = error.systemCode
  }

  /// The same with the file and the line of its row, where they are known.
  public func located(by places: RowPlaces?) -> DatasetError {
    guard let row, line == nil, let places, row < places.count else { return self }
    var located = self
    (located.file, located.line) = (places[row].file, places[row].line)
    return located
  }
}

extension DatasetError: Worded {
  /// One line, such as `a.csv:7: column "x": "12 min" is not a number; set missingMarkers to
  /// "12 min"`.
  public var description: String { description(naming: LibraryNaming()) }

  /// The same for readers who call parameters by other names.
  public func description(naming names: any ParameterNaming) -> String {
    var text = Place(file: file, line: line, row: row, column: column).prefix
    if let value { text += "\(quoted(value)) " }
    text += problem
    if let remedy = remedy?.text(naming: names) { text += "; \(remedy)" }
    return text
  }
}

/// Where in the data something is.
struct Place {
  var file: String?
  var line: Int?
  var row: Int?
  var column: String?

  /// `file:line: column "name": `, or `data row 7: ` where the file is not known, as far as known.
  var prefix: String {
    var text = ""
    if let file {
      text += file
      if let line { text += ":\(line)" }
      text += ": "
    } else if let row {
      text += "data row \(row + 1): "
    }
    if let column { text += "column \(quoted(column)): " }
    return text
  }
}

/// The text in double quotes on one line, shortened when long.
package func quoted(_ text: String) -> String {
  let limit = 60
  var result = "\""
  for scalar in text.unicodeScalars.prefix(limit) {
    switch scalar {
    case "\n": result += "\\n"
    case "\r": result += "\\r"
    case "\t": result += "\\t"
    default:
      if scalar.value < 0x20 || scalar.value == 0x7F {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }
  if text.unicodeScalars.count > limit { result += "…" }
  return result + "\""
}
