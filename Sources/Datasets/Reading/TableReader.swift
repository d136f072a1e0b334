internal import CLibrary
internal import Remedies

/// Reads one or more sources of CSV text as one table, in a single pass and in bounded memory.
///
/// The sources after the first have the same columns in any order. The type of a column is known
/// when all of it has been read, so a chunk carries whatever may still be needed.
///
/// In place of text it reads a table that was prepared (`PreparedTable`): of its options only which
/// columns are read, as what, matters then, since how text is understood was settled before.
public struct TableReader: Sendable {
  /// The sources, in the order of the rows.
  public let sources: [TableSource]
  /// How to read them.
  public let options: ReadingOptions
  /// How many threads read; no result depends on it.
  public var threads: Int
  /// Bytes of text to read at a time; no result depends on it. (With fewer, threads wait for each
  /// other more; with more, a block and what is made of it leave the processor's cache.)
  public var blockSize = 256 << 10
  /// Columns whose text is kept to be handed on, whatever else they are read as: each a column's
  /// exact name, or else names and patterns separated by commas. Their text goes with the chunks.
  public var kept: [String] = []
  /// Whether it is kept where each row stands: see `TableDescription.places`.
  public var keepsPlaces = false

  /// A reader of the sources as one table.
  ///
  /// - Parameter threads: How many threads read; as many as there are processors if nil.
  public init(
    sources: [TableSource], options: ReadingOptions = ReadingOptions(), threads: Int? = nil
  ) {
    self.sources = sources
    self.options = options
    self.threads = threads ?? max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1)
  }

  /// Reads all rows, handing them to the body in chunks, on the thread that calls.
  ///
  /// - Parameters:
  ///   - progress: Called after each block of bytes.
  ///   - body: Called with each chunk. The reader uses the chunk's memory again unless it is kept.
  /// - Returns: The types of the columns and all that belongs to the table as a whole.
  public func read(
    progress: ((ReadingProgress) -> Void)? = nil,
    body: (TableChunk) throws(DatasetError) -> Void
  ) throws(DatasetError) -> TableDescription {
    try read(numbering: .ofTable, progress: progress, body: body)
  }

  /// Reads all rows that are left, in chunks.
  ///
  /// - Parameters:
  ///   - state: What reading the first of the sources has come to; nil begins with them.
  ///   - sourceEnded: Called at the end of each source with what reading has come to.
  package func read(
    from state: ReadingState?, progress: ((ReadingProgress) -> Void)? = nil,
    sourceEnded: (ReadingState) throws(DatasetError) -> Void,
    body: (TableChunk) throws(DatasetError) -> Void
  ) throws(DatasetError) -> TableDescription {
    try read(
      numbering: .ofTable, from: state, progress: progress, sourceEnded: sourceEnded, body: body)
  }

  /// Reads all rows in chunks.
  ///
  /// - Parameter numbering: Whose texts are numbered.
  func read(
    numbering: TextNumbering, from state: ReadingState? = nil,
    progress: ((ReadingProgress) -> Void)?,
    sourceEnded: (ReadingState) throws(DatasetError) -> Void = { _ in },
    body: (TableChunk) throws(DatasetError) -> Void
  ) throws(DatasetError) -> TableDescription {
    guard !sources.isEmpty else {
      throw DatasetError(.request, problem: "there is no file to read", remedy: "name one")
    }
    if let prepared = try PreparedTable(among: sources) {
      return try prepared.read(self, numbering: numbering, progress: progress, body: body)
    }
    if sources.count(where: { $0 == .standardInput }) > 1 {
      throw DatasetError(.request, problem: "the standard input can be read only once")
    }
    if let delimiter = options.delimiter, delimiter.isLineEnd || delimiter == UInt8(ascii: "\"") {
      throw DatasetError(.request, problem: "a quote or a line end cannot be the delimiter")
    }
    try options.layout.check()
    // All are opened first, to know at once that one is missing, and not after reading the others.
    var inputs: [RawBytes] = []
    var total: Int? = 0
    for source in sources {
      let input = try RawBytes(source)
      total = total.flatMap { sum in input.totalCount.map { sum + $0 } }
      inputs.append(input)
    }
    // Where columns are united, all headers are needed before the first row is read.
    let openedCount = options.layout.unitesColumns ? inputs.count : 1
    var openings: [SourceOpening] = []
    for input in inputs.prefix(openedCount) { openings.append(try open(input)) }
    var table: TableAssembly
    do throws(DatasetError) {
      table = try TableAssembly(
        openings.map(\.header), options: options, kept: kept, keepsPlaces: keepsPlaces,
        numbering: numbering, totalByteCount: total)
    } catch {
      throw explaining(error, openings[0].header, inputs.dropFirst())
    }
    // What has been read of a source goes with it.
    openings.reverse()
    if let state { table.restore(state) }
    for (index, input) in inputs.enumerated() {
      let opened = openings.popLast()
      if index < state?.sourceCount ?? 0 { continue }
      let opening = if let opened { opened } else { try open(input) }
      try table.read(opening, threads: threads, progress: progress, body: body)
      try sourceEnded(table.state)
    }
    return try table.finish()
  }

  private func open(_ input: RawBytes) throws(DatasetError) -> SourceOpening {
    try SourceOpening(input, options: options, blockSize: blockSize)
  }

  /// An error of the columns that are asked for; if a later source has the one that the first
  /// lacks, it names it.
  private func explaining(
    _ error: DatasetError, _ first: TableHeader, _ others: ArraySlice<RawBytes>
  ) -> DatasetError {
    guard error.kind == .request, first.doubt == nil, !options.layout.unitesColumns else {
      return error
    }
    for input in others {
      guard let header = try? open(input).header,
        let name = options.columns.firstUnmatched(in: first.index, but: header.index)
      else { continue }
      return DatasetError(
        .request, file: first.file,
        problem: "there is no column \(quoted(name)), though \(header.file) has it",
        remedy: Remedy(TableColumns.uniting))
    }
    return error
  }
}
