public import ArgumentParser
public import Datasets
import Foundation
import LinearAlgebra
public import NeuralNetwork
import Optimizers
import Packs
import Remedies
import Training

/// The network and how it is trained. Every option has a default that suits most tables.
struct TrainingOptions: StatedOptions {
  private static let defaults = TrainingConfiguration()
  private static let (usualPace, quickPace) = (TrainingPace.usual, TrainingPace.quick)

  @Flag(
    help: """
      Scale numbers, have no linear path, measure the last step's parameters, take one epoch for all tasks, and let the scheme \
      alone decide what a task weighs, unless options say otherwise.
      """)
  var plain = false

  @Flag(
    help: """
      Train in about a third of the time, for a little less skill: \(quickPace.leastEpochs) epochs or as \
      many as \(quickPace.leastSteps) steps take if they are more, with a patience of \
      \(quickPace.leastPatience) or \(quickPace.patientSteps) steps; from \(TrainingBudget.fewRows) training \
      rows on at \(Int(quickPace.rateFactor)) times the learning rate and with less dropout; unless options \
      say otherwise.
      """)
  var quick = false

  @Option(
    help: ArgumentHelp(
      "The widths of the hidden layers, separated by commas, or 'none'. \(Self.usualWidths) if not given.",
      valueName: "widths"))
  var hidden: String?

  @Option(
    help: ArgumentHelp(
      """
      What the tasks share of the hidden layers: all of them; all, with towers of each task's own above them; their \
      weights, which each task adapts by factors and biases of its own (rank-one adapters); several trunks, the \
      experts, whose outputs each task mixes by a gate of its own (\(Sharing.usualExperts) if no number follows; \
      towers may stand on them); such experts (\(Sharing.usualSharedExperts) if no number follows), and beside them \
      one of each task's own, which its gate mixes with them (cgc, customized gate control); or none, where each \
      task has a network of its own, in one run and one file. What stays shared in any case are the learnt \
      embeddings of columns, if there are any. If not given, towers where their widths are given, else all.
      """, valueName: "all|towers|adapters|experts[:n]|cgc[:n]|none"))
  var sharing: Sharing?

  @Option(
    help: ArgumentHelp(
      """
      The widths of each task's own layers between the shared ones and its outputs, or 'none'. If not given, with \
      --sharing towers one layer of half the last shared layer's width, otherwise none.
      """, valueName: "widths"))
  var towers: String?

  @Option(
    help: """
      What numbers are embedded in before the first layer: spline (straight lines between quantiles), \
      waves (cosines of learnt frequencies), both or none. If not given, both, up to \
      \(Recipe.mostEmbeddedNumbers) columns of numbers.
      """)
  var numericEmbedding: NumericEmbedding?

  @Flag(
    inversion: .prefixedNo,
    help: """
      Look for combinations of columns whose cells tell of labels what the columns do not tell one by one, \
      such as a school, a grade and a teacher's years, and read the labels' means there as numbers. So it \
      is if neither is given.
      """)
  var crosses: Bool?

