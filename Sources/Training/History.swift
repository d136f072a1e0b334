/// What was seen in each epoch of a run.
public struct History: Codable, Equatable, Sendable {
  /// The tasks' names.
  public let tasks: [String]
  /// The epochs, the first one first.
  public internal(set) var epochs: [Epoch] = []
  /// The number of the epoch whose parameters were kept, from 1; 0 before the first.
  public internal(set) var bestEpoch = 0
  /// For each task the number of the epoch from which it is predicted; nil where tasks have no
  /// epochs of their own, and until training has ended.
  public package(set) var taskEpochs: [Int]?

  /// One pass over the training rows.
  public struct Epoch: Codable, Equatable, Sendable {
    /// Its number, from 1.
    public var number: Int
    /// The learning rate of its last step.
    public var rate: Double
    /// For each task the mean loss over the epoch's batches, while learning; nil without a label.
    public var trainingLosses: [Double?]
    /// For each task the mean loss over the validation rows at the epoch's end; nil without a
    /// label, or where it is not finite.
    public var validationLosses: [Double?]
    /// The mean over tasks of loss / constant loss on the validation rows; nil without a task that
    /// has one there, or where it is not finite.
    public var validationScore: Double?
    /// For each task its metrics on the validation rows at the epoch's end; nil where nobody asked
    /// for them.
    public var validationMetrics: [TaskMetrics]?
    /// For each task the mean of its weight over those of the epoch's steps that had a label of it.
    public var weights: [Double]
    /// For each task the factor that held it back: see `TaskDamping`; nil where nothing did.
    public var damping: [Double]?
    /// How the tasks' gradients lay to each other; nil for a scheme that does not read them.
    public var gradients: GradientSummary?
    /// Wall-clock seconds, validation included.
    public var seconds: Double
  }

  /// The wall-clock seconds of all epochs.
  package var seconds: Double { epochs.reduce(0) { $0 + $1.seconds } }

  /// A history to be continued, or one that was written and is read again.
  package init(
    tasks: [String], epochs: [Epoch] = [], bestEpoch: Int = 0, taskEpochs: [Int]? = nil
  ) {
    self.tasks = tasks
    self.taskEpochs = taskEpochs
    self.epochs = epochs
    self.bestEpoch = bestEpoch
  }
}

extension History.Epoch {
  /// One task's quantities of an epoch.
  package struct TaskValues {
    package var trainingLoss: Double?
    package var validationLoss: Double?
    package var weight: Double
    package var damping: Double?

    package init(
      trainingLoss: Double?, validationLoss: Double?, weight: Double, damping: Double? = nil
    ) {
      self.trainingLoss = trainingLoss
      self.validationLoss = validationLoss
      self.weight = weight
      self.damping = damping
    }
  }

  /// An epoch from the quantities of its tasks, in their order.
  package init(
    number: Int, rate: Double, seconds: Double, validationScore: Double?, tasks: [TaskValues],
    gradients: GradientSummary?
  ) {
    let damping = tasks.compactMap(\.damping)
    self.init(
      number: number, rate: rate, trainingLosses: tasks.map(\.trainingLoss),
      validationLosses: tasks.map(\.validationLoss), validationScore: validationScore,
      weights: tasks.map(\.weight), damping: damping.isEmpty ? nil : damping, gradients: gradients,
      seconds: seconds)
  }
}
