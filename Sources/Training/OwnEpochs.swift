/// From which epochs a model's tasks are predicted: each from the one that suits all best, but for
/// those that do better in another one by more than chance.
///
/// Tasks that share a network learn at different speeds: one overfits while another still gains,
/// and much of what sharing seems to cost is the time at which all have to stop.
public struct OwnEpochs: Codable, Equatable, Sendable {
  /// The numbers of the epochs whose parameters the model has, the common one first.
  public let epochs: [Int]
  /// For each task how it leaves the common epoch; nil where it does not.
  public let departures: [Departure?]

  /// How a task leaves the common epoch.
  public struct Departure: Codable, Equatable, Sendable {
    /// Where its epoch stands among `epochs`.
    public let snapshot: Int
    /// How much lower its mean loss on the validation rows is there, in the units of its loss.
    public let gain: Double
    /// The standard error of the gain, from the differences row by row.
    public let standardError: Double

    /// Creates a departure.
    public init(snapshot: Int, gain: Double, standardError: Double) {
      self.snapshot = snapshot
      self.gain = gain
      self.standardError = standardError
    }
  }

  /// The most epochs of a model.
  public static let most = 6

  /// Creates a choice.
  public init(epochs: [Int], departures: [Departure?]) {
    self.epochs = epochs
    self.departures = departures
  }

  /// For each task where its epoch stands among `epochs`.
  package var snapshots: [Int] { departures.map { $0?.snapshot ?? 0 } }

  /// For each task the number of its epoch.
  package var ofTasks: [Int] { snapshots.map { epochs[$0] } }
}

extension OwnEpochs {
  /// What a task would gain in an epoch of its own.
  package struct Gain {
    let task: Int
    let epoch: Int
    /// By how much the task's loss is lower, and the standard error of that.
    package let mean, standardError: Double

    package init(task: Int, epoch: Int, mean: Double, standardError: Double) {
      (self.task, self.epoch) = (task, epoch)
      (self.mean, self.standardError) = (mean, standardError)
    }

    /// In standard errors; none is as good as any number of them.
    var score: Double { standardError > 0 ? mean / standardError : .infinity }
  }

  /// Chooses among what tasks would gain: those of more than one standard error, and where their
  /// epochs would be too many, the clearest ones. Nil where no task leaves the common epoch.
  package init?(common: Int, taskCount: Int, gains: [Gain]) {
    var epochs = [common]
    var departures: [Departure?] = Array(repeating: nil, count: taskCount)
    let clear = gains.filter { $0.mean > $0.standardError }
    // Of equal scores the first task's comes first.
    for gain in clear.sorted(by: { ($1.score, $0.task) < ($0.score, $1.task) }) {
      if !epochs.contains(gain.epoch) {
        guard epochs.count < Self.most else { continue }
        epochs.append(gain.epoch)
      }
      departures[gain.task] = Departure(
        snapshot: epochs.firstIndex(of: gain.epoch) ?? 0, gain: gain.mean,
        standardError: gain.standardError)
    }
    guard epochs.count > 1 else { return nil }
    self.init(epochs: epochs, departures: departures)
  }
}

extension OwnEpochs.Gain {
  /// What a task gains from one epoch to another, by its labels' weight · loss in each validation
  /// row, NaN where there is no label.
  ///
  /// A row's part in the task's loss is Σ weight · loss / divisor over its labels; the gain is the
  /// sum over rows of the differences d of these parts, and n rows leave it a standard error of
  /// √(n / (n − 1) · Σ (d − mean d)²).
  ///
  /// - Parameters:
  ///   - divisors: For each label what the sum over rows is divided by in the task's loss.
  package init?(
    task: Int, epoch: Int, common: ArraySlice<[Double]>, own: ArraySlice<[Double]>,
    divisors: [Double]
  ) {
    var differences: [Double] = []
    for row in (common.first ?? []).indices {
      var difference: Double?
      for (divisor, losses) in zip(divisors, zip(common, own)) where !losses.0[row].isNaN {
        difference = (difference ?? 0) + (losses.0[row] - losses.1[row]) / divisor
      }
      if let difference { differences.append(difference) }
    }
    let count = Double(differences.count)
    guard count > 1 else { return nil }
    let mean = differences.reduce(0, +) / count
    let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.init(
      task: task, epoch: epoch, mean: count * mean,
      standardError: (count / (count - 1) * squares).squareRoot())
  }
}
