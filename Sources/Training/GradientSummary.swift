package import LinearAlgebra

/// How the tasks' gradients lay to each other in an epoch, for a scheme that reads them.
public struct GradientSummary: Codable, Equatable, Sendable {
  /// For each task the mean length of its gradient over the steps in which it had one.
  public let norms: [Double]
  /// The pairs of tasks that had a gradient in the same step.
  public let pairs: [Pair]

  package init(norms: [Double], pairs: [Pair]) {
    self.norms = norms
    self.pairs = pairs
  }

  /// Two tasks' gradients.
  public struct Pair: Codable, Equatable, Sendable {
    /// The tasks' positions, the first one before the second.
    public let first, second: Int
    /// The mean cosine of the angle between them.
    public let cosine: Double
    /// The share of the steps in which they conflict: in which the cosine is negative.
    public let conflictShare: Double
    /// The steps in which both had a gradient.
    public let steps: Int

    package init(first: Int, second: Int, cosine: Double, conflictShare: Double, steps: Int) {
      self.first = first
      self.second = second
      self.cosine = cosine
      self.conflictShare = conflictShare
      self.steps = steps
    }
  }
}

/// Adds Gramians up, step by step.
package struct GradientSums: Codable, Equatable, Sendable {
  private let count: Int
  private var norms: [Double]
  private var steps: [Int]
  private var cosines: [Double]
  private var conflicts: [Int]
  private var together: [Int]

  package init(taskCount: Int) {
    count = taskCount
    norms = Array(repeating: 0, count: taskCount)
    steps = Array(repeating: 0, count: taskCount)
    cosines = Array(repeating: 0, count: taskCount * taskCount)
    conflicts = Array(repeating: 0, count: taskCount * taskCount)
    together = conflicts
  }

  /// Whether it has sums for so many tasks.
  func fits(taskCount: Int) -> Bool {
    count == taskCount && norms.count == count && steps.count == count
      && [cosines.count, conflicts.count, together.count].allSatisfy { $0 == count * count }
      && (steps + conflicts + together).allSatisfy(TrainingCheckpoint.counts.contains)
  }

  /// Takes in a step. A task without a gradient, or with one that is not finite, has no part in it.
  package mutating func add(_ gramian: Gramian) {
    for i in 0..<count where gramian.hasDirection(i) {
      let norm = gramian.squaredNorm(i).squareRoot()
      norms[i] += norm
      steps[i] += 1
      for j in i + 1..<max(count, i + 1) where gramian.hasDirection(j) {
        let cosine = gramian[i, j] / (norm * gramian.squaredNorm(j).squareRoot())
        guard cosine.isFinite else { continue }
        let pair = i * count + j
        cosines[pair] += cosine
        together[pair] += 1
        if cosine < 0 { conflicts[pair] += 1 }
      }
    }
  }

  /// The means; nil if no gradient was seen.
  package var summary: GradientSummary? {
    guard steps.contains(where: { $0 > 0 }) else { return nil }
    var pairs: [GradientSummary.Pair] = []
    for i in 0..<count {
      for j in i + 1..<max(count, i + 1) {
        let pair = i * count + j
        guard together[pair] > 0 else { continue }
        let steps = Double(together[pair])
        pairs.append(
          GradientSummary.Pair(
            first: i, second: j, cosine: cosines[pair] / steps,
            conflictShare: Double(conflicts[pair]) / steps, steps: together[pair]))
      }
    }
    return GradientSummary(
      norms: zip(norms, steps).map { $0 / Double(max($1, 1)) }, pairs: pairs)
  }
}

extension Gramian {
  fileprivate func hasDirection(_ i: Int) -> Bool {
    squaredNorm(i) > 0 && squaredNorm(i).isFinite
  }
}
