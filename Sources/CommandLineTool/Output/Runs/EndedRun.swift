import DurableFiles
import Remedies
import Runs
import Training

/// Work that ended on its way, and of which something may be left.
protocol EndedWork: Error {
  /// What ended it.
  var error: any Error { get }
  /// Whether someone asked for it.
  var isInterrupted: Bool { get }
}

extension EndedWork {
  var isInterrupted: Bool {
    (error as? TrainingError)?.isInterruption ?? false
  }
}

/// A run that ended on its way.
struct EndedRun: EndedWork, Worded {
  let folder: RunFolder
  let error: any Error
  /// Whether a checkpoint of it was saved.
  let hasSaved: Bool

  func description(naming names: any ParameterNaming) -> String {
    names.text(of: error) + (hasSaved ? whatIsLeft : whatIsLost)
  }

  private var whatIsLost: String {
    isInterrupted ? "; nothing of it was saved" : ""
  }

  private var whatIsLeft: String {
    switch error {
    case TrainingError.interrupted, TrainingError.measuringInterrupted:
      "; go on with: equipoise train --resume \(folder.path)"
    case TrainingError.diverged:
      "\nThe last good checkpoint is kept: `equipoise export \(folder.path) -o FILE` writes the model "
        + "of its best epoch."
    case is FileError:
      "\nThe last checkpoint is kept; go on with: equipoise train --resume \(folder.path)"
    default: ""
    }
  }
}

/// A comparison that ended on its way.
struct EndedComparison: EndedWork, Worded {
  let error: any Error
  /// Whether anything of any run is kept.
  let hasRuns: Bool

  func description(naming names: any ParameterNaming) -> String {
    guard isInterrupted else { return names.text(of: error) }
    return "the comparison was interrupted; "
      + (hasRuns ? "the same command goes on with it" : "nothing of it was saved")
  }
}

/// A preparation that was interrupted.
struct EndedPreparation: EndedWork, Worded {
  let error: any Error
  /// Whether tables that were read are kept.
  let isKept: Bool

  var isInterrupted: Bool { true }

  func description(naming names: any ParameterNaming) -> String {
    "the preparation was interrupted before its end; "
      + (isKept
        ? "the same command goes on behind the tables that were read"
        : "an earlier table of that name is as it was")
  }
}

/// A prediction that was interrupted.
struct EndedPrediction: EndedWork, Worded {
  let error: any Error

  var isInterrupted: Bool { true }

  func description(naming names: any ParameterNaming) -> String {
    "the prediction was interrupted before its end; an earlier file of that name is as it was"
  }
}
