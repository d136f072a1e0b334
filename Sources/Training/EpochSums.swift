/// The averages of an epoch, added up step by step.
struct EpochSums: Codable, Equatable, Sendable {
  private(set) var steps = 0
  private var losses: [Double]
  private var labelled: [Double]
  private var weights: [Double]
  private var stepsWithLabel: [Int]
  /// What the scheme saw of the gradients, if it reads them.
  private(set) var gradients: GradientSums

  init(taskCount: Int) {
    losses = Array(repeating: 0, count: taskCount)
    labelled = losses
    weights = losses
    stepsWithLabel = Array(repeating: 0, count: taskCount)
    gradients = GradientSums(taskCount: taskCount)
  }

  mutating func add(_ step: TrainingStep) {
    steps += 1
    if let gramian = step.gramian { gradients.add(gramian) }
    for task in losses.indices where step.labelledWeights[task] > 0 {
      weights[task] += step.weights[task]
      stepsWithLabel[task] += 1
      guard step.losses[task].isFinite else { continue }
      losses[task] += step.losses[task] * step.labelledWeights[task]
      labelled[task] += step.labelledWeights[task]
    }
  }

  /// Whether it has a sum for each of so many tasks.
  func fits(taskCount: Int) -> Bool {
    [losses.count, labelled.count, weights.count, stepsWithLabel.count]
      .allSatisfy { $0 == taskCount }
      && stepsWithLabel.allSatisfy(TrainingCheckpoint.counts.contains)
      && gradients.fits(taskCount: taskCount)
  }

  var averageLosses: [Double?] {
    zip(losses, labelled).map { $1 > 0 ? $0 / $1 : nil }
  }

  var averageWeights: [Double] {
    zip(weights, stepsWithLabel).map { $0 / Double(max($1, 1)) }
  }
}