  @Option(
    help: ArgumentHelp(
      "Read the labels' means in the cells of these columns together. May be repeated.",
      valueName: "COLUMN,COLUMN"))
  var cross: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      How many members share the weights, each with factors, biases and heads of its own: what they \
      predict is averaged, and a step takes about as many times as long. \(Recipe.members) if not given.
      """, valueName: "count"))
  var members: Int?

  @Flag(
    inversion: .prefixedNo,
    help: """
      Let all inputs reach each label's outputs by a linear path as well, beside the hidden layers. So it is \
      if neither is given.
      """)
  var linearPath: Bool?

  @Option(
    help: "The activation: relu or gelu. \(defaults.network.activation.rawValue) if not given.")
  var activation: Activation?

  @Option(
    help: ArgumentHelp(
      """
      The probability with which a hidden unit is silenced in training. \(defaults.network.dropout) if not \
      given, with --quick and from \(TrainingBudget.fewRows) training rows on \(Recipe.quickDropout).
      """, valueName: "p"))
  var dropout: Double?

  @Flag(help: "Normalise each hidden layer's outputs.")
  var layerNorm = false

  @Option(
    help: ArgumentHelp(
      "Where untrained heads begin: prior (the best constant) or zero.", valueName: "state"))
  var headInit = defaults.network.headInitialisation

  @Option(
    help: ArgumentHelp(
      """
      The most passes over the training rows. \(usualPace.leastEpochs) if not given, or as many as \
      \(usualPace.leastSteps) steps take if they are more (at half the learning rate, twice as \
      many).
      """, valueName: "count"))
  var epochs: Int?

  @Option(
    help: ArgumentHelp(
      """
      Rows of a step. If not given, of n training rows the largest power of two of at most \
      n/\(TrainingBudget.rowsPerBatchRow), from \(TrainingBudget.batchSizes.lowerBound) to \
      \(TrainingBudget.batchSizes.upperBound).
      """, valueName: "rows"))
  var batchSize: Int?

  @Option(
    help: ArgumentHelp(
      """
      Rows of a step that a thread computes at a time, if not what suits most processors; changes how \
      sums are rounded.
      """, valueName: "rows"))
  var sliceRows: Int?

  @Option(
    help: ArgumentHelp(
      """
      Into how many shards the rows of a step are cut, each for one of the ranks that mpirun starts; changes \
      how sums are rounded. If not given, 1, with mpirun \(ShardPlan.usualCount) or the first power of two that \
      gives each rank one.
      """, valueName: "count"))
  var shards: Int?

  @Option(
    help: ArgumentHelp(
      """
      The base learning rate. If not given, \(Self.usualRates); where a step's length follows from it \
      alone, half as much below \(TrainingBudget.fewRows) training rows.
      """, valueName: "rate"))
  var learningRate: Double?

  @Option(
    help: ArgumentHelp(
      "The rate over time: constant, linear or cosine, with what it ends at, as in cosine:0.1.",
      valueName: "shape"))
  var schedule = defaults.schedule.decay.description

  @Option(
    help: ArgumentHelp(
      "The steps over which the rate climbs at first, or their share of all steps.",
      valueName: "steps"))
  var warmup = defaults.schedule.warmup.description

  @Option(
    help: ArgumentHelp(
      "\(OptimizerCatalogue.entries.map(\.form).joined(separator: ", ")).", valueName: "name"),
    transform: { try OptimizerConfiguration(parsing: $0) })
  var optimizer = defaults.optimizer

  @Option(
    help: ArgumentHelp(
      """
      Each step shrinks weights by the rate times this. If not given, for adamw and n training rows \
      \(TrainingBudget.weightDecays.lowerBound) · (\(TrainingBudget.manyRows)/n)², from \
      \(TrainingBudget.weightDecays.lowerBound) to \(TrainingBudget.weightDecays.upperBound); for lion ten \
      times as much.
      """, valueName: "decay"))
  var weightDecay: Double?

  @Option(
    help: ArgumentHelp("The longest gradient; longer ones are shortened.", valueName: "length"))
  var clip: Double?

  @Option(
    help: ArgumentHelp(
      """
      Measure and keep averages of the parameters over the steps: their mean at first, then each step \
      this share of the average before it; 0 for the parameters themselves. \(Recipe.averaging) if not given.
      """, valueName: "decay"))
  var ema: Double?

  @Flag(
    inversion: .prefixedNo,
    help: """
      Predict a task from its own best epoch where that is better on the validation rows than the common \
      one by more than a standard error. So it is if neither is given.
      """)
  var ownEpochs: Bool?

  @Option(
    help: ArgumentHelp(
      """
      Stop after so many epochs without a better validation score; 0 for never. \
      \(usualPace.leastPatience) if not given, or as many as \(usualPace.patientSteps) steps \
      take if they are more (at half the learning rate, twice as many).
      """, valueName: "epochs"))
  var patience: Int?

  @Option(help: "Decides the split, the first parameters, the order of rows and dropout.")
  var seed = defaults.seed

  private static let usualWidths = words(defaults.network.hidden)
  private static let usualRates = OptimizerCatalogue.entries
    .map { "\($0.learningRate) for \($0.name)" }.joined(separator: ", ")

  func validate() throws {
    guard !plain || !quick else {
      throw ValidationError(
        "--plain and --quick are two recipes; give one of them, and single options for the rest")
    }
    do {
      // What is not given follows from rows, and is in range for any number of them.
      _ = try configuration(rows: 1)
    } catch {
      throw ValidationError(FlagNaming().text(of: error))
    }
  }

  /// The options with what was not given as it follows from the table.
  ///
  /// - Parameters:
  ///   - rows: The number of training rows.
  ///   - numbers: How many columns are numbers.
  func settled(rows: Int, numbers: Int) -> TrainingOptions {
    let usual = usual(rows: rows)
    var settled = self
    settled.hidden = hidden ?? Self.usualWidths
    settled.activation = activation ?? usual.network.activation
    settled.dropout = dropout ?? usual.network.dropout
    settled.numericEmbedding = encoding(numbers: numbers).numericEmbedding
    settled.crosses = encoding(numbers: numbers).findsCrosses
    let network = try? network(usual.network)
    settled.sharing = network?.sharing
    settled.towers = network.map { Self.words($0.towers) }
    settled.members = members ?? usual.network.members
    settled.linearPath = linearPath ?? usual.network.linearPath
    settled.ema = ema ?? usual.averaging ?? 0
    settled.ownEpochs = ownEpochs ?? usual.ownEpochs
    settled.batchSize = usual.batchSize
    settled.shards = shardCount
    settled.epochs = epochs ?? usual.epochs
    settled.patience = patience ?? usual.patience
    settled.learningRate = learningRate ?? usual.learningRate
    settled.weightDecay = weightDecay ?? usual.weightDecay
    return settled
  }

  /// What follows from the number of training rows.
  private func usual(rows: Int) -> TrainingConfiguration {
    recipe.training(rows: rows, batchSize: batchSize, optimizer: optimizer)
  }

  /// Into how many shards the rows of a step are cut.
  var shardCount: Int { shards ?? Job.usualShards }

  /// Makes sure that each rank has a shard.
  func checkShards(for ranks: Int) throws(JobError) {
    guard shardCount >= ranks else { throw .tooFewShards(shardCount, ranks: ranks) }
  }

  /// What decides where options do not.
  var recipe: Recipe { plain ? .plain : quick ? .quick : .standard }

  /// What is not to be drawn for the models of a pack.
  ///
  /// - Parameter numbers: How many columns are numbers.
  func given(numbers: Int) -> Set<PackDraw.Setting> {
    let embedsNothing = encoding(numbers: numbers).numericEmbedding == .none
    let given: [(PackDraw.Setting, Bool)] = [
      (.hidden, hidden != nil), (.activation, activation != nil), (.dropout, dropout != nil),
      (.layerNorm, layerNorm), (.linearPath, linearPath != nil || plain),
      (.learningRate, learningRate != nil), (.weightDecay, weightDecay != nil),
      (.numericEmbedding, numericEmbedding != nil || embedsNothing || numbers == 0),
    ]
    return Set(given.filter(\.1).map(\.0))
  }

  /// How features are encoded.
  ///
  /// - Parameter numbers: How many columns are numbers.
  func encoding(numbers: Int) -> EncodingOptions {
    var encoding = recipe.encoding(numbers: numbers)
    encoding.numericEmbedding = numericEmbedding ?? encoding.numericEmbedding
    encoding.findsCrosses = crosses ?? encoding.findsCrosses
    encoding.crosses = cross.map { names in
      names.split(separator: ",", omittingEmptySubsequences: false)
        .map { String($0.trimmingPrefix { $0 == " " }) }
    }
    return encoding
  }

  /// The options as the trainer takes them.
  ///
  /// - Parameter rows: The number of training rows, which decides what was not given.
  func configuration(rows: Int) throws -> TrainingConfiguration {
    var configuration = usual(rows: rows)
    configuration.network = try network(configuration.network)
    configuration.epochs = epochs ?? configuration.epochs
    configuration.sliceRows = sliceRows
    configuration.shards = shardCount
    configuration.schedule = Schedule(
      try Schedule.Decay(parsing: schedule), warmup: try Schedule.Warmup(parsing: warmup))
    configuration.learningRate = learningRate ?? configuration.learningRate
    configuration.weightDecay = weightDecay ?? configuration.weightDecay
    configuration.clip = clip
    configuration.averaging = ema == 0 ? nil : ema ?? configuration.averaging
    configuration.ownEpochs = ownEpochs ?? configuration.ownEpochs
    configuration.patience = patience == 0 ? nil : patience ?? configuration.patience
    configuration.seed = seed
    try configuration.validate()
    return configuration
  }

  /// The network, whose usual form decides what was not given.
  private func network(_ usual: NetworkConfiguration) throws -> NetworkConfiguration {
    NetworkConfiguration(
      hidden: try hidden.map { try widths($0, of: "--hidden") } ?? usual.hidden,
      towers: try towers.map { try widths($0, of: "--towers") },
      activation: activation ?? usual.activation, dropout: dropout ?? usual.dropout,
      layerNorm: layerNorm, headInitialisation: headInit,
      linearPath: linearPath ?? usual.linearPath, members: members ?? usual.members,
      sharing: sharing)
  }

  /// Widths as they are given.
  private static func words(_ widths: [Int]) -> String {
    widths.isEmpty ? "none" : widths.map(String.init).joined(separator: ",")
  }

  private func widths(_ text: String, of option: String) throws -> [Int] {
    if text == "none" { return [] }
    return try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let width = Int(part.trimmingCharacters(in: .whitespaces)) else {
        throw ValidationError(
          "\(option) is '\(text)', but must be widths such as 256,128, or 'none'")
      }
      return width
    }
  }
}

extension Activation: ExpressibleByArgument {}
extension NumericEmbedding: ExpressibleByArgument {}
extension Sharing: ExpressibleByArgument {}
extension HeadInitialisation: ExpressibleByArgument {}
