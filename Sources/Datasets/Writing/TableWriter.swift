internal import CLibCSV
internal import CZlib
internal import Foundation

/// Where a table is written to.
public enum TableDestination: Sendable, Equatable {
  /// A file, compressed if its name ends in `.gz`. It appears when it is complete.
  case file(path: String)
  /// The standard output, plain.
  case standardOutput

  /// The destination a command-line argument means: `-` is the standard output.
  public init(argument: String) {
    self = argument == "-" ? .standardOutput : .file(path: argument)
  }
}

/// Writes records of CSV, quoting fields where RFC 4180 asks for it.
///
/// A file is written beside its place and moved there by `finish`; without it an earlier file of
/// that name stays as it was.
public final class TableWriter {
  private let destination: TableDestination
  private let partialPath: String
  private var stream: gzFile?
  private var buffer: [UInt8] = []

  private static let bufferSize = 1 << 20

  /// Opens the destination.
  ///
  /// - Throws: `DatasetError` of kind `inputOutput`.
  public init(_ destination: TableDestination) throws(DatasetError) {
    self.destination = destination
    switch destination {
    case .standardOutput:
      partialPath = ""
      stream = gzdopen(dup(STDOUT_FILENO), "wbT")
    case .file(let path):
      partialPath = "\(path).partial-\(ProcessInfo.processInfo.processIdentifier)"
      // T writes the bytes as they are.
      stream = gzopen(partialPath, path.hasSuffix(".gz") ? "wb6" : "wbT")
    }
    guard stream != nil else { throw failure(of: errno) }
    buffer.reserveCapacity(Self.bufferSize + 4096)
  }

  deinit {
    guard let stream else { return }
    gzclose(stream)
    if case .file = destination { unlink(partialPath) }
  }

  /// Appends a record.
  public func write(_ fields: [String]) throws(DatasetError) {
    for (index, field) in fields.enumerated() {
      if index > 0 { buffer.append(UInt8(ascii: ",")) }
      append(field)
    }
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Completes the table and puts it in its place.
  public func finish() throws(DatasetError) {
    try flush()
    guard let stream else { return }
    self.stream = nil
    guard gzclose(stream) == Z_OK else {
      let code = errno
      unlink(partialPath)
      throw failure(of: code)
    }
    if case .file(let path) = destination, rename(partialPath, path) != 0 {
      let code = errno
      unlink(partialPath)
      throw failure(of: code)
    }
  }

  private func append(_ field: String) {
    var field = field
    field.withUTF8 { bytes in
      let isPlain = !bytes.contains { byte in
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
          || byte == UInt8(ascii: "\r")
      }
      // libcsv trims spaces around a field that is not quoted.
      if isPlain, bytes.first != UInt8(ascii: " "), bytes.last != UInt8(ascii: " ") {
        buffer.append(contentsOf: bytes)
      } else {
        let size = csv_write(nil, 0, bytes.baseAddress, bytes.count)
        buffer.append(
          contentsOf: [UInt8](unsafeUninitializedCapacity: size) { quoted, count in
            count = csv_write(quoted.baseAddress, size, bytes.baseAddress, bytes.count)
          })
      }
    }
  }

  private func flush() throws(DatasetError) {
    guard let stream, !buffer.isEmpty else { return }
    let written = gzwrite(stream, buffer, UInt32(buffer.count))
    guard written == buffer.count else { throw failure(of: errno) }
    buffer.removeAll(keepingCapacity: true)
  }

  private func failure(of code: Int32) -> DatasetError {
    let name =
      switch destination {
      case .standardOutput: "standard output"
      case .file(let path): path
      }
    return DatasetError(
      .inputOutput, file: name, problem: "cannot be written: \(String(cString: strerror(code)))")
  }
}
