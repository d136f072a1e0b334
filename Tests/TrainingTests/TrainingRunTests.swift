import Datasets
import Foundation
import NeuralNetwork
import Optimizers
import Statistics
import Testing
import Training

struct TrainingRunTests {
  /// Few training rows and a large network: validation soon gets worse.
  private func overfitting() throws -> (table: ExampleTable, configuration: TrainingConfiguration) {
    let table = try ExampleTable(
      .synthetic(rows: 400), part: { $0 % 5 == 1 ? .train : $0 % 5 == 0 ? .test : .validation })
    var configuration = TrainingConfiguration.small(epochs: 80, batchSize: 16)
    configuration.network = NetworkConfiguration(hidden: [64, 64], dropout: 0)
    configuration.learningRate = 1e-2
    return (table, configuration)
  }

  @Test("patience stops a run, and the parameters are those of the best epoch")
  func earlyStopping() throws {
    var (table, configuration) = try overfitting()
    configuration.patience = 4
    let result = try table.fit(configuration, "prior")
    let (epochs, best) = (result.history.epochs, result.history.bestEpoch)
    #expect(epochs.count == best + 4 && epochs.count < 80)
    #expect(epochs.map(\.number) == Array(1...epochs.count))

    let scores = epochs.compactMap(\.validationScore)
    #expect(scores.firstIndex(of: try #require(scores.min())) == best - 1)
    let again = table.model(result.parameters, network: configuration.network)
      .evaluate(table.data.table, rows: table.data.split.validation, threads: 1)
    let ratios = again.compactMap { task in task.skill.map { 1 - $0 } }
    #expect(ratios.count == 5)
    let mean = ratios.reduce(0, +) / 5
    #expect(abs(mean - scores[best - 1]) < 1e-12)

    // A run that ends there ends with the same parameters.
    configuration.epochs = best
    #expect(try table.fit(configuration, "prior").parameters == result.parameters)
  }

  @Test("an averaged run ends with the mean of what its steps made of the parameters")
  func averages() throws {
    // Without validation rows the last epoch is kept, and an epoch is one step.
    let table = try ExampleTable(.synthetic(rows: 200), part: { $0 % 5 == 0 ? .test : .train })
    func parameters(epochs: Int, averaging: Double? = nil) throws -> [Float] {
      var configuration = TrainingConfiguration.small(epochs: epochs, batchSize: 200)
      configuration.averaging = averaging
      return try table.fit(configuration, "prior").parameters
    }
    let steps = try (1...4).map { try parameters(epochs: $0) }
    let averaged = try parameters(epochs: 4, averaging: 0.98)
    #expect(averaged != steps[3])
    for place in averaged.indices {
      let mean = steps.reduce(0.0) { $0 + Double($1[place]) } / 4
      #expect(abs(Double(averaged[place]) - mean) < 1e-6)
    }
  }

  @Test("a last epoch ends the run where a longer one would go on, at the same rates")
  func lastEpoch() throws {
    let table = try ExampleTable(.synthetic(rows: 200), part: { $0 % 5 == 0 ? .test : .train })
    var configuration = TrainingConfiguration.small(epochs: 8)
    configuration.schedule = Schedule(.cosine(floor: 0))
    let whole = try table.fit(configuration, "prior").history.epochs
    configuration.lastEpoch = 3
    let result = try table.fit(configuration, "prior")
    #expect(result.history.epochs.count == 3 && result.history.bestEpoch == 3)
    for (epoch, same) in zip(result.history.epochs, whole) {
      #expect(epoch.rate == same.rate && epoch.trainingLosses == same.trainingLosses)
    }
    configuration.epochs = 3
    configuration.lastEpoch = nil
    #expect(try table.fit(configuration, "prior").parameters != result.parameters)
  }

  @Test("without patience all epochs are run")
  func noPatience() throws {
    var (table, configuration) = try overfitting()
    configuration.epochs = 20
    let history = try table.fit(configuration, "prior").history
    #expect(history.epochs.count == 20 && history.bestEpoch < 16)
  }

