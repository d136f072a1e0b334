internal import Balancing
package import Training

/// What a run's tables tell of its training: what each task weighed, and how the tasks' gradients
/// lay to each other.
package struct TrainingRecord: Encodable {
  /// The number of epochs.
  package let epochs: Int
  /// The epoch whose parameters were kept.
  package let bestEpoch: Int
  /// Each task in the first, the best and the last epoch.
  package let tasks: [Task]
  /// Whether the scheme read gradients.
  package let readsGradients: Bool
  /// The epoch that `pairs` are of: the best one, or the last one with pairs if that has none; nil
  /// without any.
  package let pairsEpoch: Int?
  /// How often and how much each two tasks conflicted in that epoch.
  package let pairs: [Pair]

  package struct Task: Encodable {
    package let name: String
    package let first: Means
    package let best: Means
    package let last: Means
  }

  /// A task's means over the steps of an epoch.
  package struct Means: Encodable {
    package let epoch: Int
    package let weight: Double
    /// weight × training loss over Σ |weight × training loss|; nil if the sum is zero or the task
    /// had no label.
    package let weightedLossShare: Double?
    /// The length of the gradient; nil under a scheme that does not read it.
    package let gradientNorm: Double?
  }

  /// Two tasks' gradients.
  package struct Pair: Encodable {
    package let task: String
    package let otherTask: String
    package let meanCosine: Double
    package let conflictShare: Double
    package let steps: Int
  }

  /// The record of a history; nil if it has no epoch.
  ///
  /// - Parameter balance: The scheme, as it was asked for.
  package init?(_ history: History, balance: String) {
    guard let first = history.epochs.first, let last = history.epochs.last else { return nil }
    let best = history.best ?? last
    epochs = history.epochs.count
    bestEpoch = best.number
    let (inFirst, inBest, inLast) = (first.means, best.means, last.means)
    tasks = history.tasks.indices.map { task in
      Task(
        name: history.tasks[task], first: inFirst[task], best: inBest[task], last: inLast[task])
    }
    // Gradients may all have been zero, and a scheme may have another name by now.
    let hasGradients = history.epochs.contains { $0.gradients != nil }
    readsGradients =
      hasGradients
      || (try? SchemeCatalogue.parse(balance)).map { $0.entry.evidence != .losses } ?? false
    let paired = history.pairedEpoch
    pairsEpoch = paired?.number
    pairs = (paired?.gradients?.pairs ?? []).map { pair in
      Pair(
        task: history.tasks[pair.first], otherTask: history.tasks[pair.second],
        meanCosine: pair.cosine, conflictShare: pair.conflictShare, steps: pair.steps)
    }
  }

  /// Whether a gradient was seen in an epoch that is told of.
  package var hasGradients: Bool {
    tasks.contains { [$0.first, $0.best, $0.last].contains { $0.gradientNorm != nil } }
  }
}

extension History {
  /// The epoch whose parameters were kept; nil before there is one.
  fileprivate var best: Epoch? { epochs.first { $0.number == bestEpoch } }

  /// The epoch that pairs of tasks are told of: the best one, or the last one with pairs if that
  /// has none; nil without any.
  package var pairedEpoch: Epoch? {
    ([best].compactMap(\.self) + epochs.reversed()).first { $0.gradients?.pairs.isEmpty == false }
  }
}

extension History.Epoch {
  /// Each task's means.
  fileprivate var means: [TrainingRecord.Means] {
    let parts = zip(weights, trainingLosses).map { weight, loss in loss.map { weight * $0 } }
    let sum = parts.reduce(0) { $0 + abs($1 ?? 0) }
    return weights.indices.map { task in
      TrainingRecord.Means(
        epoch: number, weight: weights[task],
        weightedLossShare: sum > 0 ? parts[task].map { $0 / sum } : nil,
        gradientNorm: gradients?.norms[task])
    }
  }
}
