/// Holds back tasks that no longer improve on validation rows, while the others go on: a task's
/// factor shrinks by a share after each epoch that is not its best so far, and doubles after one that
/// is.
public struct TaskDamping: Codable, Equatable, Sendable {
  /// What is left of a factor after an epoch of usual length that brought nothing better.
  public static let usualShare = 0.5
  /// How far a factor falls, and how far it rises.
  public static let bounds = 0.02...1.0

  /// For each task what its part in the shared parameters is multiplied by.
  public private(set) var factors: [Double]

  private let share: Double

  /// Factors of 1.
  ///
  /// - Parameter share: What is left of a factor after an epoch that brought nothing better.
  init(taskCount: Int, share: Double) {
    self.share = share
    factors = Array(repeating: Self.bounds.upperBound, count: taskCount)
  }

  /// Takes in an epoch.
  ///
  /// - Parameter improved: For each task whether its loss on validation rows was lower than in all
  ///   epochs before; nil without such rows, which changes nothing.
  mutating func epochEnded(improved: [Bool?]) {
    precondition(improved.count == factors.count, "one for each task")
    for (task, improved) in improved.enumerated() {
      guard let improved else { continue }
      factors[task] = min(
        max(factors[task] * (improved ? 2 : share), Self.bounds.lowerBound), Self.bounds.upperBound)
    }
  }

  /// Whether it has a factor in the bounds for each of so many tasks.
  func fits(taskCount: Int) -> Bool {
    factors.count == taskCount && (0...1).contains(share)
      && factors.allSatisfy(Self.bounds.contains)
  }
}
