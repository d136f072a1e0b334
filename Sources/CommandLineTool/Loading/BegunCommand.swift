import ArgumentParser
import Exporting
import Runs
import Training

/// A run of several models that was begun: the command that began it, and what tells its data from
/// other data.
struct BegunModels {
  let command: TrainCommand
  let data: DataFingerprint
}

extension TrainCommand {
  /// The command that began what is in a folder.
  ///
  /// - Parameter arguments: The words that were kept of it.
  static func begun(_ arguments: [String], in folder: RunFolder) throws -> TrainCommand {
    do {
      return try TrainCommand.parse(["--resume=\(folder.path)"] + arguments)
    } catch {
      throw ModelReadingError(
        path: folder.checkpointFolder,
        reason: "the run was begun with options that are not understood: "
          + TrainCommand.message(for: error))
    }
  }

  /// The command with what may be changed as it is asked for now.
  ///
  /// - Parameters:
  ///   - request: The command that asks.
  ///   - given: The options on its command line.
  ///   - raisable: The options that the caller compares.
  /// - Throws: `ValidationError` where an option has another value than the run was begun with.
  func goingOn(
    by request: TrainCommand, given: GivenOptions, raising raisable: Set<String>
  ) throws -> TrainCommand {
    for (now, then) in zip(request.stated, stated)
    where given.contains(now.name) && !raisable.contains(now.name) {
      try Self.compare(now, then)
    }
    var command = self
    if !request.data.isEmpty { command.data = request.data }
    if given.contains("--validation") { command.split.validation = request.split.validation }
    if given.contains("--test") { command.split.test = request.split.test }
    if given.contains("--split-file") { command.split.splitFile = request.split.splitFile }
    command.run = request.run
    command.checkpoints = request.checkpoints
    command.computing = request.computing
    // Of a table larger than memory it has decided which rows judge, and is kept.
    if given.contains("--memory") {
      guard memory.memory == nil || memory.memory == request.memory.memory else {
        throw ValidationError(
          "--memory decided which rows are in memory when the run was begun; leave it out")
      }
      command.memory = request.memory
    }
    command.printing = request.printing
    command.profile = request.profile
    return command
  }

  /// A number that may be raised, not lowered.
  static func raised(_ now: Int, from before: Int, of option: String) throws -> Int {
    guard now >= before else {
      throw ValidationError(
        "\(option) is \(now), but the run was begun with \(before): it may be raised, not lowered")
    }
    return now
  }

  /// What may have moved is compared elsewhere.
  private static func compare(_ now: StatedOption, _ then: StatedOption) throws {
    guard now != then else { return }
    let mayMove = ["--validation", "--test", "--split-file"]
    if mayMove.contains(now.name), !then.values.isEmpty { return }
    let begun =
      then.values.isEmpty ? "without it" : "with \(then.arguments.joined(separator: " "))"
    throw ValidationError(
      "\(now.arguments.joined(separator: " ")): the run was begun \(begun); leave it out to go on "
        + "with the run, or begin another one with -o")
  }
}
