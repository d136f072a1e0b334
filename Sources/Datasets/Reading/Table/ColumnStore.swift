internal import CTextKernels

/// The cells of one column, chunk by chunk, until its type is known.
struct ColumnStore: Sendable {
  /// Whether the numbers are kept as Doubles, as those of labels and dates are.
  private let keepsDoubles: Bool
  /// The distances of the numbers from their origin; while the type is not known, the codes, each
  /// as the bits of a number, so that they become numbers where they are.
  private var distances: [Float] = []
  private var holdsCodes = false
  /// The numbers as Doubles.
  private var doubles: [Double] = []
  /// For each code, while the type is not known, what it is as a number.
  private var meanings: [DecimalNumber] = []
  /// The codes of a column known to be categorical, or not known to be numeric and kept as Doubles.
  private var codes: [Int32] = []

  init(keepsDoubles: Bool) {
    self.keepsDoubles = keepsDoubles
  }

  /// Appends a chunk's cells.
  ///
  /// - Parameter expected: How many cells there may be in the end.
  mutating func append(_ cells: TableChunk.Cells, expected: Int?) {
    switch cells.form {
    case .numbers(.distances(let chunk, let origin)):
      decode(from: origin)
      distances.append(chunk, expected: expected)
    case .numbers(.doubles(let chunk)):
      decode(from: 0)
      doubles.append(chunk, expected: expected)
    case .values(let values, let texts, let origin):
      decode(from: origin)
      append(values, of: texts, origin: origin, expected: expected)
    case .undecided(let chunkCodes, let values, let texts):
      meanings.note(chunkCodes, values)
      append(chunkCodes, of: texts, expected: expected)
    case .categories(let chunkCodes, let texts):
      if holdsCodes {
        codes = distances.map(\.code)
        (distances, holdsCodes) = ([], false)
      }
      codes.append(texts.translated(by: chunkCodes), expected: expected)
    case .texts, .instants:
      preconditionFailure("a column in memory has the texts of the whole table")
    }
  }

  private mutating func append(
    _ values: [DecimalNumber], of texts: [Int32], origin: Double, expected: Int?
  ) {
    if keepsDoubles {
      doubles.append(texts.map { $0 < 0 ? .nan : values[Int($0)].double }, expected: expected)
    } else {
      let table = values.map { $0.distance(from: origin) }
      distances.append(texts.translated(by: table, missing: .nan), expected: expected)
    }
  }

  /// Appends the codes of a column whose type is not known.
  private mutating func append(_ chunkCodes: [Int32], of texts: [Int32], expected: Int?) {
    if keepsDoubles {
      codes.append(texts.translated(by: chunkCodes), expected: expected)
    } else {
      holdsCodes = true
      let table = chunkCodes.map(Float.init(code:))
      distances.append(
        texts.translated(by: table, missing: Float(code: -1)), expected: expected)
    }
  }

  /// Gives the column away, now that its type is known.
  mutating func takeColumn(_ description: ColumnDescription) -> Column {
    defer { self = ColumnStore(keepsDoubles: keepsDoubles) }
    switch description.type {
    case .numeric:
      decode(from: description.origin)
      let numbers =
        keepsDoubles ? Numbers(doubles) : Numbers(distances, from: description.origin)
      return Column(name: description.name, values: .numeric(numbers))
    case .date(let dates):
      let numbers = Numbers(codes.map { $0 < 0 ? .nan : dates.values[Int($0)] })
      return Column(name: description.name, values: .numeric(numbers))
    case .categorical(let categories):
      et_rename(categories.ranks, &codes, codes.count)
      let cells = Column.Categorical(
        codes: codes, categories: categories.sorted, decimalMark: categories.decimalMark)
      return Column(name: description.name, values: .categorical(cells))
    }
  }

  /// Makes numbers of what was kept as codes.
  private mutating func decode(from origin: Double) {
    if holdsCodes {
      holdsCodes = false
      et_decode(meanings.map { $0.distance(from: origin) }, &distances, distances.count)
    } else if !codes.isEmpty {
      doubles = codes.map { $0 < 0 ? .nan : meanings[Int($0)].double }
      codes = []
    }
  }
}

extension [Int32] {
  /// An entry of a table for each number, and `missing` for −1.
  func translated(by table: [Float], missing: Float) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { numbers, count in
      et_translate_to_numbers(table, missing, self, self.count, numbers.baseAddress)
      count = self.count
    }
  }

  /// An entry of a table for each number, and −1 for −1.
  func translated(by table: [Int32]) -> [Int32] {
    [Int32](unsafeUninitializedCapacity: count) { codes, count in
      et_translate_to_codes(table, self, self.count, codes.baseAddress)
      count = self.count
    }
  }
}

extension [DecimalNumber] {
  /// Notes what a chunk's codes mean, as far as they are new: codes are given in their order.
  mutating func note(_ codes: [Int32], _ values: [DecimalNumber]) {
    for (code, value) in zip(codes, values) where Int(code) == count { append(value) }
  }
}

extension Array {
  /// Appends entries; where there is no room, makes it for as many as there may be in the end.
  /// Memory that is asked for but never written is not taken from the system.
  fileprivate mutating func append(_ entries: [Element], expected: Int?) {
    if let expected, count + entries.count > capacity {
      reserveCapacity(Swift.max(count + entries.count, expected + expected / 8))
    }
    self += entries
  }
}

extension Float {
  /// A code as the bits of a number.
  fileprivate init(code: Int32) {
    self.init(bitPattern: UInt32(bitPattern: code))
  }

  fileprivate var code: Int32 { Int32(bitPattern: bitPattern) }
}