  @Test("without validation rows the last epoch counts as the best, and patience never ends")
  func noValidation() throws {
    let (whole, configuration) = try overfitting()
    let table = try ExampleTable(whole.dataset, part: { $0 % 5 == 1 ? .train : .test })
    var patient = configuration
    (patient.epochs, patient.patience) = (7, 1)
    let result = try table.fit(patient, "prior")
    #expect(result.history.bestEpoch == 7)
    #expect(result.history.epochs.allSatisfy { $0.validationScore == nil })
    #expect(result.history.epochs.allSatisfy { $0.validationLosses == [nil, nil, nil, nil, nil] })
    // Validation rows do not teach: with them the training losses are the same.
    var (_, seven) = try overfitting()
    seven.epochs = 7
    #expect(
      try whole.fit(seven, "prior").history.epochs.map(\.trainingLosses)
        == result.history.epochs.map(\.trainingLosses))
  }

  @Test("a task without a validation label is left out of the score")
  func unlabelledValidation() throws {
    let dataset = Dataset.synthetic(rows: 400)
      .replacing("y_near") { row, label in row % 5 == 1 ? .nan : label }
    let table = try ExampleTable(dataset)
    let result = try table.fit(.small(), "prior")
    let history = result.history
    let constants = table.model(result.parameters, network: .init(hidden: [16], dropout: 0))
      .evaluate(table.data.table, rows: table.data.split.validation, threads: 1)
      .map(\.constantLoss)
    let near = try table.task("y_near")
    #expect(constants[near] == nil)
    for epoch in history.epochs {
      #expect(epoch.validationLosses[near] == nil)
      let ratios = try zip(epoch.validationLosses, constants).compactMap { loss, constant in
        try loss.map { $0 / (try #require(constant)) }
      }
      #expect(ratios.count == 4)
      let score = try #require(epoch.validationScore)
      #expect(abs(score - ratios.reduce(0, +) / 4) < 1e-12)
    }
  }

  @Test("an epoch's rate is the schedule's at its last step")
  func rates() throws {
    let table = try ExampleTable(.synthetic(rows: 250))
    #expect(table.data.split.train.count == 150)
    var configuration = TrainingConfiguration.small(epochs: 4, batchSize: 16)
    // 10 steps an epoch: the last ones are steps 9, 19, 29, 39 of 40.
    configuration.schedule = Schedule(.cosine(floor: 0))
    configuration.optimizer = .sgd(momentum: 0)
    configuration.learningRate = 1e-4
    let cosine = try table.fit(configuration, "prior").history.epochs.map(\.rate)
    for (rate, step) in zip(cosine, [9.0, 19, 29, 39]) {
      #expect(abs(rate - 1e-4 * (1 + cos(.pi * step / 40)) / 2) < 1e-12)
    }
    configuration.schedule = Schedule(.linear(floor: 0.2), warmup: .steps(20))
    let linear = try table.fit(configuration, "prior").history.epochs.map(\.rate)
    for (rate, share) in zip(linear, [0.5, 1, 1 - 0.8 * 9 / 20, 1 - 0.8 * 19 / 20]) {
      #expect(abs(rate - 1e-4 * share) < 1e-12)
    }
  }

  @Test("a weight is averaged over the steps in which its task had a label")
  func averageWeights() throws {
    let table = try ExampleTable(.synthetic(rows: 400))
    let history = try table.fit(.small(epochs: 1, batchSize: 8), "prior").history
    for (weight, label) in zip(history.epochs[0].weights, table.data.statistics) {
      #expect(abs(weight * label.priorLoss - 1) < 1e-12)
    }
  }

  /// Trains with far too long steps; the message of the error, or nil if all parameters are finite.
  private func divergence(
    _ scheme: String, rate: Double = 1e6, epochs: Int, hasValidation: Bool
  ) throws -> String? {
    let table = try ExampleTable(
      .synthetic(rows: 400), part: { $0 % 5 == 1 && hasValidation ? .validation : .train })
    var configuration = TrainingConfiguration.small(epochs: epochs)
    configuration.optimizer = .sgd(momentum: 0.9)
    configuration.learningRate = rate
    do {
      let parameters = try table.fit(configuration, scheme).parameters
      #expect(parameters.allSatisfy { $0.isFinite })
      return nil
    } catch {
      return "\(error)"
    }
  }

  // Without validation rows nothing but the parameters themselves tells that they are unusable.
  @Test("a diverging run is an error that says when or what", arguments: [true, false])
  func divergence(hasValidation: Bool) throws {
    for scheme in ["equal", "prior", "realtime", "unit-gradient"] {
      for epochs in 1...4 {
        _ = try divergence(scheme, epochs: epochs, hasValidation: hasValidation)
      }
      let text = try #require(
        try divergence(scheme, epochs: 40, hasValidation: hasValidation), "\(scheme)")
      let saysWhen = text.contains("epoch ") && text.contains("step ")
      #expect(saysWhen || text.contains("task \"y_"), "\(text)")
    }
  }

  @Test("a run too short to fail by its steps fails by what it ends with")
  func overflow() throws {
    for scheme in ["equal", "prior", "unit-gradient"] {
      for hasValidation in [true, false] {
        let overflown = try divergence(scheme, rate: 1e38, epochs: 1, hasValidation: hasValidation)
        #expect(overflown?.contains("in epoch 1, step ") == true, "\(scheme) \(hasValidation)")
      }
      // Finite parameters, but of losses that are not: no epoch is the best.
      let useless = try divergence(scheme, rate: 1e30, epochs: 1, hasValidation: true)
      #expect(useless?.contains("in epoch 1, step ") == true, "\(scheme)")
    }
  }

  @Test("schemes that weigh gradients of shared layers need shared layers")
  func nothingShared() throws {
    let table = try ExampleTable(.synthetic(rows: 100))
    var configuration = TrainingConfiguration.small()
    configuration.network.hidden = []
    for scheme in ["unit-gradient", "gradnorm"] {
      let error = TrainingError.nothingShared(scheme: scheme)
      #expect(throws: error) { try table.fit(configuration, scheme) }
      #expect(error.description.contains("scheme = \(scheme) "))
    }
    #expect(try table.fit(configuration, "prior").history.epochs.count == 3)
  }
}
