/// Which of several runs one of several processes trains: every n-th one of n processes.
public struct RunShare: Sendable, Equatable {
  /// The process's number, from 0.
  public let rank: Int
  /// How many processes there are.
  public let count: Int

  /// All runs, of a process alone.
  public static let all = RunShare(rank: 0, count: 1)

  /// A share.
  public init(rank: Int, count: Int) {
    precondition(rank >= 0 && rank < count, "one of the processes")
    self.rank = rank
    self.count = count
  }

  /// The runs of the share, in their order.
  package func of<Run>(_ runs: [Run]) -> [Run] {
    stride(from: rank, to: runs.count, by: count).map { runs[$0] }
  }
}
