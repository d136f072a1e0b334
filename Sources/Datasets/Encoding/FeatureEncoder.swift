/// Encodes tables by a schema, one after the other: what looks categories up is made once.
package struct FeatureEncoder: Sendable {
  private let schema: Schema
  /// For each feature of categories those that training knew.
  private let known: [KnownCategories?]
  /// For each cross those of each of its columns.
  private let knownOfCrosses: [[KnownCategories?]]

  /// - Parameter decimalMark: That of the tables; others are encoded alike, but slower.
  package init(_ schema: Schema, decimalMark: DecimalMark) {
    self.schema = schema
    known = schema.features.map { feature in
      feature.encoding.slots.map {
        KnownCategories($0.categories, decimalMark: decimalMark)
      }
    }
    knownOfCrosses = schema.crosses.map { cross in
      cross.columns.map { $0.known(decimalMark: decimalMark) }
    }
  }

  /// Encodes a table that was read by the schema.
  package func encode(_ dataset: Dataset) -> EncodedFeatures {
    EncodedFeatures(
      dataset.adding(schema.crosses, known: knownOfCrosses), features: schema.features,
      known: known)
  }

  /// Counts a table's cells of categories that training did not know.
  package func count(_ dataset: Dataset, in tally: inout UnknownCategoryTally) {
    tally.add(dataset, features: schema.features, known: known)
  }
}

extension Feature.Encoding {
  /// The places for categories; nil for a number.
  var slots: CategorySlots? {
    switch self {
    case .numeric, .embeddedNumber: nil
    case .oneHot(let slots), .embedding(let slots, _): slots
    }
  }
}
