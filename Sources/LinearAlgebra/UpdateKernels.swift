internal import CKernels

/// An optimizer's inner loop over contiguous vectors. The gradient is read as gradient · scale, so
/// that clipping needs no pass of its own.
package struct UpdateKernel: Sendable {
  /// What an optimizer's step takes besides the rate: up to five numbers.
  package typealias Constants = (Float, Float, Float, Float, Float)

  private let step: ek_update

  /// The kernel of an optimizer, which there has to be.
  package init(named name: String) {
    guard let step = ek_update_named(name) else {
      preconditionFailure("no optimizer's kernel is named \(name)")
    }
    self.step = step
  }

  /// Updates parameters in place.
  ///
  /// - Parameters:
  ///   - first, second: What is kept from step to step; of the second nothing where one is kept.
  ///   - decay: The share of the rate by which parameters shrink.
  package func update(
    _ parameters: Matrix, gradient: Matrix, first: Matrix, second: Matrix, gradientScale: Float,
    rate: Float, decay: Float, constants: Constants
  ) {
    let count = parameters.count
    precondition(
      parameters.isContiguous && gradient.isContiguous && first.isContiguous && second.isContiguous
        && gradient.count == count && first.count == count
        && (second.count == count || second.count == 0),
      "parameters, gradient and moments are vectors of the same length")
    var numbers = ek_update_numbers(
      gradient_scale: gradientScale, rate: rate, decay: decay, constants: constants)
    step(parameters.base, gradient.base, first.base, second.base, count, &numbers)
  }
}
