import Foundation

/// Smooth Tchebycheff scalarisation of log losses, as the authors of Lin et al. 2024 and LibMTL
/// train networks: with yᵢ = log(Lᵢ/nadirᵢ), wᵢ = (n/Lᵢ) softmax(y/μ)ᵢ.
///
/// The nadir is the average loss over the epoch numbered `warmup`, counted from 0; until that epoch
/// has ended the weights are those of `realtime`, 1/Lᵢ. A task without data in that epoch keeps its
/// latest earlier average, or takes its first later one. The direction is that of the power mean
/// with γ = 1/μ of the losses over their nadirs.
public struct LogSmoothTchebycheff: LossWeighting {
  /// What changes while training.
  public struct State: SchemeState {
    var epochsEnded = 0
    /// The latest average of each task up to the warm-up epoch.
    public internal(set) var nadirs: [Double?]

    /// Whether every part fits.
    public func fits(_ fresh: State) -> Bool {
      epochsEnded.fits(fresh.epochsEnded)
        && nadirs.fits(fresh.nadirs)
    }
  }

  /// μ: the smaller, the more the worst ratio alone counts.
  public let smoothing: Double
  /// The number of the epoch whose averages become the nadir, from 0.
  public let warmup: Int
  /// The nadirs so far.
  public var state: State

  /// - Parameters:
  ///   - smoothing: μ > 0.
  ///   - warmup: The number of the epoch whose averages become the nadir, from 0.
  public init(taskCount: Int, smoothing: Double = 1, warmup: Int = 4) {
    self.smoothing = smoothing
    self.warmup = warmup
    state = State(nadirs: Array(repeating: nil, count: taskCount))
  }

  /// Logarithms are taken.
  public var lossDomain: LossDomain { .positive }

  /// wᵢ = (n′/Lᵢ) softmax(y/μ)ᵢ, or 1/Lᵢ during the warm-up.
  public mutating func weigh(_ losses: PresentLosses, into weights: inout [Double]) {
    guard state.epochsEnded > warmup else {
      for i in weights.indices { weights[i] = 1 / losses.values[i] }
      return
    }
    for (i, task) in losses.tasks.enumerated() {
      weights[i] = log(losses.values[i] / (state.nadirs[task] ?? losses.values[i])) / smoothing
    }
    replaceBySoftmax(&weights)
    for i in weights.indices { weights[i] *= Double(losses.count) / losses.values[i] }
  }

  /// Keeps averages up to the warm-up epoch, and later ones of tasks that had none.
  public mutating func epochEnded(averages: [Double?]) {
    for (task, average) in averages.enumerated() {
      guard let average, state.epochsEnded <= warmup || state.nadirs[task] == nil else { continue }
      state.nadirs[task] = average
    }
    state.epochsEnded += 1
  }
}

extension LogSmoothTchebycheff {
  static let entry = SchemeEntry(
    name: "stch-log",
    summary: "a smooth maximum of the losses over those of an early epoch",
    parameters: [
      SmoothTchebycheff.smoothingParameter,
      SchemeParameter(
        name: "warmup", meaning: "the epoch, from 0, whose average losses are divided by",
        kind: .integer(0...1_000_000, default: 4)),
    ],
    evidence: .losses, invariances: .init(scale: .yes, shift: .no),
    source: "Lin et al. 2024, as in the authors' multi-task code"
  ) { arguments, context throws(BalancingError) in
    .losses(
      LogSmoothTchebycheff(
        taskCount: context.taskNames.count, smoothing: arguments.number("μ"),
        warmup: arguments.integer("warmup")))
  }
}
