import ArgumentParser
import Balancing
import CLibrary
import Comparing
import Datasets
import DurableFiles
import Optimizers
import Packs
import Remedies
import Reports
import Runs
import Training

/// A command whose errors end in a plain sentence and an exit code that says whose they are.
protocol EquipoiseCommand: ParsableCommand {
  /// Whether several processes, as mpirun starts them, can do it together.
  static var takesRanks: Bool { get }
  /// Does the command's work.
  func execute() throws
}

extension EquipoiseCommand {
  static var takesRanks: Bool { false }

  /// Tells a person what was noticed, with the remedies that this command has, unless only the
  /// result was asked for.
  func tell(_ notices: [Notice], unless isQuiet: Bool) {
    guard !isQuiet, !notices.isEmpty else { return }
    let names = FlagNaming(of: Self.self)
    for notice in notices {
      Console.tell("note: \(notice.description(naming: names).printable)")
    }
  }

  /// What is told of an error: of what a file holds no more than a few lines, nothing that would
  /// move the cursor, and of the remedies those that this command has.
  private static func text(of error: any Error) -> String {
    let text = FlagNaming(of: Self.self).text(of: error).split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .map { String($0).printable }.joined(separator: "\n")
    return text.shortened(to: 4000)
  }

  func run() throws {
    do {
      try Job.begin(Self._commandName, takesRanks: Self.takesRanks)
      try execute()
      Job.leave()
    } catch let error as ExitCode {
      throw error
    } catch let work as any EndedWork where work.isInterrupted {
      Console.tell("\(work)")
      // As a shell reports a program that a signal ended.
      let code = 128 + (Interruption.signal ?? SIGINT)
      Job.end("\(work)", exitCode: code)
      throw ExitCode(code)
    } catch {
      let (text, code) = (Self.text(of: error), FailureCode(of: error).rawValue)
      Console.tell("Error: " + text)
      Job.end(text, exitCode: code)
      throw ExitCode(code)
    }
  }
}

/// Whose failure it is, as an exit code.
package enum FailureCode: Int32 {
  /// The data or the model.
  case data = 1
  /// The command line.
  case usage = 64
  /// The operating system: a file that cannot be read or written.
  case inputOutput = 74

  /// Whose failure an error is.
  package init(of error: any Error) {
    switch error {
    case let work as any EndedWork: self.init(of: work.error)
    case let error as DatasetError:
      switch error.kind {
      case .inputOutput: self = .inputOutput
      case .data: self = .data
      case .request: self = .usage
      }
    case let error as BalancingError: self = error.isRequest ? .usage : .data
    case is FileError: self = .inputOutput
    case let error as JobError: self = error.isRequest ? .usage : .data
    case is ValidationError, is ScheduleError, is ComparisonRequest.Mismatch: self = .usage
    case ComparisonError.nothingToJudgeBy, PackError.nothingToChooseBy: self = .usage
    case TrainingError.invalidOption, TrainingError.nothingShared, TrainingError.noFeatures,
      TrainingError.batchTooSmall:
      self = .usage
    case is MemoryError: self = .usage
    default: self = .data
    }
  }
}

extension BalancingError {
  /// Whether the request was wrong, rather than what training met.
  fileprivate var isRequest: Bool {
    switch self {
    case .unknownScheme, .missingParameter, .badParameter, .tooManyParameters, .unknownTask,
      .weightsDoNotCoverTasks, .badTaskWeight, .unsuitableModifier,
      .inflexibleScheme, .needlessSketch, .missingPrimary:
      true
    case .unusableReference, .negativeLoss, .nonFinite, .unusableState: false
    }
  }
}
