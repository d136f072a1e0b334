/// Encodes single rows by a schema: the memory is that of one row, used again for the next.
package struct RowEncoder {
  /// A column that is read.
  package struct Source: Sendable, Equatable {
    /// The column's name.
    package let name: String
    /// Whether it holds numbers, or dates as seconds; otherwise categories.
    package let isNumeric: Bool
  }

  /// What is made of the sources' cells.
  private enum Step {
    /// A number, as it is kept of a table: the nearest Float to its distance from an origin.
    case number(source: Int, origin: Double)
    case text(source: Int)
    case datePart(DateFeatures.Part, of: DateFeatures, source: Int)
  }

  /// What a feature becomes, of which cell.
  private enum Target {
    case number(Standardisation, cell: Int, at: Int)
    case embedded(EmbeddedNumber, cell: Int, at: Int, spline: Int)
    case oneHot(TextLookup, missing: Int32, cell: Int, at: Int, column: Int32)
    case slot(TextLookup, missing: Int32, cell: Int, at: Int)
  }

  /// A division of the rows, by which cells, and where the means that are made of it go.
  private struct Cross {
    let means: CellMeans
    let columns: [(cell: Int, texts: TextLookup?)]
    let first: Int
    var codes: [Int]
    var values: [Double]
  }

  /// The columns that are read, in the order of their cells.
  package let sources: [Source]
  /// The row, encoded.
  package private(set) var encoded: EncodedFeatures
  private let steps: [Step]
  private var crosses: [Cross]
  private let targets: [Target]
  /// What the steps make, and behind them what the crosses do.
  private var cells: [Cell]

  /// - Parameters:
  ///   - dates: What is made of columns of dates.
  ///   - decimalMark: That of the categories which are numbers.
  package init(_ schema: Schema, dates: [DateFeatures], decimalMark: DecimalMark) {
    var sources: [Source] = []
    var steps: [Step] = []
    var places: [String: Int] = [:]
    for date in dates {
      for part in date.parts {
        places[date.columnName(of: part)] = steps.count
        steps.append(.datePart(part, of: date, source: sources.count))
      }
      sources.append(Source(name: date.name, isNumeric: true))
    }
    for feature in schema.readFeatures where places[feature.name] == nil {
      places[feature.name] = steps.count
      let origin = feature.encoding.origin
      steps.append(
        origin.map { .number(source: sources.count, origin: $0) } ?? .text(source: sources.count))
      sources.append(Source(name: feature.name, isNumeric: origin != nil))
    }
    func place(_ name: String) -> Int {
      guard let place = places[name] else { preconditionFailure("\(name) is read or made") }
      return place
    }
    var count = steps.count
    var crosses: [Cross] = []
    for cross in schema.crosses {
      let columns = cross.columns.map { column in
        (
          cell: place(column.name),
          texts: column.categories.map { TextLookup($0, decimalMark: decimalMark) }
        )
      }
      crosses.append(
        Cross(
          means: cross, columns: columns, first: count, codes: columns.map { _ in 0 },
          values: cross.means.map(\.overall)))
      for mean in cross.means {
        places[mean.name] = count
        count += 1
      }
    }
    self.sources = sources
    self.steps = steps
    self.crosses = crosses
    targets = Self.targets(schema.features, place, decimalMark)
    cells = Array(repeating: .missing, count: count)
    let layout = InputLayout(features: schema.features)
    encoded = EncodedFeatures(
      layout: layout, rowCount: 1, numbers: Array(repeating: 0, count: layout.numberCount),
      hot: Array(repeating: 0, count: layout.oneHotCount),
      embedded: Array(repeating: 0, count: layout.embeddings.count),
      positions: Array(repeating: 0, count: layout.splines.count))
  }

  private static func targets(
    _ features: [Feature], _ place: (String) -> Int, _ decimalMark: DecimalMark
  ) -> [Target] {
    var at = EncodedFeatures.Place(InputLayout(features: features))
    return features.map { feature in
      defer { at.pass(feature.encoding) }
      let cell = place(feature.name)
      switch feature.encoding {
      case .numeric(let scaling): return .number(scaling, cell: cell, at: at.number)
      case .embeddedNumber(let number):
        return .embedded(number, cell: cell, at: at.number, spline: at.spline)
      case .oneHot(let slots):
        return .oneHot(
          TextLookup(slots.categories, decimalMark: decimalMark), missing: slots.missing,
          cell: cell, at: at.hot, column: at.hotColumn)
      case .embedding(let slots, _):
        return .slot(
          TextLookup(slots.categories, decimalMark: decimalMark), missing: slots.missing,
          cell: cell, at: at.embedded)
      }
    }
  }

  /// Encodes a row.
  ///
  /// Nothing is allocated, unless a category is none of training's as it was written there, or a
  /// cross has no training rows in the row's cell.
  ///
  /// - Parameter row: A cell for each of the sources, of its type.
  package mutating func encode(_ row: [Cell]) {
    precondition(row.count == sources.count, "\(row.count) cells for \(sources.count) columns")
    for index in steps.indices {
      switch steps[index] {
      case .number(let source, let origin):
        let number = row[source].number
        cells[index] = .number(Numbers.number(Float(number - origin), from: origin))
      case .text(let source): cells[index] = row[source].isMissing ? .missing : row[source]
      case .datePart(let part, let date, let source):
        cells[index] = date.cell(of: part, at: row[source].number)
      }
    }
    for index in crosses.indices { cross(index) }
    for target in targets { write(target) }
  }

  /// Reads the means of a cross in the row's cell.
  private mutating func cross(_ index: Int) {
    for place in crosses[index].columns.indices {
      let (cell, texts) = crosses[index].columns[place]
      let column = crosses[index].means.columns[place]
      crosses[index].codes[place] =
        switch cells[cell] {
        case .missing: column.count - 1
        case .number(let number): Int(column.code(of: number))
        case .text(let text): texts?.position(of: text) ?? -1
        }
    }
    crosses[index].means.read(crosses[index].codes, into: &crosses[index].values)
    for (place, value) in crosses[index].values.enumerated() {
      cells[crosses[index].first + place] = .number(value)
    }
  }

  private mutating func write(_ target: Target) {
    switch target {
    case .number(let scaling, let cell, let place):
      let number = cells[cell].number
      encoded.write(
        scaling.scaled(number), at: place,
        indicator: scaling.indicatesMissing ? number.isNaN : nil)
    case .embedded(let embedding, let cell, let place, let spline):
      let number = cells[cell].number
      encoded.write(
        embedding.scaled(number), at: place,
        indicator: embedding.indicatesMissing ? number.isNaN : nil)
      if embedding.embedding.hasSpline {
        encoded.write(position: embedding.position(number), at: spline)
      }
    case .oneHot(let texts, let missing, let cell, let place, let column):
      encoded.write(hot: column + slot(cell, texts, missing), at: place)
    case .slot(let texts, let missing, let cell, let place):
      encoded.write(slot: slot(cell, texts, missing), at: place)
    }
  }

  private func slot(_ cell: Int, _ texts: TextLookup, _ missing: Int32) -> Int32 {
    guard case .text(let text) = cells[cell] else { return missing }
    return CategorySlots.slot(ofKnown: texts.position(of: text))
  }
}

/// Known categories, to be found without an allocation where they are written as they are known.
private struct TextLookup {
  private let exact: [ExactText: Int]
  private let known: KnownCategories

  init(_ names: [String], decimalMark: DecimalMark) {
    exact = Dictionary(
      zip(names.map(ExactText.init), names.indices), uniquingKeysWith: { first, _ in first })
    known = KnownCategories(names, decimalMark: decimalMark)
  }

  func position(of name: String) -> Int? {
    exact[ExactText(name)] ?? known.position(of: name)
  }
}

/// A text that equals others by its bytes, as categories do: `String` takes two spellings of é for
/// one.
private struct ExactText: Hashable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (one: Self, other: Self) -> Bool {
    one.text.utf8.elementsEqual(other.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }
}

extension Cell {
  /// The number; NaN for a missing cell.
  fileprivate var number: Double { if case .number(let number) = self { number } else { .nan } }

  /// Whether it holds nothing, or only blanks.
  fileprivate var isMissing: Bool {
    switch self {
    case .missing: true
    case .number: false
    case .text(let text):
      text.utf8.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    }
  }
}
