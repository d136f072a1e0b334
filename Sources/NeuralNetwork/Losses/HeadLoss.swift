internal import Datasets
internal import LinearAlgebra

extension HeadConfiguration {
  /// The sum of weight · loss over the labelled rows of a slice, in the label's own units or nats.
  ///
  /// - Parameters:
  ///   - outputs: rows × the head's outputs, a block of columns.
  ///   - gradient: A block of the same layout that receives weight · normaliser · ∂loss/∂output.
  func loss(
    _ outputs: Matrix, _ labels: LabelSlice, gradient: Matrix?, normaliser: Double
  ) -> Double {
    switch task.loss {
    case .squaredError:
      outputs.squaredError(
        labels, scale: scale, gradient: gradient, normaliser: normaliser)
    case .absoluteError:
      outputs.absoluteError(
        labels, scale: scale, gradient: gradient, normaliser: normaliser)
    case .huber(let delta):
      outputs.huberLoss(
        labels, scale: scale, delta: delta, gradient: gradient,
        normaliser: normaliser)
    case .crossEntropy:
      outputs.crossEntropy(labels, gradient: gradient, normaliser: normaliser)
    case .binaryCrossEntropy:
      outputs.binaryCrossEntropy(labels, gradient: gradient, normaliser: normaliser)
    case .poissonDeviance:
      outputs.poissonDeviance(labels, gradient: gradient, normaliser: normaliser)
    }
  }
}
