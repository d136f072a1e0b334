internal import CLibrary

/// How features are fitted where the user does not say.
public struct EncodingOptions: Codable, Equatable, Sendable {
  /// A categorical feature with more slots than this is embedded instead of one-hot.
  public var oneHotLimit: Int
  /// A category with fewer training rows than this is treated as unknown, so that the unknown slot
  /// is learnt from rows of its kind.
  public var rarestCategory: Int
  /// Into what numbers are embedded.
  public var numericEmbedding: NumericEmbedding
  /// Combinations of columns whose cells' means of labels are read as numbers: see `CellMeans`.
  public var crosses: [[String]]
  /// Whether such combinations are looked for as well.
  public var findsCrosses: Bool

  /// Creates options.
  public init(
    oneHotLimit: Int = 128, rarestCategory: Int = 2, numericEmbedding: NumericEmbedding = .none,
    crosses: [[String]] = [], findsCrosses: Bool = false
  ) {
    self.crosses = crosses
    self.findsCrosses = findsCrosses
    self.oneHotLimit = oneHotLimit
    self.rarestCategory = rarestCategory
    self.numericEmbedding = numericEmbedding
  }
}

extension Feature {
  /// Fits the encoding of a column on the given rows: their mean and deviation, their quantiles, or
  /// their categories.
  public init(fitting column: Column, rows: [Int32], options: EncodingOptions = .init()) {
    let encoding: Encoding
    switch column.values {
    case .numeric(let values):
      encoding =
        EmbeddedNumber(fitting: values, rows: rows, embedding: options.numericEmbedding)
        .map { .embeddedNumber($0) } ?? .numeric(Standardisation(fitting: values, rows: rows))
    case .categorical(let values):
      let slots = CategorySlots(fitting: values, rows: rows, rarest: options.rarestCategory)
      encoding =
        slots.count <= options.oneHotLimit
        ? .oneHot(slots) : .embedding(slots, dimension: slots.embeddingDimension)
    }
    self.init(name: column.name, encoding: encoding)
  }
}

extension Standardisation {
  /// Moments by Welford's recurrence over the present cells.
  init(fitting values: Numbers, rows: [Int32]) {
    var count = 0.0
    var mean = 0.0
    var squares = 0.0
    for row in rows {
      let value = values[Int(row)]
      guard !value.isNaN else { continue }
      count += 1
      let distance = value - mean
      mean += distance / count
      squares += distance * (value - mean)
    }
    let deviation = count > 0 ? (squares / count).squareRoot() : 0
    self.init(
      mean: mean, deviation: deviation > 0 ? deviation : 1,
      indicatesMissing: Int(count) < rows.count, origin: values.origin)
  }
}

extension CategorySlots {
  init(fitting values: Column.Categorical, rows: [Int32], rarest: Int) {
    var counts = Array(repeating: 0, count: values.categories.count)
    var hasMissing = false
    for row in rows {
      let code = Int(values.codes[Int(row)])
      if code < 0 { hasMissing = true } else { counts[code] += 1 }
    }
    let kept = values.categories.indices.filter { counts[$0] >= rarest }
    self.init(categories: kept.map { values.categories[$0] }, hasMissingSlot: hasMissing)
  }

  /// A rule of thumb from fastai: 1.6 · slots^0.56, at most 48.
  var embeddingDimension: Int {
    min(48, Int((1.6 * pow(Double(count), 0.56)).rounded()))
  }
}
