/// The cells of one column, chunk by chunk, until its type is known.
struct ColumnStore {
  private var numbers: [Float] = []
  private var codes: [Int32] = []
  private var values: [Float] = []

  /// Appends a chunk's cells.
  ///
  /// - Parameter expected: How many cells there may be in the end.
  mutating func append(_ cells: TableChunk.Cells, expected: Int?) {
    // Memory that is asked for but never written is not taken from the system.
    let room = expected.map { $0 + $0 / 16 } ?? 0
    if cells.codes.isEmpty {
      convert(room: room)
      if numbers.isEmpty { numbers.reserveCapacity(room) }
      numbers += cells.numbers
    } else {
      if codes.isEmpty { codes.reserveCapacity(room) }
      codes += cells.codes
      values = cells.values
    }
  }

  /// The column, now that its type is known.
  consuming func column(_ description: ColumnDescription) -> Column {
    switch description.type {
    case .numeric:
      convert(room: codes.count)
      return Column(name: description.name, values: .numeric(numbers))
    case .categorical(let categories):
      for index in codes.indices where codes[index] >= 0 {
        codes[index] = categories.ranks[Int(codes[index])]
      }
      let cells = Column.Categorical(codes: codes, categories: categories.sorted)
      return Column(name: description.name, values: .categorical(cells))
    }
  }

  /// Makes numbers of the cells that were kept as codes while the type was not known.
  private mutating func convert(room: Int) {
    guard !codes.isEmpty else { return }
    numbers.reserveCapacity(room)
    for code in codes { numbers.append(code < 0 ? .nan : values[Int(code)]) }
    codes = []
  }
}
