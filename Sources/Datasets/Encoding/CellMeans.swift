/// What labels are on average in the cells that several columns divide the rows into together, as
/// columns that a network reads as numbers: for each label the mean over the training rows of the
/// row's cell, drawn towards the mean over all.
///
/// A combination of categories may stand for something that no column names, such as a class of
/// pupils by its school, its kind and its teacher's years. Of a cell with n training rows whose
/// labels sum to S the number is (S + m ȳ) / (n + m), ȳ being the mean of all rows
/// (Micci-Barreca 2001, with a weight m of the prior that is chosen for each label).
public struct CellMeans: Codable, Equatable, Sendable {
  /// The columns that divide the rows.
  public let columns: [CellColumn]
  /// The cells with training rows, ascending: each the codes of its columns as the digits of one
  /// number, the first column's the highest.
  public let cells: [Int]
  /// How many training rows each of them has.
  public let rows: [Int]
  /// The columns that are made.
  public let means: [Mean]

  /// One column that is made.
  public struct Mean: Codable, Equatable, Sendable {
    /// Its name.
    public let name: String
    /// The name of the label.
    public let label: String
    /// The mean over all training rows.
    public let overall: Double
    /// The number of each cell, in their order.
    public let ofCells: [Double]

    /// Creates a column's numbers.
    public init(name: String, label: String, overall: Double, ofCells: [Double]) {
      self.name = name
      self.label = label
      self.overall = overall
      self.ofCells = ofCells
    }
  }

  /// Creates a division with what is made of it.
  public init(columns: [CellColumn], cells: [Int], rows: [Int], means: [Mean]) {
    self.columns = columns
    self.cells = cells
    self.rows = rows
    self.means = means
  }

  /// Which columns divide the rows, into how many cells, and which labels' means are read there.
  public var words: String {
    let labels = means.map(\.label).reduce(into: [String]()) { names, name in
      if names.last != name { names.append(name) }
    }
    return "\(columns.map(\.name).joined(separator: " × ")), \(cells.count) cells, for "
      + labels.joined(separator: ", ")
  }

  /// The largest number of a cell: beyond it a file could not hold it exactly.
  package static let mostCells = 1 << 53

  /// For each row of a table the number of its cell; −1 where a column holds what training rows did
  /// not.
  package func cells(of dataset: Dataset) -> [Int] {
    let codes = codes(of: dataset)
    return (0..<dataset.rowCount).map { row in number(codes.map { Int($0[row]) }) }
  }

  /// The columns that are made of a table.
  ///
  /// A row in a cell without training rows reads the mean of the cells that agree with it in most
  /// columns, each as often as it has training rows: of a category that training did not know what
  /// the other columns tell. Where none agrees in any it reads the mean of all rows.
  package func columns(of dataset: Dataset) -> [Column] { columns(of: dataset, known: nil) }

  /// The same.
  ///
  /// - Parameter known: For each column of the division what was made of its categories.
  func columns(of dataset: Dataset, known: [KnownCategories?]?) -> [Column] {
    let codes = codes(of: dataset, known: known)
    var numbers = means.map { _ in [Double]() }
    var own = columns.map { _ in 0 }
    var read = means.map(\.overall)
    var near: [[Int]: [Double]] = [:]
    for row in 0..<dataset.rowCount {
      for index in own.indices { own[index] = Int(codes[index][row]) }
      if let known = near[own] {
        read = known
      } else if !self.read(own, into: &read) {
        near[own] = read
      }
      for index in means.indices { numbers[index].append(read[index]) }
    }
    return zip(means, numbers).map { mean, numbers in
      Column(name: mean.name, values: .numeric(Numbers(numbers)))
    }
  }

  /// Reads the means in one cell.
  ///
  /// - Parameters:
  ///   - codes: Those of the cell.
  ///   - numbers: For each of the means its number, in place of what is there.
  /// - Returns: Whether the cell has training rows.
  @discardableResult
  func read(_ codes: [Int], into numbers: inout [Double]) -> Bool {
    guard let place = place(of: number(codes)) else {
      numbers = nearest(to: codes)
      return false
    }
    for index in means.indices { numbers[index] = means[index].ofCells[place] }
    return true
  }

  /// For each column of the division the codes of a table's rows.
  private func codes(of dataset: Dataset, known: [KnownCategories?]? = nil) -> [[Int32]] {
    columns.enumerated().map { index, column in
      guard let values = dataset[column.name] else {
        preconditionFailure("the table was read without column \(column.name)")
      }
      return column.codes(of: values, known: known?[index])
    }
  }

  /// The number of a cell; −1 where a code is.
  private func number(_ codes: [Int]) -> Int {
    var number = 0
    for (column, code) in zip(columns, codes) {
      guard code >= 0 else { return -1 }
      number = number * column.count + code
    }
    return number
  }

  /// The codes of a cell with training rows.
  package func codes(at place: Int) -> [Int] {
    var rest = cells[place]
    return columns.reversed().map { column in
      defer { rest /= column.count }
      return rest % column.count
    }.reversed()
  }

