import Datasets
import Foundation

/// What goes to the terminal. The result of a command is on standard output; all else, for people, on
/// standard error.
enum Console {
  /// Prints a part of the result.
  static func print(_ text: String) {
    FileHandle.standardOutput.write(Data((text + "\n").utf8))
  }

  /// Tells a person something that is not the result.
  static func tell(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }

  /// Tells a person what was noticed, unless only the result was asked for.
  static func tell(_ notices: [Notice], unless isQuiet: Bool) {
    guard !isQuiet else { return }
    for notice in notices { tell("note: \(notice)") }
  }

  /// Prints a value as one JSON document.
  static func printJSON(_ value: some Encodable, onOneLine: Bool = false) throws {
    print(String(decoding: try json(value, onOneLine: onOneLine), as: UTF8.self))
  }

  /// A value as JSON, its keys in order and in snake_case: on many lines, or on one.
  static func json(_ value: some Encodable, onOneLine: Bool = false) throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if !onOneLine { encoder.outputFormatting.insert(.prettyPrinted) }
    return try encoder.encode(value)
  }

  /// Whether a person sees standard error as it is written.
  static var isInteractive: Bool { isatty(STDERR_FILENO) == 1 }
}
