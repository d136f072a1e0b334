internal import Datasets

/// A number as eight that follow it in straight lines from knot to knot: bias + slope · x̃ + Σⱼ uⱼ stepⱼ,
/// where uⱼ is the share of bin j that lies below the number. Missing cells are at the first knot,
/// with x̃ = 0.
///
/// Piecewise linear encoding of quantiles and a linear layer of the feature's own (Gorishniy,
/// Rubachev and Babenko 2022, sections 3.2 and 3.4). Steps are 0 at first, biases and slopes uniform
/// up to 1/√8.
package struct SplineNode: NetworkNode {
  /// The column of x̃ among the features.
  package let source: Int
  package let bins: Int

  package var width: Int { NumericEmbedding.splineWidth }

  var parameters: [NodeParameter] {
    let bound = 1 / Double(width).squareRoot()
    return [
      NodeParameter(
        name: "bias", shape: [width], decays: false, initialiser: .uniform(bound: bound)),
      NodeParameter(
        name: "slope", shape: [width], decays: false, initialiser: .uniform(bound: bound)),
      NodeParameter(name: "steps", shape: [bins, width], decays: false, initialiser: .zeros),
    ]
  }

  var words: String? { "spline of \(bins) bins in \(width) columns" }
}
