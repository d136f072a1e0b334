internal import CLibrary
internal import CZlib
internal import DurableFiles

/// Where a table is written to.
public enum TableDestination: Sendable, Equatable {
  /// A file, compressed if its name ends in `.gz` or `.GZ`. It appears when it is complete. A link
  /// is followed; a device or a pipe is written to as the table grows.
  case file(path: String)
  /// The standard output, plain.
  case standardOutput

  /// The destination a command-line argument means: `-` is the standard output.
  public init(argument: String) {
    self = argument == "-" ? .standardOutput : .file(path: argument)
  }
}

/// Writes records of CSV as a file or to the standard output.
///
/// A file is written beside its place and moved there by `finish`; without it an earlier file of
/// that name stays as it was.
public final class TableWriter {
  private let destination: TableDestination
  /// Where the table is until it is complete; nil if it is written in its place.
  private let partial: PartialFile?
  private var stream: gzFile?
  private var buffer: [UInt8] = []
  private var isEmpty = true
  /// How the bytes are stored.
  package let storage: TableStorage

  private static let bufferSize = 1 << 20

  /// Opens the destination.
  ///
  /// - Throws: `DatasetError` of kind `inputOutput`.
  public init(_ destination: TableDestination) throws(DatasetError) {
    self.destination = destination
    // T writes bytes as they are.
    switch destination {
    case .standardOutput:
      (partial, storage) = (nil, .plain)
      stream = gzdopen(dup(STDOUT_FILENO), "wbT")
    case .file(let path):
      partial = PartialFile(replacing: path)
      storage = TableStorage(path: path)
      stream = gzopen(partial?.path ?? path, "wbT")
    }
    guard stream != nil else { throw failure(of: errno) }
    buffer.reserveCapacity(Self.bufferSize + 4096)
  }

  deinit {
    guard let stream else { return }
    gzclose(stream)
    partial?.discard()
  }

  /// Appends a record, before `finish`.
  ///
  /// - Throws: `DatasetError` of kind `inputOutput`.
  public func write(_ fields: [String]) throws(DatasetError) {
    precondition(stream != nil, "a record follows the end of its table")
    CSVRecord.append(fields, to: &buffer)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Appends bytes that were built as records, before `finish`.
  ///
  /// - Throws: `DatasetError` of kind `inputOutput`.
  package func write(bytes: [UInt8]) throws(DatasetError) {
    precondition(stream != nil, "a record follows the end of its table")
    buffer += bytes
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Appends what is stored of bytes that were built as records, before `finish`.
  ///
  /// - Throws: `DatasetError` of kind `inputOutput`.
  package func write(stored bytes: [UInt8]) throws(DatasetError) {
    try flush()
    try append(bytes)
  }

  /// Completes the table and puts it in its place.
  ///
  /// - Throws: `DatasetError` of kind `inputOutput`; an earlier file is then as it was.
  public func finish() throws(DatasetError) {
    try flush()
    // A file without a byte is no gzip file.
    if isEmpty { try append(storage.stored([])) }
    guard let stream else { return }
    self.stream = nil
    guard gzclose(stream) == Z_OK else {
      let code = errno
      partial?.discard()
      throw failure(of: code)
    }
    do {
      try partial?.put()
    } catch {
      partial?.discard()
      throw DatasetError(error.renamed(to: name))
    }
  }

  private func flush() throws(DatasetError) {
    guard !buffer.isEmpty else { return }
    try append(storage.stored(buffer))
    buffer.removeAll(keepingCapacity: true)
  }

  private func append(_ stored: [UInt8]) throws(DatasetError) {
    guard let stream, !stored.isEmpty else { return }
    isEmpty = false
    let written = gzwrite(stream, stored, UInt32(stored.count))
    guard written == stored.count else {
      let code = errno
      var status = Z_OK
      let message = gzerror(stream, &status)
      guard status != Z_ERRNO, let message else { throw failure(of: code) }
      var refused = failure(String(cString: message))
      refused.zlibCode = status
      throw refused
    }
  }

  private func failure(of code: Int32) -> DatasetError {
    let reason = SystemReason(code: code)
    var error = failure(reason.text, remedy: reason.writingRemedy)
    error.systemCode = code
    return error
  }

  private func failure(_ reason: String, remedy: String? = nil) -> DatasetError {
    DatasetError(
      .inputOutput, file: name, problem: "cannot be written: \(reason)", remedy: remedy)
  }

  private var name: String {
    switch destination {
    case .standardOutput: "standard output"
    case .file(let path): path
    }
  }
}
