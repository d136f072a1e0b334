/// When a run was saved last, and whether it is time again.
package struct CheckpointTurn {
  private let interval: CheckpointInterval
  private var epochs = 0
  private var rows = 0
  private var savedAt = 0.0
  /// The seconds that saving took last, or is expected to take.
  private var cost: Double

  /// Where nothing else is asked for, this many seconds lie between two checkpoints at least.
  private static let shortest = 2.0
  /// After this many an epoch is saved on its way.
  private static let longest = 600.0
  /// How many times as long as saving took the run goes on before it is saved again. With the
  /// checkpoint at its end one of them is at most a tenth of a run.
  private static let costs = 29.0

  /// The bytes that a slow disk writes in a second.
  private static let speed = 50e6

  /// A run that begins.
  ///
  /// - Parameter bytes: The size of a checkpoint; what the first one costs is expected from it.
  package init(_ interval: CheckpointInterval, bytes: Double) {
    self.interval = interval
    cost = bytes / Self.speed
  }

  /// Counts a step of so many rows.
  package mutating func add(rows count: Int) { rows += count }

  /// Counts an epoch.
  package mutating func addEpoch() { epochs += 1 }

  /// Whether it is time, so many seconds after the run began.
  package func isDue(at seconds: Double) -> Bool {
    let passed = seconds - savedAt
    return switch interval {
    case .automatic:
      passed >= Self.costs * cost && passed >= (epochs > 0 ? Self.shortest : Self.longest)
    case .epochs(let count): epochs >= count
    case .rows(let count): rows >= count
    case .seconds(let most): passed >= most
    case .never: false
    }
  }

  /// Begins to count anew.
  ///
  /// - Parameters:
  ///   - began: When saving began, in seconds after the run did.
  ///   - seconds: When it was done.
  package mutating func saved(from began: Double, to seconds: Double) {
    (epochs, rows, savedAt, cost) = (0, 0, seconds, seconds - began)
  }
}
