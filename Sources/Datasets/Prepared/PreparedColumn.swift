internal import Remedies

/// A column of a prepared table.
package struct PreparedColumn: Codable, Equatable, Sendable {
  /// What the column's cells are.
  package enum Kind: String, Codable, Sendable {
    /// Numbers.
    case numeric
    /// Categories.
    case categorical
    /// Dates, as numbers.
    case date
  }

  /// Its name.
  package let name: String
  /// What its cells are.
  package let kind: Kind
  /// Whether it is a label, whose numbers are kept as Doubles.
  package let isLabel: Bool
  /// The number of missing cells.
  package let missing: Int
  /// What is to be added to numbers that are stored as Floats.
  let origin: Double
  /// The distinct numbers that codes stand for: of features without the origin. None where no row
  /// group has codes.
  let numbers: [Double]?
  /// The distinct texts that codes stand for, in the order in which they appear.
  let texts: [String]?
  /// Of dates: how they were written.
  let dateFormat: DateFormat?
  /// Of dates: what the numbers count since 1970-01-01 00:00 UTC.
  let dateUnit: DateUnit?

  /// A column that was read to its end.
  ///
  /// - Parameter meanings: What codes are as numbers, where the column may be one of numbers.
  init(_ description: ColumnDescription, isLabel: Bool, meanings: [DecimalNumber]) {
    name = description.name
    self.isLabel = isLabel
    missing = description.missingCount
    var (numbers, texts): ([Double]?, [String]?)
    var date: ColumnDescription.DateValues?
    switch description.type {
    case .numeric:
      kind = .numeric
      if !meanings.isEmpty {
        numbers = meanings.map { meaning in
          isLabel ? meaning.double : Double(meaning.distance(from: description.origin))
        }
      }
    case .categorical(let categories):
      kind = .categorical
      texts = categories.inOrderOfAppearance
    case .date(let dates):
      kind = .date
      numbers = dates.values
      date = dates
    }
    origin = kind == .numeric ? description.origin : 0
    self.numbers = numbers
    self.texts = texts
    dateFormat = date?.format
    dateUnit = date?.unit
  }

  /// How many values codes may stand for.
  var valueCount: Int { texts?.count ?? numbers?.count ?? 0 }
}

/// How a column of a prepared table is read: as a reader of text would hand it on.
struct PreparedColumnReading: Sendable {
  let column: PreparedColumn
  private let declaration: ColumnDeclaration
  private let numbering: TextNumbering
  private let foldsCase: Bool
  /// The numbers that codes of a feature stand for, as distances from its own origin.
  private let distances: [Float]
  /// The codes themselves, as those of texts that are numbered for the whole table.
  private let codes: [Int32]

  /// - Throws: `DatasetError` for a column that was prepared as something else.
  init(
    _ column: PreparedColumn, as declaration: ColumnDeclaration, options: ReadingOptions,
    numbering: TextNumbering, file: String
  ) throws(DatasetError) {
    try column.check(declaration, file: file)
    self.column = column
    self.declaration = declaration
    self.numbering = numbering
    foldsCase = options.reading(of: column.name).foldsCase
    distances = column.numbers?.map(Float.init) ?? []
    codes = Array(0..<Int32(column.valueCount))
  }

  /// Where the distances of a feature's numbers are measured from.
  private var origin: Double { declaration.origin ?? column.origin }

  /// What the column is, for whoever reads it.
  func description(decimalMark: DecimalMark) -> ColumnDescription {
    let type: ColumnDescription.FinalType =
      switch column.kind {
      case .numeric: .numeric
      case .categorical:
        .categorical(
          Categories(
            inOrderOfAppearance: numbering == .ofTable ? column.texts ?? [] : [],
            decimalMark: decimalMark, foldingCase: foldsCase))
      case .date: date
      }
    return ColumnDescription(
      name: column.name, type: type, missingCount: column.missing, origin: origin)
  }

  private var date: ColumnDescription.FinalType {
    guard let format = column.dateFormat, numbering == .ofTable else {
      return .categorical(Categories(inOrderOfAppearance: []))
    }
    return .date(
      ColumnDescription.DateValues(
        format: format, unit: column.dateUnit ?? .seconds, values: column.numbers ?? []))
  }

