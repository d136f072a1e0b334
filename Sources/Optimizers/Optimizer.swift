internal import Foundation
package import LinearAlgebra

/// Turns gradients into updates of a vector of parameters.
///
/// Its state is the moments, vectors as long as the parameters, and the number of steps taken. Copies
/// share the moments: an optimizer belongs to one run.
package struct Optimizer: Sendable {
  /// The optimizer and its constants.
  package let configuration: OptimizerConfiguration
  /// Decoupled from the gradient: each step first shrinks what decays by rate · weightDecay.
  package let weightDecay: Double
  /// The number of updates so far.
  package private(set) var stepCount = 0

  private let runs: [Run]
  private let first: FloatBuffer
  private let second: FloatBuffer

  /// Neighbouring parameters that decay or do not.
  private struct Run {
    let range: Range<Int>
    let decays: Bool
  }

  /// - Parameters:
  ///   - parts: The sizes of the tensors in the vector, in order, and whether each decays.
  package init(
    _ configuration: OptimizerConfiguration, weightDecay: Double,
    parts: [(count: Int, decays: Bool)]
  ) {
    self.configuration = configuration
    self.weightDecay = weightDecay
    var runs: [Run] = []
    var start = 0
    for part in parts {
      let end = start + part.count
      if let last = runs.last, last.decays == part.decays {
        runs[runs.count - 1] = Run(range: last.range.lowerBound..<end, decays: part.decays)
      } else {
        runs.append(Run(range: start..<end, decays: part.decays))
      }
      start = end
    }
    self.runs = runs
    first = FloatBuffer(count: start)
    if case .adamW = configuration {
      second = FloatBuffer(count: start)
    } else {
      second = FloatBuffer(count: 0)
    }
  }

  /// Updates the parameters in place.
  ///
  /// - Parameters:
  ///   - gradientScale: A factor on the gradient, below 1 where it is clipped.
  ///   - rate: The learning rate of this step.
  package mutating func update(
    _ parameters: Matrix, gradient: Matrix, gradientScale: Double, rate: Double
  ) {
    precondition(
      parameters.count == first.count && gradient.count == first.count,
      "\(parameters.count) parameters for an optimizer of \(first.count)")
    stepCount += 1
    for run in runs {
      let decay = run.decays ? weightDecay : 0
      switch configuration {
      case .adamW(let beta1, let beta2, let epsilon):
        part(parameters, run).updateAdamW(
          gradient: part(gradient, run), first: part(first, run), second: part(second, run),
          gradientScale: Float(gradientScale), rate: Float(rate),
          shares: (Float(1 - beta1), Float(1 - beta2)), epsilon: Float(epsilon),
          corrections: (correction(beta1), correction(beta2)), decay: Float(decay))
      case .sgd(let momentum):
        part(parameters, run).updateSGD(
          gradient: part(gradient, run), velocity: part(first, run),
          gradientScale: Float(gradientScale), rate: Float(rate), momentum: Float(momentum),
          decay: Float(decay))
      }
    }
  }

  /// 1 − βᵗ: a moment that began at zero is this much too small after t steps.
  private func correction(_ beta: Double) -> Float {
    Float(1 - pow(beta, Double(stepCount)))
  }

  private func part(_ vector: Matrix, _ run: Run) -> Matrix {
    vector.part(at: run.range.lowerBound, rows: 1, columns: run.range.count)
  }

  private func part(_ buffer: FloatBuffer, _ run: Run) -> Matrix {
    buffer.matrix(at: run.range.lowerBound, rows: 1, columns: run.range.count)
  }
}
