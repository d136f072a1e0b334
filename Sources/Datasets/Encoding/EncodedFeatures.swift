/// A table's features as numbers and codes, row by row, ready to be gathered into batches.
public struct EncodedFeatures: Sendable {
  /// Where each feature's inputs lie.
  public let layout: InputLayout
  /// The number of rows.
  public let rowCount: Int
  /// `layout.numberCount` scaled numbers and indicators a row.
  public private(set) var numbers: [Float]
  /// `layout.oneHotCount` codes a row: for each one-hot feature the input column to set to 1.
  public private(set) var hot: [Int32]
  /// `layout.embeddings.count` codes a row: for each embedded category its slot.
  public private(set) var embedded: [Int32]
  /// `layout.splines.count` numbers a row: for each spline the number's position among its knots.
  public private(set) var positions: [Float]

  /// Encodes a table that has every feature's column, of the feature's type: numeric for numbers,
  /// categorical for slots. Reading a table by the schema ensures that.
  public init(_ dataset: Dataset, features: [Feature]) {
    self.init(dataset, features: features, known: nil)
  }

  /// The same.
  ///
  /// - Parameter known: For each feature what was made of its categories.
  init(_ dataset: Dataset, features: [Feature], known: [KnownCategories?]?) {
    layout = InputLayout(features: features)
    rowCount = dataset.rowCount
    numbers = Array(repeating: 0, count: rowCount * layout.numberCount)
    hot = Array(repeating: 0, count: rowCount * layout.oneHotCount)
    embedded = Array(repeating: 0, count: rowCount * layout.embeddings.count)
    positions = Array(repeating: 0, count: rowCount * layout.splines.count)
    var place = Place(layout)
    for (index, feature) in features.enumerated() {
      guard let column = dataset[feature.name] else {
        preconditionFailure("the table was read without column \(feature.name)")
      }
      encode(column, by: feature.encoding, known: known?[index], at: place)
      place.pass(feature.encoding)
    }
  }

  /// Encodes a table that has the columns which a schema's features are read from or made of.
  public init(_ dataset: Dataset, by schema: Schema) {
    self.init(dataset.adding(schema.crosses), features: schema.features)
  }

  /// The same rows with other cells in some of the columns that were encoded.
  ///
  /// Only these are encoded anew, and what is made of them: the means that are read in the cells of
  /// several columns are those of the cells in which the rows are now. Means that were carried along
  /// with one of the columns instead would tell of another row's other columns as well.
  ///
  /// - Parameters:
  ///   - columns: Columns of the table with other cells.
  ///   - dataset: The table that was encoded.
  ///   - schema: What it was encoded by.
  package func replacing(
    _ columns: [Column], in dataset: Dataset, by schema: Schema
  ) -> EncodedFeatures {
    var changed = Dictionary(columns.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
    let crosses = schema.crosses.filter { $0.columns.contains { changed[$0.name] != nil } }
    for cross in crosses {
      let divided = cross.columns.compactMap { changed[$0.name] ?? dataset[$0.name] }
      for column in cross.columns(of: Dataset(rowCount: rowCount, columns: divided)) {
        changed[column.name] = column
      }
    }
    var encoded = self
    var place = Place(layout)
    for feature in schema.features {
      if let column = changed[feature.name] {
        encoded.encode(column, by: feature.encoding, at: place)
      }
      place.pass(feature.encoding)
    }
    return encoded
  }

  /// Rows that are encoded already: as many numbers and codes as the layout says.
  package init(
    layout: InputLayout, rowCount: Int, numbers: [Float], hot: [Int32], embedded: [Int32],
    positions: [Float] = []
  ) {
    precondition(
      numbers.count == rowCount * layout.numberCount && hot.count == rowCount * layout.oneHotCount
        && embedded.count == rowCount * layout.embeddings.count
        && positions.count == rowCount * layout.splines.count, "the layout asks for other counts")
    self.layout = layout
    self.rowCount = rowCount
    self.numbers = numbers
    self.hot = hot
    self.embedded = embedded
    self.positions = positions
  }

  /// How far the encoding of a row has come.
  struct Place {
    private(set) var number = 0
    private(set) var hot = 0
    private(set) var hotColumn: Int32
    private(set) var embedded = 0
    private(set) var spline = 0

    init(_ layout: InputLayout) { hotColumn = Int32(layout.numberCount) }

    /// Goes on behind a feature.
    mutating func pass(_ encoding: Feature.Encoding) {
      switch encoding {
      case .numeric: break
      case .embeddedNumber(let number): spline += number.embedding.hasSpline ? 1 : 0
      case .oneHot(let slots):
        hot += 1
        hotColumn += Int32(slots.count)
      case .embedding: embedded += 1
      }
      number += encoding.numberCount
    }
  }

  /// Writes a scaled number of the first row, and whether it is missing where that is said.
  mutating func write(_ number: Float, at place: Int, indicator isMissing: Bool?) {
    numbers[place] = number
    if let isMissing { numbers[place + 1] = isMissing ? 1 : 0 }
  }

  /// Writes a number's position among knots in the first row.
  mutating func write(position: Float, at place: Int) { positions[place] = position }

  /// Writes the column that a category sets in the first row.
  mutating func write(hot column: Int32, at place: Int) { hot[place] = column }

  /// Writes the slot of a category in the first row.
  mutating func write(slot: Int32, at place: Int) { embedded[place] = slot }

  private mutating func encode(
    _ column: Column, by encoding: Feature.Encoding, known: KnownCategories? = nil,
    at place: Place
  ) {
    switch (encoding, column.values) {
    case (.numeric(let scaling), .numeric(let values)):
      encode(values, at: place.number, indicating: scaling.indicatesMissing, scaling.scaled)
    case (.embeddedNumber(let number), .numeric(let values)):
      encode(values, at: place.number, indicating: number.indicatesMissing, number.scaled)
      if number.embedding.hasSpline {
        for row in 0..<rowCount {
          positions[row * layout.splines.count + place.spline] = number.position(values[row])
        }
      }
    case (.oneHot(let slots), .categorical(let values)):
      let first = place.hotColumn
      Self.encode(
        values, by: slots, known, into: &hot, at: place.hot, of: layout.oneHotCount, from: first)
    case (.embedding(let slots, _), .categorical(let values)):
      Self.encode(
        values, by: slots, known, into: &embedded, at: place.embedded,
        of: layout.embeddings.count, from: 0)
    case (.numeric, .categorical), (.embeddedNumber, .categorical), (.oneHot, .numeric),
      (.embedding, .numeric):
      preconditionFailure("column \(column.name) was read as another type than the model's")
    }
  }

  // Inlined, so that no cell is a call of a closure.
  @inline(__always)
  private mutating func encode(
    _ values: Numbers, at offset: Int, indicating indicatesMissing: Bool,
    _ scaled: (Double) -> Float
  ) {
    for row in 0..<rowCount {
      let at = row * layout.numberCount + offset
      numbers[at] = scaled(values[row])
      if indicatesMissing { numbers[at + 1] = values[row].isNaN ? 1 : 0 }
    }
  }

  private static func encode(
    _ values: Column.Categorical, by slots: CategorySlots, _ known: KnownCategories?,
    into codes: inout [Int32], at offset: Int, of stride: Int, from first: Int32
  ) {
    let slotOfCode = slots.slots(
      of: values.categories,
      among: .of(slots.categories, decimalMark: values.decimalMark, made: known))
    for (row, code) in values.codes.enumerated() {
      codes[row * stride + offset] =
        first + (code < 0 ? slots.missing : slotOfCode[Int(code)])
    }
  }
}
