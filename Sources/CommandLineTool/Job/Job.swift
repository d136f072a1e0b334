import CLibrary
import Foundation
import LinearAlgebra
import MPIRanks
import Remedies
import Runs
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

  /// Trains this rank's whole models, where ranks take them: if one fails, all do.
  ///
  /// - Throws: `EndedRun`.
  static func trainShare(
    into writer: ModelSetWriter, in folder: RunFolder, _ train: (RunShare) throws -> Void
  ) throws {
    guard share != .all else { return }
    do {
      try agree { try train(share) }
    } catch {
      throw EndedRun(folder: folder, error: error, hasSaved: writer.hasSaved)
    }
  }

  /// Does something on each rank that can fail on some: if it does, all fail.
  ///
  /// - Throws: On ranks where it failed what it failed with, on the others what the first of those
  ///   says.
  static func agree<Result>(_ body: () throws -> Result) throws -> Result {
    var result: Result?
    _ = try gather {
      result = try body()
      return []
    }
    guard let result else { preconditionFailure("what failed has thrown") }
    return result
  }

  /// Does something on each rank that can fail on some, and gathers the bytes that it gives: if it
  /// fails, all fail.
  ///
  /// - Throws: As `agree`.
  static func gather(_ body: () throws -> [UInt8]) throws -> [[UInt8]] {
    let ranks = ranks
    guard ranks.count > 1 else { return [try body()] }
    let result = Swift.Result { try body() }
    let answer: [UInt8] =
      switch result {
      case .success(let bytes): [0] + bytes
      case .failure(let error): try [1] + [UInt8](JSONEncoder().encode(Failure(error)))
      }
    let answers = ranks.gather(answer)
    if let rank = answers.firstIndex(where: { $0.first != 0 }) {
      endTogether()
      _ = try result.get()
      let failure = try JSONDecoder().decode(Failure.self, from: Data(answers[rank].dropFirst()))
      throw JobError.otherFailed(rank: rank, failure)
    }
    return answers.map { Array($0.dropFirst()) }
  }

  /// How the ranks share the rows of a table that stays on disk.
  ///
  /// - Parameter shards: Into how many shards batches are cut.
  static func sharing(shards: Int) -> RowSharing {
    RowSharing(ShardPlan(count: shards, rankCount: ranks.count), rank: ranks.rank, gather: gather)
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
