package import Datasets
internal import Dispatch
internal import Losses
package import NeuralNetwork
internal import RandomNumbers
internal import Synchronization

/// Chooses for each task what the models of a pack count for in its mean, by what they predict of
/// the validation rows: greedy selection with replacement from the mean of the best ones, bagged
/// (Caruana et al. 2004, "Ensemble Selection from Libraries of Models", sections 2.1 to 2.3).
///
/// Of each of `bags` samples of the task's rows, drawn with replacement, it begins with the mean of
/// the best quarter of the models, adds `additions` times the model with which the mean costs
/// least, and goes back to where it cost least of all. A model's share is how often it is among
/// those chosen, and the shares are averaged over the samples: what a few rows favour by luck
/// differs from sample to sample.
package struct PackSelection {
  /// How many samples of the rows are drawn.
  package static let bags = 20
  /// The most rows of a sample: more tell models apart no better, and take long.
  package static let mostRows = 2048
  /// Of the models, sorted by their loss, the first one of so many begin.
  package static let beginning = 4
  /// How many models are added to those, the same one any number of times.
  package static let additions = 20

  /// The tasks that are predicted.
  private let tasks: [PredictionTask]
  /// For each label its constants.
  private let heads: [HeadConfiguration]
  /// For each label its target in each row, NaN where it is missing.
  private let targets: [[Float]]
  /// For each label what each row counts for in its loss, if not the same.
  private let weights: [[Float]?]

  /// - Parameters:
  ///   - targets: For each label its targets in the validation rows, in the units of the outputs.
  ///   - weights: For each label what these rows count for in its loss, nil where each counts 1.
  package init(
    tasks: [PredictionTask], heads: [HeadConfiguration], targets: [[Float]], weights: [[Float]?]
  ) {
    self.tasks = tasks
    self.heads = heads
    self.targets = targets
    self.weights = weights
  }

  /// The shares.
  ///
  /// - Parameters:
  ///   - models: For each model, for each label what it predicts of the rows, as
  ///     `Predictor.predictions`; nil where it does not predict it. Each label is in one.
  ///   - seed: Decides the samples.
  ///   - threads: How many threads compute. The result does not depend on it.
  /// - Returns: For each task one number for each model, with the sum 1; where no row is labelled
  ///   the same for all that predict it.
  package func shares(of models: [[[Double]?]], seed: UInt64, threads: Int) -> [[Double]] {
    let pools = tasks.ranges(\.labels.count).enumerated().map { index, labels in
      TaskPool(
        reduction: tasks[index].reduction, heads: Array(heads[labels]),
        targets: Array(targets[labels]), weights: Array(weights[labels]),
        models: models.map { predictions in predictions[labels].compactMap(\.self) })
    }
    var seeds = SeededGenerator(seed: seed, stream: .selection)
    let samples = pools.indices.flatMap { pool in
      (0..<Self.bags).map { _ in (pool: pool, seed: seeds.next()) }
    }
    let chosen = Mutex<[[Double]]>(Array(repeating: [], count: samples.count))
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      for index in stride(from: thread, to: samples.count, by: threads) {
        var generator = SeededGenerator(seed: samples[index].seed, stream: .selection)
        let shares = pools[samples[index].pool].shares(by: &generator)
        chosen.withLock { $0[index] = shares }
      }
    }
    let bags = chosen.withLock { $0 }
    return pools.indices.map { pool in
      let own = bags[pool * Self.bags..<(pool + 1) * Self.bags]
      return models.indices.map { model in
        own.reduce(0) { $0 + $1[model] } / Double(Self.bags)
      }
    }
  }
}

/// What models predict of one task's rows.
private struct TaskPool: Sendable {
  let reduction: LabelReduction
  let heads: [HeadConfiguration]
  let targets: [[Float]]
  let weights: [[Float]?]
  /// For each model, for each label what it predicts; empty where it does not predict the task.
  let models: [[[Double]]]
  /// The rows with a label.
  private let rows: [Int]
  /// The models that predict the task.
  private let candidates: [Int]

