public import Remedies

/// Why a training run could not begin or go on.
public enum TrainingError: Error, Equatable, Sendable, Worded {
  /// An option's value is out of range.
  case invalidOption(name: Wording, value: String, expected: String)
  /// All labelled training rows have one value, while there are other rows.
  case oneValue(column: String, value: String, labelled: Int)
  /// The table has no column to learn from.
  case noFeatures
  /// A loss or gradient was not finite for many steps in a row, or the parameters or every
  /// validation score were not at an epoch's end; the task is named where one is to blame.
  case diverged(epoch: Int, step: Int, task: String?, reason: String)
  /// The observer ended the run, after a step of an epoch or, without one, between two epochs.
  case interrupted(epoch: Int, step: Int?, isSaved: Bool)
  /// Who watches ended the measuring of what features are worth.
  case measuringInterrupted
  /// A checkpoint does not fit the data and the configuration, or contradicts itself.
  case unusableCheckpoint(reason: String)
  /// A scheme that reads gradients of shared parameters was asked for where none are shared.
  case nothingShared(scheme: String)
  /// A scheme that cuts batches in parts was asked for with fewer rows a batch than parts.
  case batchTooSmall(scheme: String, rows: Int, parts: Int)
  /// A rank has other parameters than rank 0, though all did the same.
  case ranksDiffer(rank: Int, epoch: Int)

  /// After so many steps in a row without a finite gradient training has failed.
  static let mostBadSteps = 10

  /// What is wrong and what to do.
  public var description: String { description(naming: LibraryNaming()) }

  /// The same for readers who call parameters by other names.
  public func description(naming names: any ParameterNaming) -> String {
    wording.text(naming: names)
  }

  private var wording: Wording {
    switch self {
    case .invalidOption(let name, let value, let expected):
      "\(name) is \(value), but must be \(expected)"
    case .oneValue(let column, let value, let labelled):
      "column \"\(column)\": all \(labelled) labelled training rows have the value \(value), so there "
        + "is nothing to learn; split the rows otherwise, or leave the label out with "
        + "\(.ignored, .column(column))"
    case .noFeatures:
      "no feature column is left: every column is a label, a weight or ignored; "
        + "name features with \(.columns), or ignore fewer columns"
    case .diverged(let epoch, let step, let task, let reason):
      Self.divergence(epoch: epoch, step: step, task: task, reason: reason)
    case .interrupted(let epoch, let step, _):
      "training was interrupted after \(step.map { "step \($0) of epoch \(epoch)" } ?? "epoch \(epoch)")"
    case .measuringInterrupted:
      "measuring what features are worth was interrupted"
    case .unusableCheckpoint(let reason):
      "the checkpoint cannot be used: \(reason); begin the run anew"
    case .nothingShared(let scheme):
      "\(.scheme, .literal(scheme)) weighs gradients of shared layers, but there are none; "
        + "give \(.hidden) at least one width, and let tasks share it"
    case .batchTooSmall(let scheme, let rows, let parts):
      "\(.scheme, .literal(scheme)) cuts each batch in \(parts) parts, but a batch has "
        + "\(rows == 1 ? "1 row" : "\(rows) rows"); raise \(.batchSize), or train on more rows"
    case .ranksDiffer(let rank, let epoch):
      "after epoch \(epoch) rank \(rank) has other parameters than rank 0: their processors or "
        + "libraries round differently; train on processors of one kind"
    }
  }

  private static func divergence(
    epoch: Int, step: Int, task: String?, reason: String
  ) -> Wording {
    let culprit = task.map { "task \"\($0)\": " } ?? ""
    let place = task.map { "the column \"\($0)\"" } ?? "the labels"
    return """
      training diverged in epoch \(epoch), step \(step): \(culprit)\(reason); try a smaller \
      \(.learningRate) or \(.clip, .literal("1")), and look for extreme values in \(place)
      """
  }
}

extension TrainingError {
  /// Whether someone asked for it.
  package var isInterruption: Bool {
    switch self {
    case .interrupted, .measuringInterrupted: true
    default: false
    }
  }

  /// Whether the numbers are to blame, not the request.
  package var isDivergence: Bool {
    if case .diverged = self { true } else { false }
  }
}
