internal import CTextKernels

/// The cells of one column, chunk by chunk, until its type is known.
struct ColumnStore: Sendable {
  /// The numbers; while the type is not known, the codes, each as the bits of a number, so that they
  /// become numbers where they are.
  private var numbers: [Float] = []
  private var holdsCodes = false
  /// For each code, while the type is not known, what it is as a number.
  private var meanings: [Float] = []
  /// The codes of a column known to be categorical.
  private var codes: [Int32] = []

  /// Appends a chunk's cells.
  ///
  /// - Parameter expected: How many cells there may be in the end.
  mutating func append(_ cells: TableChunk.Cells, expected: Int?) {
    switch cells.form {
    case .numbers(let chunk):
      decode()
      numbers.append(chunk, expected: expected)
    case .values(let values, let texts):
      decode()
      numbers.append(texts.translated(by: values, missing: .nan), expected: expected)
    case .undecided(let chunkCodes, let values, let texts):
      holdsCodes = true
      let table = chunkCodes.map(Float.init(code:))
      numbers.append(
        texts.translated(by: table, missing: Float(code: -1)), expected: expected)
      for (code, value) in zip(chunkCodes, values) where Int(code) == meanings.count {
        meanings.append(value)
      }
    case .categories(let chunkCodes, let texts):
      if holdsCodes {
        codes = numbers.map(\.code)
        (numbers, holdsCodes) = ([], false)
      }
      codes.append(texts.translated(by: chunkCodes), expected: expected)
    }
  }

  /// Gives the column away, now that its type is known.
  mutating func takeColumn(_ description: ColumnDescription) -> Column {
    defer { self = ColumnStore() }
    switch description.type {
    case .numeric:
      decode()
      return Column(name: description.name, values: .numeric(numbers))
    case .categorical(let categories):
      et_rename(categories.ranks, &codes, codes.count)
      let cells = Column.Categorical(codes: codes, categories: categories.sorted)
      return Column(name: description.name, values: .categorical(cells))
    }
  }

  /// Makes numbers of what was kept as codes.
  private mutating func decode() {
    guard holdsCodes else { return }
    holdsCodes = false
    et_decode(meanings, &numbers, numbers.count)
  }
}

extension [Int32] {
  /// An entry of a table for each number, and `missing` for −1.
  fileprivate func translated(by table: [Float], missing: Float) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { numbers, count in
      et_translate_to_numbers(table, missing, self, self.count, numbers.baseAddress)
      count = self.count
    }
  }

  /// An entry of a table for each number, and −1 for −1.
  fileprivate func translated(by table: [Int32]) -> [Int32] {
    [Int32](unsafeUninitializedCapacity: count) { codes, count in
      et_translate_to_codes(table, self, self.count, codes.baseAddress)
      count = self.count
    }
  }
}

extension Array {
  /// Appends entries; where there is no room, makes it for as many as there may be in the end. Memory
  /// that is asked for but never written is not taken from the system.
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
