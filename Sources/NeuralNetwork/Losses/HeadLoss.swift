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
    guard case .c(let kernel) = label.loss.entry.kernel else {
      return functionLoss(outputs, labels, gradient: gradient, normaliser: normaliser)
    }
    return outputs.loss(
      kernel, labels, scale: scale, parameter: label.loss.parameter, gradient: gradient,
      normaliser: normaliser)
  }

  // Apart, since taking functions out of a configuration would copy it whole for a kernel as well.
  @inline(never)
  private func functionLoss(
    _ outputs: Matrix, _ labels: LabelSlice, gradient: Matrix?, normaliser: Double
  ) -> Double {
    guard case .swift(let value, let slope) = label.loss.entry.kernel else {
      preconditionFailure("a kernel is no function of one row")
    }
    return outputs.loss(
      value: value, slope: slope, labels, location: location, scale: scale, gradient: gradient,
      normaliser: normaliser)
  }
}
