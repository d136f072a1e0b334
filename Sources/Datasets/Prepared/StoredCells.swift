internal import Safetensors

/// The cells of one column of a prepared table in some of its rows, as a row group holds them.
enum StoredCells: Codable, Sendable, Equatable {
  /// Distances from the column's origin as Floats, NaN where a cell is missing.
  case distances([Float])
  /// Numbers, NaN where a cell is missing.
  case doubles([Double])
  /// Positions among the column's values, −1 where a cell is missing.
  case codes([Int32])

  /// How many cells there are.
  var count: Int {
    switch self {
    case .distances(let distances): distances.count
    case .doubles(let doubles): doubles.count
    case .codes(let codes): codes.count
    }
  }

  /// The cells as a tensor of one dimension.
  func tensor(named name: String) -> Tensor {
    switch self {
    case .distances(let distances):
      Tensor(name: name, shape: [distances.count], values: distances)
    case .doubles(let doubles): Tensor(name: name, values: doubles)
    case .codes(let codes): Tensor(name: name, values: codes)
    }
  }

  /// The cells that a tensor holds.
  ///
  /// - Throws: `wrongDataType` where it holds something else.
  init(_ tensor: Tensor) throws(SafetensorsError) {
    switch tensor.dtype {
    case .f64: self = .doubles(try tensor.doubles())
    case .i32: self = .codes(try tensor.integers())
    default: self = .distances(try tensor.floats())
    }
  }

  /// Some of the cells.
  subscript(rows: Range<Int>) -> StoredCells {
    switch self {
    case .distances(let distances): .distances(Array(distances[rows]))
    case .doubles(let doubles): .doubles(Array(doubles[rows]))
    case .codes(let codes): .codes(Array(codes[rows]))
    }
  }

  /// The cells of some rows.
  func rows(_ rows: [Int32]) -> StoredCells {
    switch self {
    case .distances(let distances): .distances(rows.map { distances[Int($0)] })
    case .doubles(let doubles): .doubles(rows.map { doubles[Int($0)] })
    case .codes(let codes): .codes(rows.map { codes[Int($0)] })
    }
  }
}

/// The cells of one column in the row group that is being filled.
struct GroupColumn: Codable, Sendable {
  /// The column's name.
  let name: String
  /// Whether it is a label, whose numbers are kept as Doubles.
  let isLabel: Bool
  /// What each code is as a number, as far as the column may be one of numbers.
  private(set) var meanings: [DecimalNumber] = []
  /// Whether a row group has codes.
  private(set) var hasWrittenCodes = false
  private var cells: StoredCells?

  /// A column without cells.
  init(_ name: String, isLabel: Bool) {
    (self.name, self.isLabel) = (name, isLabel)
  }

  /// Appends some rows of a chunk.
  mutating func append(_ rows: Range<Int>, of chunk: TableChunk.Cells) {
    let new: StoredCells
    switch chunk.form {
    case .numbers(.distances(let distances, let origin)):
      settle(from: origin)
      new = .distances(distances)
    case .numbers(.doubles(let doubles)):
      settle(from: 0)
      new = .doubles(doubles)
    case .values(let values, let texts, let origin):
      settle(from: origin)
      new = Self.numbers(of: texts, values, isLabel: isLabel, from: origin)
    case .undecided(let codes, let values, let texts):
      meanings.note(codes, values)
      new = .codes(texts.translated(by: codes))
    case .categories(let codes, let texts):
      new = .codes(texts.translated(by: codes))
    case .texts, .instants:
      preconditionFailure("a prepared table has the texts of the whole table")
    }
    append(rows, of: new)
  }

  /// Gives the cells away, to begin another row group.
  mutating func take() -> StoredCells {
    defer { cells = nil }
    if case .codes = cells { hasWrittenCodes = true }
    return cells ?? .distances([])
  }

  /// Makes numbers of the codes in this row group: the column has turned out to be one of numbers.
  private mutating func settle(from origin: Double) {
    guard case .codes(let codes) = cells else { return }
    cells = Self.numbers(of: codes, meanings, isLabel: isLabel, from: origin)
  }

  private mutating func append(_ rows: Range<Int>, of new: StoredCells) {
    switch (cells, new) {
    case (nil, _): cells = new[rows]
    case (.distances(var all), .distances(let new)):
      cells = nil
      all += new[rows]
      cells = .distances(all)
    case (.doubles(var all), .doubles(let new)):
      cells = nil
      all += new[rows]
      cells = .doubles(all)
    case (.codes(var all), .codes(let new)):
      cells = nil
      all += new[rows]
      cells = .codes(all)
    default: preconditionFailure("a column of numbers stays one")
    }
  }

  /// The numbers that codes stand for.
  private static func numbers(
    of codes: [Int32], _ values: [DecimalNumber], isLabel: Bool, from origin: Double
  ) -> StoredCells {
    guard !isLabel else {
      return .doubles(codes.map { $0 < 0 ? .nan : values[Int($0)].double })
    }
    let distances = values.map { $0.distance(from: origin) }
    return .distances(codes.translated(by: distances, missing: .nan))
  }
}
