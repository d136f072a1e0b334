package import LinearAlgebra

/// Turns gradients into updates of a vector of parameters.
///
/// Its state is the moments, vectors as long as the parameters, and the number of steps taken.
/// Copies share the moments: an optimizer belongs to one run.
package struct Optimizer: Sendable {
  /// The optimizer and its constants.
  package let configuration: OptimizerConfiguration
  /// Decoupled from the gradient: each step first shrinks what decays by rate · weightDecay.
  package let weightDecay: Double
  /// The number of updates so far.
  package private(set) var stepCount = 0

  /// For each piece of the vector, those of its parts that decay and those that do not.
  private let pieces: [[Run]]
  /// For each task the share of the rate that its own parameters are updated with; 1 at first.
  package var taskRates: [Double]
  private let first: FloatBuffer
  private let second: FloatBuffer

  /// A tensor of the vector.
  package struct Part: Sendable {
    package let count: Int
    package let decays: Bool
    package let task: Int?

    /// - Parameters:
    ///   - count: The number of its parameters.
    ///   - decays: Whether weight decay applies.
    ///   - task: The task whose rate it is updated with; nil for the common one.
    package init(count: Int, decays: Bool, task: Int? = nil) {
      self.count = count
      self.decays = decays
      self.task = task
    }
  }

  /// Neighbouring parameters of one kind.
  fileprivate struct Run {
    let range: Range<Int>
    let decays: Bool
    let task: Int?
  }

  /// - Parameter parts: The tensors in the vector, in order.
  package init(
    _ configuration: OptimizerConfiguration, weightDecay: Double, parts: [Part]
  ) {
    self.configuration = configuration
    self.weightDecay = weightDecay
    let count = parts.reduce(0) { $0 + $1.count }
    let runs = Self.runs(of: parts)
    let cut = VectorPieces(of: count)
    pieces = (0..<cut.count).map { piece in
      runs.map {
        Run(range: $0.range.clamped(to: cut.range(piece)), decays: $0.decays, task: $0.task)
      }.filter { !$0.range.isEmpty }
    }
    taskRates = Array(repeating: 1, count: runs.reduce(0) { max($0, ($1.task ?? -1) + 1) })
    first = FloatBuffer(count: count)
    second = FloatBuffer(count: configuration.entry.momentCount > 1 ? count : 0)
  }

  /// The moments as they are now: of second ones none where the optimizer keeps none.
  package var moments: (first: [Float], second: [Float]) { (first.values, second.values) }

  /// How many numbers they are.
  package var momentCounts: (first: Int, second: Int) { (first.count, second.count) }

  /// Goes on from moments that were saved, as many as it has, after so many updates.
  package mutating func restore(moments: (first: [Float], second: [Float]), stepCount: Int) {
    first.copy(moments.first)
    second.copy(moments.second)
    self.stepCount = stepCount
  }

  /// Neighbouring tensors of one kind, taken together.
  private static func runs(of parts: [Part]) -> [Run] {
    var runs: [Run] = []
    var start = 0
    for part in parts {
      let end = start + part.count
      let begin: Int
      if let last = runs.last, last.decays == part.decays, last.task == part.task {
        begin = runs.removeLast().range.lowerBound
      } else {
        begin = start
      }
      runs.append(Run(range: begin..<end, decays: part.decays, task: part.task))
      start = end
    }
    return runs
  }

  /// Updates the parameters in place.
  ///
  /// - Parameters:
  ///   - gradientScale: A factor on the gradient, below 1 where it is clipped.
  ///   - rate: The learning rate of this step.
  package mutating func update(
    _ parameters: Matrix, gradient: Matrix, gradientScale: Double, rate: Double, workers: Workers
  ) {
    precondition(
      parameters.count == first.count && gradient.count == first.count,
      "\(parameters.count) parameters for an optimizer of \(first.count)")
    stepCount += 1
    let entry = configuration.entry
    workers.perform(
      pieces.count,
      Update(
        pieces: pieces, kernel: entry.kernel,
        constants: entry.constants(configuration.values, stepCount), parameters: parameters,
        gradient: gradient, first: first.vector, second: second.vector,
        gradientScale: Float(gradientScale), rate: rate, taskRates: taskRates,
        decay: Float(weightDecay)))
  }
}

/// An update on its way: a part is a piece of the vector.
private struct Update: ParallelWork {
  let pieces: [[Optimizer.Run]]
  let kernel: UpdateKernel
  let constants: UpdateKernel.Constants
  let parameters, gradient, first, second: Matrix
  let gradientScale: Float
  let rate: Double
  let taskRates: [Double]
  let decay: Float

  func compute(part: Int, lane: Int) {
    for run in pieces[part] {
      kernel.update(
        of(run, parameters), gradient: of(run, gradient), first: of(run, first),
        second: second.count > 0 ? of(run, second) : second, gradientScale: gradientScale,
        rate: Float(run.task.map { rate * taskRates[$0] } ?? rate), decay: run.decays ? decay : 0,
        constants: constants)
    }
  }

  private func of(_ run: Optimizer.Run, _ vector: Matrix) -> Matrix {
    vector.part(at: run.range.lowerBound, rows: 1, columns: run.range.count)
  }
}
