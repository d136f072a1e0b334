public import Balancing
public import Datasets
internal import Foundation
public import Losses
public import Splitting
public import Training

/// What is to be predicted of a table, and how a network is trained for it: what `equipoise train`
/// does.
///
///     let experiment = try Experiment(labels: ["price", "sold:binary"])
///     let outcome = try experiment.train(contentsOf: "houses.csv.gz")
///     print(outcome.test.map(\.skill))
///     try outcome.model.save(to: "houses.safetensors")
public struct Experiment: Sendable {
  /// What is to be predicted.
  public var labels: [LabelSpecification]
  /// Columns that are neither learnt from nor predicted: names and patterns.
  public var ignored: [String] = []
  /// The column of the rows' weights.
  public var weightColumn: String?
  /// What labels' cells and classes count for besides.
  public var weighting = LabelWeighting()
  /// Above which probabilities binary labels are predicted to be positive.
  public var thresholds = DecisionThresholds.none
  /// The balancing scheme.
  public var scheme: SchemeRequest
  /// What decides all that is not said below.
  public var recipe = Recipe.standard
  /// Changes to what the scheme reads and gives; nil for the recipe's.
  public var modifiers: BalanceModifiers?
  /// The task that the others are to help, for the schemes that ask for one.
  public var primary: String?
  /// Which rows are for what; in the usual shares, stratified by all labels, if nothing else is
  /// said.
  public var split: any SplitRule = StratifiedRows()
  /// How text is read.
  public var reading = ReadingOptions()
  /// How columns become inputs of the network; nil for what the recipe says.
  public var encoding: EncodingOptions?
  /// Decides all that is drawn at random.
  public var seed: UInt64 = 0
  /// How many threads compute; the result does not depend on it.
  public var threads = ProcessInfo.processInfo.activeProcessorCount
  /// Changes how the network is trained, from what the recipe says of the number of training rows.
  public var adjust: @Sendable (inout TrainingConfiguration) -> Void = { _ in }

  /// An experiment with the usual values of everything else.
  ///
  /// - Parameters:
  ///   - labels: As `--label` takes them: `NAME[:KIND[:LOSS]]`, such as `price` or
  ///     `y_*:regression`.
  ///   - tasks: Tasks of several columns, as `--task` takes them, such as
  ///     `position=x,y,z:regression:squared:sum`.
  ///   - balance: As `--balance` takes it, such as `mgda` or `power:0.5`.
  ///   - losses: Losses of the caller's own, which labels may name as they do built-in ones. Their
  ///     slopes are checked here, at a few outputs and labels.
  /// - Throws: `DatasetError` or `BalancingError` for a text that is none, `LossError` for a loss
  ///   that cannot be one.
  public init(
    labels: [String] = [], tasks: [String] = [], balance: String = Recipe.scheme,
    losses: [LossEntry] = []
  ) throws {
    try self.init(
      labels: labels, tasks: tasks, scheme: SchemeCatalogue.parse(balance), losses: losses)
  }

  /// The same with a scheme of any kind, one of the caller's own included.
  public init(
    labels: [String] = [], tasks: [String] = [], scheme: SchemeRequest, losses: [LossEntry] = []
  ) throws {
    self.labels = try LabelSpecification.parse(
      labels: labels, tasks: tasks, among: LossCatalogue.standard.adding(losses))
    self.scheme = scheme
  }

  /// Trains on files, which are read as one table.
  ///
  /// - Parameter observer: Who watches, keeps checkpoints and may interrupt.
  /// - Throws: `DatasetError`, `StatisticsError`, `TrainingError` or `BalancingError`.
  public func train(
    contentsOf paths: String..., observer: TrainingObserver = TrainingObserver()
  ) throws -> Outcome {
    try train(table(contentsOf: paths), observer)
  }

  /// Trains on a table in memory, whose columns are of the types that their labels ask for.
  ///
  /// - Throws: As for files.
  public func train(
    on dataset: Dataset, observer: TrainingObserver = TrainingObserver()
  ) throws -> Outcome {
    try train(table(of: dataset), observer)
  }

