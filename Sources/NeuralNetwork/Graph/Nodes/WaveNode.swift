internal import Datasets
internal import LinearAlgebra

/// A number as four mixtures of sixteen waves: W cos(2π ω x̃ + φ) + bias.
///
/// Periodic embeddings (Gorishniy, Rubachev and Babenko 2022, section 3.3) in the form of Holzmüller,
/// Grinsztajn and Steinwart (2024). Frequencies ω are normal with deviation 0.1 at first, phases φ
/// uniform up to π, weights W up to ¼, biases 0. All are learnt.
package struct WaveNode: NetworkNode {
  /// The column of x̃ among the features.
  package let source: Int

  package var width: Int { NumericEmbedding.waveWidth }

  var parameters: [NodeParameter] {
    let count = WaveBlocks.count
    let bound = 1 / Double(count).squareRoot()
    return [
      NodeParameter(
        name: "frequency", shape: [count], decays: false, initialiser: .normal(deviation: 0.1)),
      NodeParameter(
        name: "phase", shape: [count], decays: false, initialiser: .uniform(bound: .pi)),
      NodeParameter(
        name: "weight", shape: [width, count], decays: false, initialiser: .uniform(bound: bound)),
      NodeParameter(name: "bias", shape: [width], decays: false, initialiser: .zeros),
    ]
  }

  var words: String? { "\(WaveBlocks.count) waves in \(width) columns" }
}
