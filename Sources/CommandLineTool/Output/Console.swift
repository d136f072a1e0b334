import DurableFiles
import Foundation

/// What goes to the terminal. The result of a command is on standard output; all else, for people,
/// on standard error.
enum Console {
  /// Prints a part of the result.
  ///
  /// - Throws: `FileError` where it cannot be written, as on a full disk.
  static func print(_ text: String) throws(FileError) {
    do {
      try delivering {
        try FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
      }
    } catch {
      throw .unwritable("standard output", error)
    }
  }

  /// Does what writes the result. A reader who has seen enough, as `head` has, ends the program
  /// without a word, by the signal that ends `cat`; what it tells people on its way nobody needs to
  /// hear.
  static func delivering<Result>(_ body: () throws -> Result) rethrows -> Result {
    signal(SIGPIPE, SIG_DFL)
    defer { signal(SIGPIPE, SIG_IGN) }
    return try body()
  }

  /// Tells a person something that is not the result; whether anyone hears it is no matter.
  static func tell(_ text: String) {
    tell(Data((text + "\n").utf8))
  }

  /// Writes bytes to where people look.
  static func tell(_ bytes: Data) {
    try? FileHandle.standardError.write(contentsOf: bytes)
  }

  /// Prints a value as one JSON document.
  static func printJSON(_ value: some Encodable, onOneLine: Bool = false) throws {
    try print(String(decoding: try json(value, onOneLine: onOneLine), as: UTF8.self))
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
