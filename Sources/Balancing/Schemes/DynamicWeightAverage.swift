/// Dynamic weight average (Liu, Johns and Davison 2019, eq. (7)): w = n softmax(r/T), with rᵢ the
/// ratio of the task's average losses in the last two epochs, so that tasks that have slowed down
/// weigh more.
///
/// rᵢ = 1 until two averages are known; an epoch without data leaves a task's averages as they are.
public struct DynamicWeightAverage: LossWeighting {
  /// The last two average losses of a task.
  public struct Averages: SchemeState {
    var last: Double?
    var previous: Double?

    /// Whether every part fits.
    public func fits(_ fresh: Averages) -> Bool {
      last.fits(fresh.last)
        && previous.fits(fresh.previous)
    }
  }

  /// T: the higher, the more alike the weights. 2 in the paper.
  public let temperature: Double
  /// The averages of each task.
  public var state: [Averages]

  /// - Parameter temperature: T > 0.
  public init(taskCount: Int, temperature: Double = 2) {
    self.temperature = temperature
    state = Array(repeating: Averages(), count: taskCount)
  }

  /// Losses are compared by their ratios.
  public var lossDomain: LossDomain { .positive }

  /// w = n′ softmax(r/T).
  public mutating func weigh(_ losses: PresentLosses, into weights: inout [Double]) {
    for (i, task) in losses.tasks.enumerated() {
      let averages = state[task]
      var ratio = 1.0
      if let last = averages.last, let previous = averages.previous { ratio = last / previous }
      weights[i] = ratio / temperature
    }
    replaceBySoftmax(&weights)
    for i in weights.indices { weights[i] *= Double(losses.count) }
  }

  /// Keeps each task's average.
  public mutating func epochEnded(averages: [Double?]) {
    for (task, average) in averages.enumerated() {
      guard let average else { continue }
      state[task] = Averages(last: average, previous: state[task].last)
    }
  }
}

extension DynamicWeightAverage {
  static let entry = SchemeEntry(
    name: "dwa",
    summary: "more weight for tasks whose loss has stopped falling, epoch by epoch",
    parameters: [
      SchemeParameter(
        name: "T", meaning: "the temperature: the higher, the more alike the weights",
        kind: .number(1e-3...1e6, default: 2))
    ],
    evidence: .losses, invariances: .init(scale: .no, shift: .no),
    source: "Liu, Johns and Davison 2019, eq. (7)"
  ) { arguments, context throws(BalancingError) in
    .losses(
      DynamicWeightAverage(
        taskCount: context.taskNames.count, temperature: arguments.number("T")))
  }
}
