/// How one input column becomes inputs of a network, fitted on the training rows.
public struct Feature: Codable, Equatable, Sendable {
  /// The column's name.
  public let name: String
  /// What becomes of its cells.
  public let encoding: Encoding

  /// The ways a column is encoded.
  public enum Encoding: Codable, Equatable, Sendable {
    /// (x − mean) / deviation, with 0 for a missing cell.
    case numeric(Standardisation)
    /// A learnt vector that follows the number, beside x̃ itself.
    case embeddedNumber(EmbeddedNumber)
    /// One input for each slot, 1 for the cell's slot and 0 for the others; not standardised.
    case oneHot(CategorySlots)
    /// A learnt vector for each slot.
    case embedding(CategorySlots, dimension: Int)
  }

  /// Creates a feature.
  public init(name: String, encoding: Encoding) {
    self.name = name
    self.encoding = encoding
  }
}

extension Feature.Encoding {
  /// What is subtracted from a number before it becomes a Float; nil for what is no number.
  public var origin: Double? {
    switch self {
    case .numeric(let scaling): scaling.origin
    case .embeddedNumber(let number): number.origin
    case .oneHot, .embedding: nil
    }
  }

  /// Whether it is of a number, and not of categories.
  public var isNumeric: Bool { origin != nil }

  /// Whether an input of its own says that a number is missing.
  public var indicatesMissing: Bool {
    switch self {
    case .numeric(let scaling): scaling.indicatesMissing
    case .embeddedNumber(let number): number.indicatesMissing
    case .oneHot, .embedding: false
    }
  }

  /// How many scaled numbers and indicators it gives.
  var numberCount: Int { isNumeric ? (indicatesMissing ? 2 : 1) : 0 }
}

/// The scaling of a numeric feature.
public struct Standardisation: Codable, Equatable, Sendable {
  /// The mean of the present training cells; missing cells are read as this.
  public let mean: Double
  /// Their standard deviation, or 1 where all are equal.
  public let deviation: Double
  /// Whether a second input says (1 or 0) that the cell is missing: so if any training cell is.
  public let indicatesMissing: Bool
  /// What is subtracted from a number before it becomes a Float, as in the training table: 0 unless
  /// the column's spread would be lost.
  public let origin: Double

  /// Creates a scaling.
  public init(mean: Double, deviation: Double, indicatesMissing: Bool, origin: Double = 0) {
    self.mean = mean
    self.deviation = deviation
    self.indicatesMissing = indicatesMissing
    self.origin = origin
  }

  /// The scaled number; 0 for a missing cell.
  func scaled(_ number: Double) -> Float {
    number.isNaN ? 0 : Float((number - mean) / deviation)
  }
}

/// Places for the categories of a feature: slot 0 for a category that training did not know, one
/// for each known category, and a last one for a missing cell if training rows had any.
public struct CategorySlots: Codable, Equatable, Sendable {
  /// The known categories, in slots 1, 2, ….
  public let categories: [String]
  /// Whether missing cells have a slot of their own; otherwise they share slot 0.
  public let hasMissingSlot: Bool

  /// Creates slots.
  public init(categories: [String], hasMissingSlot: Bool) {
    self.categories = categories
    self.hasMissingSlot = hasMissingSlot
  }

  /// The slot of a category that training did not know, or hardly.
  public static let unknown: Int32 = 0

  /// The number of slots.
  public var count: Int { categories.count + (hasMissingSlot ? 2 : 1) }

  /// The slot of a missing cell.
  public var missing: Int32 {
    hasMissingSlot ? Int32(categories.count + 1) : Self.unknown
  }

  /// For each category of a column its slot. Categories are compared as the reader tells them
  /// apart: see `CategoryKey`.
  package func slots(of others: [String], decimalMark: DecimalMark = .point) -> [Int32] {
    slots(of: others, among: KnownCategories(categories, decimalMark: decimalMark))
  }

  /// For each category its slot.
  ///
  /// - Parameter known: What was made of the known ones.
  func slots(of others: [String], among known: KnownCategories) -> [Int32] {
    others.map { Self.slot(ofKnown: known.position(of: $0)) }
  }

  /// The slot of a category by its position among the known ones; nil where it is none of them.
  static func slot(ofKnown position: Int?) -> Int32 {
    position.map { Int32($0 + 1) } ?? unknown
  }
}
