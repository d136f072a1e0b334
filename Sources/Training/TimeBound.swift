/// How long a run goes on at the most and at the least: until its epochs are over, or until there
/// may have been so many without a better validation score that its patience ends.
public struct TimeBound: Equatable, Sendable {
  /// The most epochs there can be.
  public let epochs: Int
  /// The steps of an epoch.
  public let stepsPerEpoch: Int
  /// The seconds of an epoch, as far as can be told by the steps before.
  public let secondsPerEpoch: Double
  /// After so many epochs without a better score the run ends; nil where nothing ends it early.
  public let patience: Int?
  /// The epochs that are done, with the share of the present one.
  private let done: Double
  /// The epoch with the best score so far, from 1; 0 before the first.
  private let bestEpoch: Int

  /// What evaluating a row takes of training on it: one product in each layer, where a step has one
  /// forward and two backward.
  static let evaluationShare = 1.0 / 3

  /// - Parameters:
  ///   - secondsPerEpoch: What an epoch takes.
  ///   - done: The epochs that are done, with the share of the present one.
  ///   - bestEpoch: The epoch with the best score so far, from 1; 0 before the first.
  public init(
    epochs: Int, stepsPerEpoch: Int, secondsPerEpoch: Double, patience: Int?, done: Double = 0,
    bestEpoch: Int = 0
  ) {
    self.epochs = epochs
    self.stepsPerEpoch = stepsPerEpoch
    self.secondsPerEpoch = secondsPerEpoch
    self.patience = patience
    self.done = done
    self.bestEpoch = bestEpoch
  }

  /// The seconds from now on, at the least and at the most. The first epoch has the best score when
  /// it ends.
  public var seconds: ClosedRange<Double> {
    let last = patience.map { min($0 + max(bestEpoch, 1), epochs) } ?? epochs
    func time(to epoch: Int) -> Double { max(Double(epoch) - done, 0) * secondsPerEpoch }
    return time(to: last)...time(to: epochs)
  }
}
