/// A table in memory: typed columns of equal length, in the order of the file's header.
public struct Dataset: Sendable {
  /// The number of data rows.
  public let rowCount: Int
  /// The columns that were asked for, in the order of the first file's header.
  public let columns: [Column]
  private let index: NameIndex

  /// Creates a table from columns of equal length.
  public init(rowCount: Int, columns: [Column]) {
    self.rowCount = rowCount
    self.columns = columns
    index = NameIndex(columns.map(\.name))
  }

  /// The column of that name, if the table has one.
  public subscript(name: String) -> Column? {
    index.position(of: name).map { columns[$0] }
  }
}

/// A named column.
public struct Column: Sendable {
  /// The name in the header.
  public let name: String
  /// The cells.
  public let values: Values

  /// A column's cells, by type.
  public enum Values: Sendable {
    /// One number a row; NaN where the cell is missing.
    case numeric(Numbers)
    /// One category a row.
    case categorical(Categorical)
  }

  /// The cells of a column of text.
  public struct Categorical: Sendable {
    /// For each row an index into `categories`, or −1 where the cell is missing.
    public let codes: [Int32]
    /// The distinct categories in ascending order, as `Categories` has them.
    public let categories: [String]
    /// The character before the fraction of categories that are numbers.
    public let decimalMark: DecimalMark

    /// Creates a categorical column's cells.
    public init(codes: [Int32], categories: [String], decimalMark: DecimalMark = .point) {
      self.codes = codes
      self.categories = categories
      self.decimalMark = decimalMark
    }
  }

  /// Creates a column.
  public init(name: String, values: Values) {
    self.name = name
    self.values = values
  }
}

extension Column {
  /// Numbers, NaN where there is none.
  public static func numbers(_ name: String, _ values: [Double]) -> Column {
    Column(name: name, values: .numeric(Numbers(values)))
  }

  /// Texts that are categories, nil where there is none.
  public static func texts(_ name: String, _ values: [String?]) -> Column {
    let categories = Set(values.compactMap(\.self)).sorted()
    let codes = Dictionary(uniqueKeysWithValues: zip(categories, Int32(0)...))
    return Column(
      name: name,
      values: .categorical(
        Categorical(codes: values.map { $0.flatMap { codes[$0] } ?? -1 }, categories: categories)))
  }

  /// Some of the cells, in the order of the rows named, each as often as it is.
  package func rows(_ rows: [Int32]) -> Column {
    switch values {
    case .numeric(let numbers): Column(name: name, values: .numeric(numbers.rows(rows)))
    case .categorical(let cells):
      Column(
        name: name,
        values: .categorical(
          Categorical(
            codes: rows.map { cells.codes[Int($0)] }, categories: cells.categories,
            decimalMark: cells.decimalMark)))
    }
  }
}

extension Dataset {
  /// Some rows of the table.
  ///
  /// - Parameters:
  ///   - rows: Which, in the order in which they are to stand.
  ///   - names: The columns that are kept; those that are not there are left out.
  package func rows(_ rows: [Int32], columns names: some Sequence<String>) -> Dataset {
    Dataset(
      rowCount: rows.count, columns: names.compactMap { self[$0]?.rows(rows) })
  }

  /// The table with other cells in some of its columns.
  package func replacing(columns replaced: [Column]) -> Dataset {
    let others = Dictionary(replaced.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    return Dataset(rowCount: rowCount, columns: columns.map { others[$0.name] ?? $0 })
  }
}
