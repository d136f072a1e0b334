internal import Remedies

/// Which columns a table has, and which fields of its sources they are.
struct TableColumns: Sendable {
  /// The names of all columns, also those not read.
  let index: NameIndex
  /// What each column that is read is read as, under its name.
  let declarations: [ColumnDeclaration]
  /// The names of the columns that are read.
  let names: [String]
  private let selection: ColumnSelection
  /// What messages call the first source.
  private let firstFile: String
  private let isUnion: Bool

  /// - Parameter headers: Those of all sources where their columns are united, else the first one.
  init(_ headers: [TableHeader], options: ReadingOptions) throws(DatasetError) {
    isUnion = options.layout.unitesColumns && headers.count > 1
    selection = options.columns
    firstFile = headers.first?.file ?? ""
    index = isUnion ? try Self.union(headers) : headers.first?.index ?? NameIndex([])
    var resolved: [ColumnDeclaration]
    do {
      resolved = try selection.resolve(
        header: index, file: isUnion ? nil : firstFile, isFirst: true)
    } catch {
      throw headers.first?.doubt?.explaining(error) ?? error
    }
    try Self.check(options, against: index, file: isUnion ? nil : firstFile)
    for (position, name) in index.names.enumerated() { resolved[position].pattern = name }
    declarations = resolved.filter { $0.type != .skipped }
    names = declarations.map(\.pattern)
  }

  /// Refuses what is said of columns that a table does not have. A model's options may speak of
  /// columns that another table need not have.
  private static func check(
    _ options: ReadingOptions, against index: NameIndex, file: String?
  ) throws(DatasetError) {
    if case .only = options.columns { return }
    let patterns =
      options.units.map(\.pattern) + options.dates.map(\.pattern) + options.foldedColumns
    for pattern in patterns where NamePattern(pattern).matches(in: index).isEmpty {
      throw ColumnSelection.unknown(pattern, header: index.names, file: file)
    }
  }

  /// The names of all headers, in the order in which they appear.
  private static func union(_ headers: [TableHeader]) throws(DatasetError) -> NameIndex {
    var names: [String] = []
    var known: Set<String> = []
    for header in headers {
      let isRelated = names.isEmpty || header.names.contains { known.contains($0) }
      guard isRelated else {
        throw DatasetError(
          .data, file: header.file, problem: "shares no column with the files before it",
          remedy: "leave it out, or give its columns the names that the others have")
      }
      names += header.names.filter { known.insert($0).inserted }
    }
    return NameIndex(names)
  }

  /// The positions of the columns among a source's fields; nil for one that the source lacks, which
  /// only happens where columns are united.
  func fields(in header: TableHeader) throws(DatasetError) -> [Int?] {
    let fields = try positions(of: names, in: header, remedy: Self.remedy)
    guard !isUnion else { return fields }
    let wanted = try selection.resolve(header: header.index, file: header.file, isFirst: false)
    if let extra = zip(header.names, wanted).first(where: { name, declaration in
      declaration.type != .skipped && index.position(of: name) == nil
    })?.0 {
      throw DatasetError(
        .data, file: header.file, line: 1, column: extra,
        problem: "the column is not in \(firstFile)",
        remedy: Self.remedy(extra))
    }
    return fields
  }

  private static func remedy(_ name: String) -> Remedy {
    Remedy(
      .advice("give all files the same columns"),
      uniting, .parameter(.ignored, .column(name)))
  }

  /// What reads files of different columns.
  static let uniting = Remedy.Way.parameter(
    .unitesColumns, .literal("true"), purpose: "to read what a file lacks as missing in its rows")

  /// The positions of columns that are kept among a source's fields; nil for one that the source
  /// lacks.
  func keptFields(_ names: [String], in header: TableHeader) throws(DatasetError) -> [Int?] {
    try positions(of: names, in: header) { _ in
      Remedy("give all files the same columns, or leave it out of \(.kept)")
    }
  }

  /// Where columns are among a source's fields. Unless columns are united, it must have all of
  /// them.
  private func positions(
    of names: [String], in header: TableHeader, remedy: (String) -> Remedy
  ) throws(DatasetError) -> [Int?] {
    let positions = names.map(header.index.position)
    guard !isUnion, let lacking = zip(names, positions).first(where: { $1 == nil })?.0 else {
      return positions
    }
    throw DatasetError(
      .data, file: header.file, line: 1, column: lacking,
      problem: "the column is missing, though \(firstFile) has it", remedy: remedy(lacking))
  }

  /// What a person should know of the columns that a source lacks.
  func notice(of header: TableHeader) -> Notice? {
    let lacking = names.filter { header.index.position(of: $0) == nil }
    guard !lacking.isEmpty else { return nil }
    let shown = lacking.prefix(4).map(quoted).joined(separator: ", ")
    let more = lacking.count > 4 ? " and \(lacking.count - 4) more" : ""
    return Notice(
      "has no \(lacking.count == 1 ? "column" : "columns") \(shown)\(more), missing in all its rows",
      file: header.file)
  }
}
