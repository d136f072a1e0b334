import Foundation

/// What `mpirun` tells a process that it started, in the environment.
package struct Launch: Equatable {
  /// The process's number, from 0.
  package let rank: Int
  /// How many processes were started together.
  package let count: Int
  /// How many of them are on this machine.
  package let localCount: Int

  /// What this process was told; nil if it was started alone.
  static let current = Launch(ProcessInfo.processInfo.environment)

  /// - Parameter environment: The variables of Open MPI's launcher.
  package init?(_ environment: [String: String]) {
    func number(_ name: String) -> Int? {
      environment["OMPI_COMM_WORLD_\(name)"].flatMap { Int($0) }
    }
    guard let rank = number("RANK"), let count = number("SIZE"), count > rank, rank >= 0 else {
      return nil
    }
    self.rank = rank
    self.count = count
    localCount = min(max(number("LOCAL_SIZE") ?? 1, 1), count)
  }
}
