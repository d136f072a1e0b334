import CLibrary
import Foundation
import LinearAlgebra
import MPIRanks
import Remedies
import Synchronization
import Training

/// The processes that do a command together: what `mpirun` started, or this one alone.
///
/// The first rank writes and tells; of the others nothing is heard, unless one alone fails.
enum Job {
  /// Open MPI's ranks, from when this process joins them until it leaves them.
  private static let joined = Mutex<MPIRanks?>(nil)
  private static let hasJoined = Atomic<Bool>(false)
  /// Where others than the first rank tell what the first one cannot know.
  private static let ownStandardError = Atomic<CInt>(STDERR_FILENO)
  /// Whether all ranks know what ends them.
  private static let endsTogether = Atomic<Bool>(false)

  /// The ranks of the command.
  static var ranks: any Ranks { joined.withLock { $0 } ?? alone }
  private static let alone = LoneRank()

  /// Which of several runs this rank trains, where ranks take whole ones.
  static var share: RunShare { RunShare(rank: ranks.rank, count: ranks.count) }

  /// Into how many shards steps are cut if nothing is said: several ranks agree on as many as one
  /// that mpirun started; who trains a model alone needs no more than one.
  static var usualShards: Int {
    guard let launch = Launch.current, !takesWholeModels.load(ordering: .relaxed) else { return 1 }
    return ShardPlan.count(forRanks: launch.count)
  }

  /// Takes note that no two ranks train one model.
  static func takeWholeModels() { takesWholeModels.store(true, ordering: .relaxed) }
  private static let takesWholeModels = Atomic<Bool>(false)

  /// How many processes share this machine.
  static var localCount: Int { Launch.current?.localCount ?? 1 }

  /// Keeps others than the first rank from telling what it tells.
  static func muteOthers() {
    guard let launch = Launch.current, launch.rank > 0 else { return }
    ownStandardError.store(dup(STDERR_FILENO), ordering: .relaxed)
    let nowhere = open("/dev/null", O_WRONLY)
    for stream in [STDOUT_FILENO, STDERR_FILENO] { dup2(nowhere, stream) }
  }

  /// Joins the other ranks, if there are any.
  ///
  /// - Parameters:
  ///   - command: The command's name.
  ///   - takesRanks: Whether several ranks can do it together.
  /// - Throws: `JobError` where they cannot.
  static func begin(_ command: String, takesRanks: Bool) throws(JobError) {
    guard let launch = Launch.current else { return }
    guard MPIRanks.isBuilt else {
      if launch.count == 1 { return }
      throw .notBuilt(ranks: launch.count)
    }
    guard takesRanks else {
      if launch.count == 1 { return }
      throw .oneProcess(command: command, ranks: launch.count)
    }
    guard let ranks = MPIRanks() else { throw .cannotJoin(MPIRanks.libraryVersion) }
    joined.withLock { $0 = ranks }
    hasJoined.store(true, ordering: .relaxed)
  }

  /// Whether this is a rank of which nothing is heard, and that others do not wait for.
  static var leavesWordToFirst: Bool {
    (Launch.current?.rank ?? 0) > 0 && !hasJoined.load(ordering: .relaxed)
  }

  /// Does something on each rank that can fail on some: if it does, all fail.
  ///
  /// - Throws: On ranks where it failed what it failed with, on the others what the first of those
  ///   says.
  static func agree<Result>(_ body: () throws -> Result) throws -> Result {
    let ranks = ranks
    guard ranks.count > 1 else { return try body() }
    let result = Swift.Result { try body() }
    var answer = Answer(failure: nil)
    if case .failure(let error) = result { answer.failure = Failure(error) }
    let answers = try ranks.gather([UInt8](JSONEncoder().encode(answer))).map {
      try JSONDecoder().decode(Answer.self, from: Data($0))
    }
    for (rank, answer) in answers.enumerated() {
      guard let failure = answer.failure else { continue }
      endTogether()
      _ = try result.get()
      throw JobError.otherFailed(rank: rank, failure)
    }
    return try result.get()
  }

  /// What a rank tells the others of what it tried.
  private struct Answer: Codable {
    var failure: Failure?
  }

  /// What a rank failed with, for the others.
  struct Failure: Codable, Equatable {
    let host: String
    let text: String

    init(host: String, text: String) { (self.host, self.text) = (host, text) }

    init(_ error: any Error) {
      self.init(host: ProcessInfo.processInfo.hostName, text: FlagNaming().text(of: error))
    }
  }

  /// Takes note that what ends this rank ends the others by themselves.
  static func endTogether() { endsTogether.store(true, ordering: .relaxed) }

  /// Leaves the job when all ranks do.
  static func leave() {
    joined.withLock { ranks in
      ranks?.leave()
      ranks = nil
    }
  }

  /// Ends with an error: together with the others if it ends them as well, and otherwise at once, for
  /// they would wait for this rank.
  static func end(_ text: String, exitCode: Int32) {
    guard let ranks = joined.withLock({ $0 }) else { return }
    guard ranks.count > 1, !endsTogether.load(ordering: .relaxed) else { return leave() }
    if !ranks.leads {
      let line = "Error: rank \(ranks.rank): \(text)\n"
      try? FileHandle(fileDescriptor: ownStandardError.load(ordering: .relaxed))
        .write(contentsOf: Data(line.utf8))
    }
    ranks.abort(exitCode: exitCode)
  }
}
