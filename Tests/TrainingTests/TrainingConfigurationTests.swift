import NeuralNetwork
import Optimizers
import Remedies
import Testing
import Training

struct TrainingConfigurationTests {
  /// A change that makes a configuration unusable, and the parameter that is to be named.
  struct Mistake: CustomTestStringConvertible, Sendable {
    let parameter: String
    let value: String
    let change: @Sendable (inout TrainingConfiguration) -> Void

    init(
      _ parameter: String, _ value: String,
      _ change: @escaping @Sendable (inout TrainingConfiguration) -> Void
    ) {
      self.parameter = parameter
      self.value = value
      self.change = change
    }

    var testDescription: String { "\(parameter) \(value)" }
  }

  static let mistakes = [
    Mistake("epochs", "0") { $0.epochs = 0 },
    Mistake("the last epoch", "0") { $0.lastEpoch = 0 },
    Mistake("the last epoch", "61") { $0.lastEpoch = 61 },
    Mistake("batchSize", "0") { $0.batchSize = 0 },
    Mistake("batchSize", "-5") { $0.batchSize = -5 },
    Mistake("learningRate", "0.0") { $0.learningRate = 0 },
    Mistake("learningRate", "-0.1") { $0.learningRate = -0.1 },
    Mistake("learningRate", "nan") { $0.learningRate = .nan },
    Mistake("learningRate", "inf") { $0.learningRate = .infinity },
    Mistake("weightDecay", "-1.0") { $0.weightDecay = -1 },
    Mistake("weightDecay", "nan") { $0.weightDecay = .nan },
    Mistake("clip", "0.0") { $0.clip = 0 },
    Mistake("averaging", "1.0") { $0.averaging = 1 },
    Mistake("clip", "nan") { $0.clip = .nan },
    Mistake("patience", "0") { $0.patience = 0 },
    Mistake("dropout", "1.0") { $0.network.dropout = 1 },
    Mistake("dropout", "-0.1") { $0.network.dropout = -0.1 },
    Mistake("dropout", "nan") { $0.network.dropout = .nan },
    Mistake("hidden", "0") { $0.network.hidden = [8, 0] },
    Mistake("hidden", "65537") { $0.network.hidden = [65_537] },
    Mistake("members", "0") { $0.network.members = 0 },
    Mistake("members", "65") { $0.network.members = 65 },
    Mistake("towers", "0") { $0.network.towers = [8, 0] },
    Mistake("sharing", "all") { $0.network.towers = [8] },
    Mistake("towers", "none") { $0.network.sharing = .towers },
    Mistake("towers", "8") { $0.network = NetworkConfiguration(towers: [8], sharing: .adapters) },
    Mistake("members", "2") { $0.network = NetworkConfiguration(members: 2, sharing: .adapters) },
    Mistake("sharing", "experts:1") { $0.network.sharing = .experts(count: 1) },
    Mistake("sharing", "experts:65") { $0.network.sharing = .experts(count: 65) },
    Mistake("sharing", "cgc:0") { $0.network.sharing = .cgc(count: 0) },
    Mistake("sharing", "cgc:65") { $0.network.sharing = .cgc(count: 65) },
    Mistake("members", "3") {
      $0.network = NetworkConfiguration(members: 3, sharing: .experts(count: 2))
    },
    Mistake("members", "3") {
      $0.network = NetworkConfiguration(members: 3, sharing: .cgc(count: 2))
    },
    Mistake("hidden", "none") {
      $0.network = NetworkConfiguration(hidden: [], sharing: .experts(count: 2))
    },
    Mistake("hidden", "none") { $0.network = NetworkConfiguration(hidden: [], sharing: .adapters) },
    Mistake("towers", "8") { $0.network = NetworkConfiguration(towers: [8], sharing: .separate) },
    Mistake("the momentum of optimizer", "1.0") { $0.optimizer = .sgd(momentum: 1) },
    Mistake("the momentum of optimizer", "-0.5") { $0.optimizer = .sgd(momentum: -0.5) },
    Mistake("the momentum of optimizer", "nan") { $0.optimizer = .sgd(momentum: .nan) },
  ]

  @Test(
    "a value out of range is an error that names the parameter and the value", arguments: mistakes)
  func outOfRange(_ mistake: Mistake) throws {
    var configuration = TrainingConfiguration()
    mistake.change(&configuration)
    let error = try #require(throws: TrainingError.self) { try configuration.validate() }
    guard case .invalidOption(let name, let value, _) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(name.text() == mistake.parameter)
    #expect(value == mistake.value)
    #expect(error.description.hasPrefix("\(mistake.parameter) is \(value), but must be "))
  }

  @Test("the defaults are in range, and so are the ends of the ranges")
  func inRange() throws {
    var configuration = TrainingConfiguration()
    try configuration.validate()
    configuration.epochs = 1
    configuration.batchSize = 1
    configuration.weightDecay = 0
    configuration.patience = nil
    configuration.network.dropout = 0
    configuration.network.hidden = []
    configuration.optimizer = .sgd(momentum: 0)
    try configuration.validate()
    for sharing in [.experts(count: 2), .experts(count: 64), .cgc(count: 1), .cgc(count: 64)]
      as [Sharing]
    {
      configuration.network = NetworkConfiguration(sharing: sharing)
      try configuration.validate()
    }
  }
}
