internal import Datasets

/// A learnt vector for each category of a feature.
///
/// Vectors are normal with variance 1 / dimension at first. That of unknown categories is 0: until
/// it has been learnt it says nothing.
package struct EmbeddingNode: NetworkNode {
  package let slots: Int
  package let dimension: Int

  package var width: Int { dimension }

  var parameters: [NodeParameter] {
    [
      NodeParameter(
        name: "weight", shape: [slots, dimension], decays: false,
        initialiser: .normal(
          deviation: 1 / Double(dimension).squareRoot(),
          silentRows: [Int(CategorySlots.unknown)]))
    ]
  }

  var words: String? { "embedding of \(slots) slots in \(dimension) columns" }
}
