internal import Balancing
internal import Foundation
public import Optimizers

/// What of a training run follows from the number of its training rows where nobody says: a table
/// of few rows needs as many steps as a larger one, so smaller batches and more epochs, smaller
/// steps, and weights that are held tighter.
public struct TrainingBudget: Equatable, Sendable {
  /// Rows of a step.
  public let batchSize: Int
  /// The most passes over the training rows.
  public let epochs: Int
  /// Training stops when the validation score has not improved for this many epochs.
  public let patience: Int
  /// Each step shrinks the weights of products by the rate times this.
  public let weightDecay: Double
  /// What Adam's usual learning rate is multiplied by.
  public let learningRateFactor: Double

  /// A batch has one row of each so many training rows, within these bounds.
  public static let (rowsPerBatchRow, batchSizes) = (64, 16...128)
  /// The bounds of the weights' decay, and the rows from which on it is at the lower one.
  public static let (weightDecays, manyRows) = (0.01...1.5, 8192)
  /// Below so many rows, the learning rate is multiplied by this: batches of 16 rows are noisy.
  public static let (fewRows, fewRowsFactor) = (2048, 0.5)

  /// What follows from a number of training rows n.
  ///
  /// - The batch has the largest power of two of at most n / 64 rows, from 16 to 128, but no more
  ///   than n.
  /// - The learning rate is multiplied by f = ½ below 2,048 rows, otherwise by the pace's factor,
  ///   1.
  /// - With s = ⌈n / batch⌉ steps an epoch there are max(60, ⌈2000 / (f s)⌉) epochs, and training
  ///   waits max(10, ⌈750 / (f s)⌉) of them for a better score: smaller steps go as far together.
  ///   Numbers here are those of the usual pace.
  /// - The weights' decay is 0.01 · (8192 / n)², from 0.01 to 1.5, which is that of 668 rows or
  ///   fewer: a network would learn them by heart.
  ///
  /// From 9,473 rows on that is a batch of 128 rows, 60 epochs, a patience of 10 and a decay of
  /// 0.01.
  ///
  /// - Parameters:
  ///   - rows: The number of training rows, 1 or more.
  ///   - batchSize: The rows of a step if they are given, 1 or more; the epochs follow from them.
  ///   - pace: How long it is trained.
  public init(rows: Int, batchSize given: Int? = nil, pace: TrainingPace = .usual) {
    let rows = max(rows, 1)
    let bounds = Self.batchSizes
    var usual = bounds.lowerBound
    while usual < bounds.upperBound, 2 * usual * Self.rowsPerBatchRow <= rows { usual *= 2 }
    batchSize = given ?? min(usual, rows)
    learningRateFactor = rows < Self.fewRows ? Self.fewRowsFactor : pace.rateFactor
    let steps = learningRateFactor * (Double(rows) / Double(max(batchSize, 1))).rounded(.up)
    func whole(_ epochs: Double) -> Int { Int(epochs.rounded(.up)) }
    epochs = max(pace.leastEpochs, whole(Double(pace.leastSteps) / steps))
    patience = max(pace.leastPatience, whole(Double(pace.patientSteps) / steps))
    let decays = Self.weightDecays
    let share = Double(Self.manyRows) / Double(rows)
    weightDecay = min(
      max(decays.lowerBound * share * share, decays.lowerBound), decays.upperBound)
  }

  /// What is left of the factor of a task that is held back after an epoch that brought nothing
  /// better: a half, or where epochs are of few steps so much that it is a half after as many
  /// steps.
  var dampingShare: Double {
    pow(TaskDamping.usualShare, Double(TrainingPace.usual.leastPatience) / Double(patience))
  }

  /// The base learning rate of an optimizer. A step as long as the gradient grows no longer with
  /// fewer rows, and is not shortened.
  public func learningRate(of optimizer: OptimizerEntry) -> Double {
    switch optimizer.stepLength {
    case .rate: optimizer.learningRate * learningRateFactor
    case .gradient: optimizer.learningRate
    }
  }

  /// The weights' decay under an optimizer: what is taken off in a step is the rate times the
  /// decay, and so the same whatever the usual rate. Of steps as long as the gradient nothing is
  /// known; theirs is the least.
  public func weightDecay(of optimizer: OptimizerEntry) -> Double {
    switch optimizer.stepLength {
    case .rate:
      weightDecay * (OptimizerConfiguration.standard.entry.learningRate / optimizer.learningRate)
    case .gradient: Self.weightDecays.lowerBound
    }
  }
}
