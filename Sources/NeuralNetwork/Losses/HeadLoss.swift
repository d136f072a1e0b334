internal import CKernels
internal import Datasets
internal import LinearAlgebra
internal import Losses

extension HeadConfiguration {
  /// The sum of weight · loss over the labelled rows of a slice, in the label's own units or nats.
  ///
  /// - Parameters:
  ///   - outputs: rows × the head's outputs, a block of columns.
  ///   - gradient: A block of the same layout that receives weight · normaliser · ∂loss/∂output.
  func loss(
    _ outputs: Matrix, _ labels: LabelSlice, gradient: Matrix?, normaliser: Double
  ) -> Double {
    switch task.loss.entry.kernel {
    case .c(let kernel):
      outputs.loss(
        kernel, labels, scale: scale, parameter: task.loss.parameter, gradient: gradient,
        normaliser: normaliser)
    case .swift(let value, let slope):
      outputs.loss(
        value: value, slope: slope, labels, location: location, scale: scale, gradient: gradient,
        normaliser: normaliser)
    }
  }
}