  private func train(_ table: LabelledTable, _ observer: TrainingObserver) throws -> Outcome {
    let data = try prepared(table, encoding: encoding ?? usualEncoding(of: table))
    let configuration = configuration(for: data)
    let tasks = data.schema.tasks
    let rules = try thresholds.rules(for: data.schema.labels, split: data.split)
    let result = try Trainer(
      configuration, scheme: scheme, taskWeights: tasks.map { _ in 1 },
      modifiers: modifiers ?? recipe.modifiers, primary: try helped(among: tasks),
      threads: threads
    ).fit(data, observer: observer)
    let model = MultiTaskModel(
      description: data.description(
        configuration.network, balance: scheme.text, reading: table.reading),
      result: result
    ).calibrated(on: data, threads: threads).decided(by: rules, on: data, threads: threads)
    let judged = model.judge(data, threads: threads)
    return Outcome(
      model: model, history: result.history, validation: evaluations(judged.validation, data.split),
      test: evaluations(judged.test, data.split),
      notices: table.notices + table.notices(of: data.split))
  }

  /// How well each task is predicted in some rows; of no task without rows.
  func evaluations(_ scored: ScoredTable?, _ split: Split) -> [TaskEvaluation] {
    scored?.evaluation(Bootstrap(seed: seed), groups: split.groups, threads: threads).tasks ?? []
  }

  /// The table of files, or of one that was prepared.
  func table(contentsOf paths: [String]) throws -> LabelledTable {
    var options = reading
    let weights = weightColumn.map { ColumnDeclaration($0, as: .numeric, isRequired: true) }
    options.columns = .all(
      labels.map(\.declaration) + ignored.map { ColumnDeclaration($0, as: .skipped) }
        + [weights].compactMap(\.self) + weighting.declarations + split.columns)
    let (dataset, description) = try Dataset.read(
      paths.map { TableSource.file(path: $0) }, options: options, threads: threads,
      keepsPlaces: true)
    return try LabelledTable(
      dataset, description, options: options, labels: labels, weightColumn: weightColumn,
      weighting: weighting,
      ruledColumns: split.ruledColumns)
  }

  /// The table of columns in memory.
  func table(of dataset: Dataset) throws -> LabelledTable {
    let patterns = ignored.map(NamePattern.init)
    let columns = dataset.columns.filter { column in
      !patterns.contains { $0.matches(column.name) }
    }
    return try LabelledTable(
      Dataset(columns), options: reading, labels: labels, weightColumn: weightColumn,
      weighting: weighting,
      ruledColumns: split.ruledColumns)
  }

  /// A table split and encoded.
  ///
  /// - Parameter crosses: Those found before, if they were.
  func prepared(
    _ table: LabelledTable, encoding: EncodingOptions, crosses: [CellMeans]? = nil
  ) throws -> PreparedData {
    try table.prepared(
      table.split(by: split, seed: seed), encoding: encoding, crosses: crosses)
  }

  /// How the recipe encodes a table.
  func usualEncoding(of table: LabelledTable) -> EncodingOptions {
    recipe.encoding(numbers: table.numberCount)
  }

  /// How a network is trained on a table.
  func configuration(for data: PreparedData) -> TrainingConfiguration {
    var configuration = recipe.training(rows: data.split.train.count)
    configuration.seed = seed
    adjust(&configuration)
    return configuration
  }

  /// The position of the task that the others are to help.
  func helped(among tasks: [PredictionTask]) throws -> Int? {
    try primary.map { name in
      guard let index = tasks.firstIndex(where: { $0.name == name }) else {
        throw DatasetError(
          .request, column: name, problem: "is no label, so that the others cannot help it",
          remedy: "name one of \(tasks.map(\.name).joined(separator: ", "))")
      }
      return index
    }
  }

  /// What an experiment ends with.
  public struct Outcome: Sendable {
    /// The network of the best epoch.
    public let model: MultiTaskModel
    /// What was seen in each epoch.
    public let history: History
    /// For each task how well the model predicts the validation rows, with intervals, …
    public let validation: [TaskEvaluation]
    /// … and the test rows.
    public let test: [TaskEvaluation]
    /// What was noticed in the table.
    public let notices: [Notice]
  }
}