  /// The means of the cells that agree with some codes in most columns.
  private func nearest(to own: [Int]) -> [Double] {
    var (most, weight) = (0, 0.0)
    var sums = means.map { _ in 0.0 }
    for place in cells.indices {
      let agreeing = zip(codes(at: place), own).count { $0 == $1 }
      guard agreeing > 0, agreeing >= most else { continue }
      if agreeing > most {
        (most, weight) = (agreeing, 0)
        for index in sums.indices { sums[index] = 0 }
      }
      weight += Double(rows[place])
      for index in sums.indices {
        sums[index] += Double(rows[place]) * means[index].ofCells[place]
      }
    }
    return zip(means, sums).map { weight > 0 ? $1 / weight : $0.overall }
  }

  /// Where a cell is among those with training rows.
  private func place(of cell: Int) -> Int? {
    let place = cells.partitionPoint { $0 < cell }
    return place < cells.count && cells[place] == cell ? place : nil
  }
}

/// A column as it divides rows: by its categories, or by where a number lies among some bounds. A
/// missing cell is one more.
public struct CellColumn: Codable, Equatable, Sendable {
  /// The column's name.
  public let name: String
  /// How its values are told apart.
  public let division: Division

  /// How values are told apart.
  public enum Division: Codable, Equatable, Sendable {
    /// Categories of the training rows.
    case categories([String])
    /// A number lies behind as many of these, ascending, as are not above it.
    case bounds([Double])
  }

  /// Creates a column's division.
  public init(name: String, division: Division) {
    self.name = name
    self.division = division
  }

  /// Numbers with more distinct values are divided by quantiles, …
  package static let mostDistinct = 64
  /// … into as many parts of equally many training rows.
  package static let parts = 16

  /// Divides a column by what some rows hold.
  package init(fitting column: Column, rows: [Int32]) {
    switch column.values {
    case .categorical(let values):
      var isThere = Array(repeating: false, count: values.categories.count)
      for row in rows where values.codes[Int(row)] >= 0 {
        isThere[Int(values.codes[Int(row)])] = true
      }
      let categories = values.categories.indices.filter { isThere[$0] }
      self.init(
        name: column.name, division: .categories(categories.map { values.categories[$0] }))
    case .numeric(let values):
      let present = rows.map { values[Int($0)] }.filter { !$0.isNaN }.sorted()
      self.init(name: column.name, division: .bounds(Self.bounds(present)))
    }
  }

  /// The bounds between sorted numbers: in the middle of two, so that rounding moves none across.
  private static func bounds(_ sorted: [Double]) -> [Double] {
    var distinct: [Double] = []
    for number in sorted where number != distinct.last { distinct.append(number) }
    func bound(below place: Int) -> Double { distinct[place - 1] / 2 + distinct[place] / 2 }
    guard distinct.count > mostDistinct else {
      return distinct.indices.dropFirst().map(bound)
    }
    var bounds: [Double] = []
    var place = 0
    for part in 1..<parts {
      let quantile = sorted[part * sorted.count / parts]
      let before = place
      while distinct[place] < quantile { place += 1 }
      if place > before { bounds.append(bound(below: place)) }
    }
    return bounds
  }

  /// How many codes there are; that of a missing cell is the last.
  package var count: Int {
    switch division {
    case .categories(let categories): categories.count + 1
    case .bounds(let bounds): bounds.count + 2
    }
  }

  /// For each row its code; −1 for a category that training rows did not have.
  package func codes(of column: Column) -> [Int32] { codes(of: column, known: nil) }

  /// The code of a number, NaN where it is missing.
  func code(of number: Double) -> Int32 {
    guard case .bounds(let bounds) = division else {
      preconditionFailure("column \(name) is of categories")
    }
    return Self.code(of: number, among: bounds, missing: Int32(count - 1))
  }

  private static func code(of number: Double, among bounds: [Double], missing: Int32) -> Int32 {
    number.isNaN ? missing : Int32(bounds.partitionPoint { $0 <= number })
  }

  /// Its categories; nil of a number.
  var categories: [String]? {
    if case .categories(let categories) = division { categories } else { nil }
  }

  /// What is made of its categories to look others up among them; nil for bounds.
  func known(decimalMark: DecimalMark) -> KnownCategories? {
    categories.map { KnownCategories($0, decimalMark: decimalMark) }
  }

  /// The same as `codes(of:)`.
  ///
  /// - Parameter known: What was made of its categories.
  func codes(of column: Column, known: KnownCategories?) -> [Int32] {
    let missing = Int32(count - 1)
    switch (division, column.values) {
    case (.categories(let categories), .categorical(let values)):
      let known = KnownCategories.of(categories, decimalMark: values.decimalMark, made: known)
      let codes = values.categories.map { known.position(of: $0).map(Int32.init) ?? -1 }
      return values.codes.map { $0 < 0 ? missing : codes[Int($0)] }
    case (.bounds(let bounds), .numeric(let values)):
      return (0..<values.count).map { Self.code(of: values[$0], among: bounds, missing: missing) }
    default: preconditionFailure("column \(name) was read as another type than the model's")
    }
  }
}

extension Dataset {
  /// The table with the columns that are made of its cells behind the others.
  package func adding(_ crosses: [CellMeans]) -> Dataset {
    adding(crosses, known: nil)
  }

  /// The same.
  ///
  /// - Parameter known: For each cross, and each of its columns, what was made of its categories.
  func adding(_ crosses: [CellMeans], known: [[KnownCategories?]]?) -> Dataset {
    guard !crosses.isEmpty else { return self }
    let added = crosses.enumerated().flatMap { $1.columns(of: self, known: known?[$0]) }
    return Dataset(rowCount: rowCount, columns: columns + added)
  }
}