  init(
    reduction: LabelReduction, heads: [HeadConfiguration], targets: [[Float]], weights: [[Float]?],
    models: [[[Double]]]
  ) {
    self.reduction = reduction
    self.heads = heads
    self.targets = targets
    self.weights = weights
    self.models = models
    candidates = models.indices.filter { !models[$0].isEmpty }
    rows = (targets.first ?? []).indices.filter { row in
      zip(targets, weights).contains { !$0[row].isNaN && $1?[row] != 0 }
    }
  }

  /// The shares that a sample of the rows chooses.
  func shares(by generator: inout SeededGenerator) -> [Double] {
    guard !rows.isEmpty, candidates.count > 1 else { return shares(counts: candidates) }
    let sample = (0..<min(rows.count, PackSelection.mostRows)).map { _ in
      rows[min(Int(generator.uniform() * Double(rows.count)), rows.count - 1)]
    }
    var mean = SampleMean(self, sample: sample)
    let losses = candidates.map { mean.loss(adding: $0) }
    // Of equal losses the first model's comes first.
    let order = candidates.indices.sorted { (losses[$0], $0) < (losses[$1], $1) }
    let first = (candidates.count + PackSelection.beginning - 1) / PackSelection.beginning
    var chosen = order.prefix(first).map { candidates[$0] }
    for model in chosen { mean.add(model) }
    var least = (loss: mean.loss, count: chosen.count)
    for _ in 0..<PackSelection.additions {
      let next = candidates.map { (loss: mean.loss(adding: $0), model: $0) }
        .min { ($0.loss, $0.model) < ($1.loss, $1.model) }
      guard let next else { break }
      mean.add(next.model)
      chosen.append(next.model)
      if next.loss < least.loss { least = (next.loss, chosen.count) }
    }
    return shares(counts: Array(chosen.prefix(least.count)))
  }

  /// For each model how often it is among some, over how many they are.
  private func shares(counts: [Int]) -> [Double] {
    var shares = Array(repeating: 0.0, count: models.count)
    for model in counts { shares[model] += 1 / Double(counts.count) }
    return shares
  }
}

/// The mean of what some models predict of a sample of a task's rows, and what it costs.
private struct SampleMean {
  private let reduction: LabelReduction
  private let labels: [PredictionLoss]
  /// For each model, for each label what it predicts of the sample.
  private let models: [[[Double]]]
  /// For each label the sum over the models that were added.
  private var sums: [[Double]]
  private var count = 0.0

  init(_ pool: TaskPool, sample: [Int]) {
    reduction = pool.reduction
    labels = pool.heads.indices.map { label in
      PredictionLoss(
        pool.heads[label], targets: sample.map { pool.targets[label][$0] },
        weights: pool.weights[label].map { weights in sample.map { weights[$0] } })
    }
    let widths = pool.heads.map(\.label.outputCount)
    models = pool.models.map { predictions in
      zip(predictions, widths).map { predictions, width in
        sample.flatMap { predictions[$0 * width..<($0 + 1) * width] }
      }
    }
    sums = widths.map { Array(repeating: 0, count: sample.count * $0) }
  }

  /// The loss of the mean; infinite without a model, or where it is no number.
  var loss: Double { loss { label in sums[label].map { $0 / count } } }

  /// The loss of the mean with another model.
  func loss(adding model: Int) -> Double {
    loss { label in zip(sums[label], models[model][label]).map { ($0 + $1) / (count + 1) } }
  }

  mutating func add(_ model: Int) {
    for label in sums.indices {
      for cell in sums[label].indices { sums[label][cell] += models[model][label][cell] }
    }
    count += 1
  }

  private func loss(_ predictions: (Int) -> [Double]) -> Double {
    let losses = labels.indices.map { label in
      (mean: labels[label].mean(predictions(label)) ?? 0, weight: labels[label].weight)
    }
    let loss = reduction.loss(of: losses) ?? .infinity
    return loss.isNaN ? .infinity : loss
  }
}
