public import ArgumentParser
import Foundation
public import NeuralNetwork
import Optimizers
import Training

/// The network and how it is trained. Every option has a default that suits most tables.
struct TrainingOptions: ParsableArguments {
  private static let defaults = TrainingConfiguration()

  @Option(
    help: ArgumentHelp(
      "The widths of the shared layers, separated by commas, or 'none'.", valueName: "widths"))
  var hidden = defaults.network.hidden.map(String.init).joined(separator: ",")

  @Option(help: "The activation: relu or gelu.")
  var activation = defaults.network.activation

  @Option(
    help: ArgumentHelp(
      "The probability with which a hidden unit is silenced in training.", valueName: "p"))
  var dropout = defaults.network.dropout

  @Flag(help: "Normalise each shared layer's outputs.")
  var layerNorm = false

  @Option(
    help: ArgumentHelp(
      "Where untrained heads begin: prior (the best constant) or zero.", valueName: "state"))
  var headInit = defaults.network.headInitialisation

  @Option(help: ArgumentHelp("The most passes over the training rows.", valueName: "count"))
  var epochs = defaults.epochs

  @Option(help: ArgumentHelp("Rows of a step.", valueName: "rows"))
  var batchSize = defaults.batchSize

  @Option(
    help: ArgumentHelp(
      """
      Rows of a step that a thread computes at a time, if not what suits most processors; changes how \
      sums are rounded.
      """, valueName: "rows"))
  var sliceRows: Int?

  @Option(
    help: ArgumentHelp(
      "The base learning rate. 0.001 for adamw, 0.01 for sgd if not given.", valueName: "rate"))
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

  @Option(help: ArgumentHelp("adamw or sgd.", valueName: "name"))
  var optimizer = OptimizerName.adamw

  @Option(help: "The momentum of sgd.")
  var momentum = 0.9

  @Option(
    help: ArgumentHelp(
      "Each step shrinks weights by the rate times this.", valueName: "decay"))
  var weightDecay = defaults.weightDecay

  @Option(
    help: ArgumentHelp("The longest gradient; longer ones are shortened.", valueName: "length"))
  var clip: Double?

  @Option(
    help: ArgumentHelp(
      "Stop after so many epochs without a better validation score; 0 for never.",
      valueName: "epochs"))
  var patience = defaults.patience ?? 0

  @Option(help: "Decides the split, the first parameters, the order of rows and dropout.")
  var seed = defaults.seed

  enum OptimizerName: String, ExpressibleByArgument, CaseIterable {
    case adamw, sgd
  }

  var stated: [StatedOption] {
    [
      StatedOption("--hidden", hidden), StatedOption("--activation", activation.rawValue),
      StatedOption("--dropout", dropout), StatedOption(flag: "--layer-norm", layerNorm),
      StatedOption("--head-init", headInit.rawValue), StatedOption("--epochs", epochs),
      StatedOption("--batch-size", batchSize), StatedOption("--slice-rows", sliceRows),
      StatedOption("--learning-rate", learningRate), StatedOption("--schedule", schedule),
      StatedOption("--warmup", warmup), StatedOption("--optimizer", optimizer.rawValue),
      StatedOption("--momentum", momentum), StatedOption("--weight-decay", weightDecay),
      StatedOption("--clip", clip), StatedOption("--patience", patience),
      StatedOption("--seed", seed),
    ]
  }

  func validate() throws {
    do {
      _ = try configuration()
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// The options as the trainer takes them.
  func configuration() throws -> TrainingConfiguration {
    var configuration = Self.defaults
    configuration.network = NetworkConfiguration(
      hidden: try widths(), activation: activation, dropout: dropout, layerNorm: layerNorm,
      headInitialisation: headInit)
    configuration.epochs = epochs
    configuration.batchSize = batchSize
    configuration.sliceRows = sliceRows
    configuration.schedule = Schedule(
      try Schedule.Decay(parsing: schedule), warmup: try Schedule.Warmup(parsing: warmup))
    switch optimizer {
    case .adamw: configuration.optimizer = .standard
    case .sgd: configuration.optimizer = .sgd(momentum: momentum)
    }
    // A step of Adam is as long as the rate says, one of gradient descent as long as the gradient.
    configuration.learningRate =
      learningRate ?? (optimizer == .sgd ? 1e-2 : Self.defaults.learningRate)
    configuration.weightDecay = weightDecay
    configuration.clip = clip
    configuration.patience = patience == 0 ? nil : patience
    configuration.seed = seed
    try configuration.validate()
    return configuration
  }

  private func widths() throws -> [Int] {
    if hidden == "none" { return [] }
    return try hidden.split(separator: ",", omittingEmptySubsequences: false).map { text in
      guard let width = Int(text.trimmingCharacters(in: .whitespaces)) else {
        throw ValidationError(
          "--hidden is '\(hidden)', but must be widths such as 256,128, or 'none'")
      }
      return width
    }
  }
}

extension Activation: ExpressibleByArgument {}
extension HeadInitialisation: ExpressibleByArgument {}
