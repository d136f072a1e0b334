package import LinearAlgebra

/// The average of the parameters over a run's steps: their plain mean at first, until a mean that
/// forgets exponentially weighs the last step more. It predicts better than the last step's
/// parameters, which the noise of single batches moves about (Polyak and Juditsky 1992; with decay,
/// Izmailov et al. 2018 and others).
///
/// average ← average + max(1 / step, 1 − decay) · (parameters − average). Copies share the average:
/// it belongs to one run.
package struct ParameterAverage: Sendable {
  /// The average so far; before the first step what it began with.
  package let values: FloatBuffer

  private let decay: Double
  private let pieces: VectorPieces

  /// - Parameters:
  ///   - parameters: What training begins with.
  ///   - decay: From 0 (the last step's parameters) to below 1.
  package init(of parameters: [Float], decay: Double) {
    values = FloatBuffer(parameters)
    self.decay = decay
    pieces = VectorPieces(of: parameters.count)
  }

  /// Takes in the parameters after a step, from 1.
  package func add(_ parameters: Matrix, step: Int, workers: Workers) {
    precondition(parameters.count == values.count && step > 0, "another vector, or no step")
    let share = Float(max(1 / Double(step), 1 - decay))
    workers.perform(
      pieces.count,
      Work(average: values.vector, parameters: parameters, pieces: pieces, share: share))
  }

  private struct Work: ParallelWork {
    let average, parameters: Matrix
    let pieces: VectorPieces
    let share: Float

    func compute(part: Int, lane: Int) {
      let range = pieces.range(part)
      average.columns(range).approach(parameters.columns(range), share: share)
    }
  }
}