  /// A row group's cells as a reader of text hands them on.
  func cells(_ stored: StoredCells) -> TableChunk.Cells {
    TableChunk.Cells(form(stored), keepsDoubles: column.isLabel)
  }

  private func form(_ stored: StoredCells) -> TableChunk.Cells.Form {
    switch (stored, column.kind) {
    case (.codes(let stored), .categorical):
      guard numbering == .ofChunk else { return .categories(codes, of: stored) }
      let (used, local) = Self.renumbered(stored, count: column.valueCount)
      let texts = used.map { column.texts?[Int($0)] ?? "" }
      return .texts(foldsCase ? texts.map(\.folded) : texts, of: local)
    case (.codes(let stored), .date):
      guard numbering == .ofChunk else { return .categories(codes, of: stored) }
      let (used, local) = Self.renumbered(stored, count: column.valueCount)
      return .instants(used.map { column.numbers?[Int($0)] ?? .nan }, of: local)
    case (.codes(let stored), .numeric) where column.isLabel:
      return .numbers(
        .doubles(stored.map { $0 < 0 ? .nan : column.numbers?[Int($0)] ?? .nan }))
    case (.codes(let stored), .numeric):
      return .numbers(measured(stored.translated(by: distances, missing: .nan)))
    case (.doubles(let doubles), _): return .numbers(.doubles(doubles))
    case (.distances(let distances), _): return .numbers(measured(distances))
    }
  }

  /// Distances from the column's origin as those from the one that is asked for.
  private func measured(_ distances: [Float]) -> NumberCells.Values {
    guard origin != column.origin else { return .distances(distances, from: origin) }
    let numbers = distances.lazy.map { Numbers.number($0, from: column.origin) }
    return .distances(numbers.map { Float($0 - origin) }, from: origin)
  }

  /// Which codes occur, in the order in which they do, and for each row the place among them.
  private static func renumbered(
    _ codes: [Int32], count: Int
  ) -> (used: [Int32], local: [Int32]) {
    var places = [Int32](repeating: -1, count: count)
    var used: [Int32] = []
    let local = codes.map { code -> Int32 in
      guard code >= 0 else { return code }
      if places[Int(code)] < 0 {
        places[Int(code)] = Int32(used.count)
        used.append(code)
      }
      return places[Int(code)]
    }
    return (used, local)
  }
}

extension PreparedColumn {
  /// Refuses to be read as something else than it was prepared as.
  fileprivate func check(
    _ declaration: ColumnDeclaration, file: String
  ) throws(DatasetError) {
    let problem: String? =
      switch declaration.type {
      case _ where declaration.isLabel != isLabel:
        isLabel
          ? "was prepared as a label, and is now to be a feature"
          : "was prepared as a feature, and is now to be a label"
      case .categorical where kind != .categorical:
        "was prepared as \(kind == .date ? "dates" : "numbers"), and is now to be categories"
      case .numeric where kind == .categorical:
        "was prepared as categories, and is now to be numbers"
      case .numeric where kind == .date && !isLabel:
        "was prepared as dates, and is now to be numbers"
      default: nil
      }
    guard let problem else { return }
    throw DatasetError(
      .request, file: file, column: name, problem: problem,
      remedy: Remedy(
        .parameter(.ignored, .column(name), purpose: "to leave it out"),
        .advice("prepare the tables again with the column as it is needed")))
  }

  /// Makes sure that a row group's cells are the column's.
  ///
  /// - Returns: What is wrong with them, in words; nil if nothing is.
  func fault(of cells: StoredCells, rows: Int) -> String? {
    guard cells.count == rows else { return "has \(cells.count) cells in place of \(rows)" }
    switch cells {
    case .codes(let codes):
      let most = valueCount
      let isKnown = codes.allSatisfy { $0 >= -1 && Int($0) < most }
      return isKnown ? nil : "has a code that stands for nothing"
    case .doubles: return kind == .numeric && isLabel ? nil : "has numbers of another type"
    case .distances: return kind == .numeric && !isLabel ? nil : "has numbers of another type"
    }
  }
}
