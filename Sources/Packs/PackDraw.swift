internal import CLibrary
public import Datasets
internal import NeuralNetwork
internal import RandomNumbers
public import Training

/// Draws how each model of a pack is trained.
///
/// The first model is the one that would be trained without a pack; every fourth learns a single
/// task, each in its turn in an order that is drawn. Of the others, and of these, is drawn what
/// `Setting` lists, unless it is given. Models of different settings err differently, so that their
/// mean is better than the best of them; the settings of one seed are always the same.
public struct PackDraw: Sendable {
  /// How the first model is trained.
  public let first: PackSettings
  /// The names of the tasks.
  public let tasks: [String]
  /// What is not drawn.
  public let given: Set<Setting>

  /// What is drawn of a model.
  public enum Setting: CaseIterable, Sendable {
    /// The widths of the hidden layers: from one to three, the first of 64, 128, 192, 256 or 384
    /// units, each further one as wide or half as wide.
    case hidden
    /// GELU in seven of ten models, ReLU in the others.
    case activation
    /// A probability of 0, 0.1, 0.2, 0.3 or 0.4.
    case dropout
    /// In a quarter of the models.
    case layerNorm
    /// In three quarters.
    case linearPath
    /// From a half to three times the first model's, equally likely in the logarithm.
    case learningRate
    /// From a third to ten times the first model's, equally likely in the logarithm.
    case weightDecay
    /// Spline and waves in four of ten models, either or none in two each.
    case numericEmbedding
    /// One of `schemes`.
    case scheme
  }

  /// Schemes that cost no more than a plain step; the first is drawn half of the time.
  public static let schemes = ["prior", "geometric", "uncertainty", "power:0.5:prior"]

  /// Every model of such a number learns a single task.
  public static let singleTaskEvery = 4

  /// - Parameters:
  ///   - training: The first model's.
  ///   - numericEmbedding: The first model's.
  ///   - scheme: The first model's, as `SchemeCatalogue.parse` takes it.
  ///   - tasks: The names of the tasks.
  ///   - given: What all models have in common with the first.
  public init(
    _ training: TrainingConfiguration, numericEmbedding: NumericEmbedding, scheme: String,
    tasks: [String], given: Set<Setting> = []
  ) {
    first = PackSettings(
      number: 1, task: nil, numericEmbedding: numericEmbedding, scheme: scheme, training: training)
    self.tasks = tasks
    self.given = given
  }

  /// How so many models are trained.
  public func settings(count: Int) -> [PackSettings] {
    var seeds = SeededGenerator(seed: first.training.seed, stream: .settings)
    let turns = tasks.shuffled(using: &seeds)
    return (0..<count).map { index in
      let seed = seeds.next()
      return index == 0 ? first : settings(number: index + 1, seed: seed, turns: turns)
    }
  }

  private func settings(number: Int, seed: UInt64, turns: [String]) -> PackSettings {
    let turn = number / Self.singleTaskEvery - 1
    let isSingle = number % Self.singleTaskEvery == 0 && tasks.count > 1
    var settings = PackSettings(
      number: number, task: isSingle ? turns[turn % turns.count] : nil,
      numericEmbedding: first.numericEmbedding, scheme: first.scheme, training: first.training)
    settings.training.seed = first.training.seed &+ UInt64(number - 1)
    var generator = SeededGenerator(seed: seed, stream: .settings)
    // All is drawn of each model, so that what is given changes nothing else.
    for setting in Setting.allCases {
      var changed = settings
      setting.draw(into: &changed, by: &generator)
      if !given.contains(setting) { settings = changed }
    }
    return settings
  }
}

extension PackDraw.Setting {
  /// Draws it.
  fileprivate func draw(
    into settings: inout PackSettings, by generator: inout SeededGenerator
  ) {
    switch self {
    case .hidden:
      settings.training.network.hidden = Self.widths(by: &generator)
    case .activation:
      settings.training.network.activation = generator.uniform() < 0.7 ? .gelu : .relu
    case .dropout:
      settings.training.network.dropout = generator.pick([0, 0.1, 0.2, 0.3, 0.4])
    case .layerNorm: settings.training.network.layerNorm = generator.uniform() < 0.25
    case .linearPath: settings.training.network.linearPath = generator.uniform() < 0.75
    case .learningRate: settings.training.learningRate *= generator.factor(from: 0.5, to: 3)
    case .weightDecay: settings.training.weightDecay *= generator.factor(from: 1 / 3, to: 10)
    case .numericEmbedding:
      settings.numericEmbedding = generator.pick([.both, .both, .spline, .waves, .none])
    case .scheme:
      let isUsual = generator.uniform() < 0.5
      let other = generator.pick(Array(PackDraw.schemes.dropFirst()))
      settings.scheme = isUsual ? PackDraw.schemes[0] : other
    }
  }

  private static func widths(by generator: inout SeededGenerator) -> [Int] {
    let count = generator.pick([1, 2, 2, 3])
    var widths = [generator.pick([64, 128, 192, 256, 384])]
    for _ in 1..<3 {
      let last = widths[widths.count - 1]
      widths.append(generator.uniform() < 0.5 ? last : last / 2)
    }
    return Array(widths.prefix(count))
  }
}

extension SeededGenerator {
  /// One of some values, each as likely.
  fileprivate mutating func pick<Value>(_ values: [Value]) -> Value {
    values[min(Int(uniform() * Double(values.count)), values.count - 1)]
  }

  /// A factor whose logarithm is as likely anywhere between those of the bounds.
  fileprivate mutating func factor(from low: Double, to high: Double) -> Double {
    exp(log(low) + uniform() * (log(high) - log(low)))
  }
}
