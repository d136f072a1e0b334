/// The memory that several runs take beside each other, in bytes.
public struct MemoryBesideOthers: Sendable {
  /// The program, and all that there is once.
  private let base: Double
  /// What a run adds at most.
  private let run: Double

  /// - Parameters:
  ///   - runs: Each run by itself, at least one.
  ///   - tables: How many encoded tables there are at one time.
  package init(_ runs: [MemoryEstimate], tables: Int) {
    func most(_ part: (MemoryEstimate) -> Double) -> Double { runs.reduce(0) { max($0, part($1)) } }
    run = most { $0.parameters + $0.step + $0.tasks + $0.checkpoint }
    base = MemoryEstimate.base + most(\.columns) + Double(tables) * most(\.table)
  }

  /// What so many runs at one time take.
  public func total(lanes: Int) -> Double { base + Double(lanes) * run }

  /// The most runs at one time that fit; nil where not even one does.
  public func lanes(within limit: Double) -> Int? {
    let most = run > 0 ? (limit - base) / run : limit - base
    return most >= 1 ? Int(min(most, 1e6)) : nil
  }
}
