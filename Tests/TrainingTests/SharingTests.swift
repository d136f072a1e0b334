import Balancing
import Datasets
import Foundation
import NeuralNetwork
import Testing
import Training

/// Training under every way of sharing layers.
struct SharingTests {
  static let networks = [
    NetworkConfiguration(hidden: [6, 4], dropout: 0.1),
    NetworkConfiguration(hidden: [6, 4], dropout: 0.1, sharing: .towers),
    NetworkConfiguration(hidden: [6, 4], dropout: 0.1, sharing: .separate),
    NetworkConfiguration(hidden: [6, 4], dropout: 0.1, sharing: .adapters),
    NetworkConfiguration(hidden: [6, 4], dropout: 0.1, sharing: .experts(count: 2)),
    NetworkConfiguration(hidden: [6, 4], dropout: 0.1, sharing: .cgc(count: 1)),
  ]

  /// With embedded numbers, which all tasks share, and without.
  private static let tables = Result {
    try [NumericEmbedding.both, NumericEmbedding.none].map { embedding in
      var encoding = EncodingOptions()
      encoding.numericEmbedding = embedding
      return try ExampleTable(.synthetic(rows: 150), encoding: encoding)
    }
  }

  private func configuration(_ network: NetworkConfiguration) -> TrainingConfiguration {
    var configuration = TrainingConfiguration.small(epochs: 2, batchSize: 45)
    configuration.network = network
    return configuration
  }

  @Test(
    "every scheme trains every network: losses are finite, and what has a weight is learnt",
    arguments: networks, TrainingCheckpointTests.schemes)
  func schemes(network: NetworkConfiguration, scheme: String) throws {
    for table in try Self.tables.get() {
      let result = try table.fit(configuration(network), scheme, threads: 2)
      #expect(result.history.epochs.count == 2)
      for epoch in result.history.epochs {
        let losses = epoch.trainingLosses.compactMap(\.self)
        #expect(losses.count == 5 && losses.filter { !$0.isFinite } == [], "\(scheme)")
      }
      let learnt = MultiTaskNetwork(
        network, inputs: table.data.table.features.layout,
        tasks: table.data.schema.taskConfigurations(table.data.heads))
      let first = learnt.initialParameters(seed: 0)
      #expect(result.parameters.filter { !$0.isFinite } == [])
      let weights = result.history.epochs.map(\.weights)
      // Where nothing is shared schemes that read gradients find none to weigh.
      let finds = weights.contains { $0.contains { $0 > 1e-9 } }
      var count = 0
      for segment in learnt.layout.segments {
        if let task = segment.task {
          // In the labels' units one task may have all the weight, and of few rows with a label
          // none may be in each third of a batch.
          let isAbsent =
            scheme == "sdmgrad-stochastic" && learnt.tasks[task].name == "y_rare"
          guard !isAbsent, !finds || weights.contains(where: { $0[task] > 1e-9 }) else { continue }
        }
        count += 1
        #expect(first[segment.range] != result.parameters[segment.range], "\(segment.name)")
      }
      #expect(count > 5)
    }
  }

  @Test(
    "the weight of one of several separate networks changes no other, where nothing is shared"
  )
  func separate() throws {
    let table = try #require(try Self.tables.get().last)
    var configuration = TrainingConfiguration.fullBatchDescent(epochs: 4, rate: 0.02)
    configuration.network = NetworkConfiguration(
      hidden: [6, 4], dropout: 0, headInitialisation: .prior, sharing: .separate)
    configuration.weightDecay = 0
    let together = try table.fit(configuration, "prior")
    let network = MultiTaskNetwork(
      configuration.network, inputs: table.data.table.features.layout,
      tasks: table.data.schema.taskConfigurations(table.data.heads))
    #expect(network.layout.sharedCount == 0)
    // One task's weight is another's neither by a gradient nor by what the optimizer keeps.
    var weights = table.data.heads.map { _ in 1.0 }
    weights[0] = 0.25
    let changed = try table.fit(configuration, "prior", taskWeights: weights)
    let first = network.tasks[0].name
    var seen = 0
    for segment in network.layout.segments {
      let isFirst = segment.name.contains(".\(first).")
      let (a, b) = (together.parameters[segment.range], changed.parameters[segment.range])
      #expect((a == b) != isFirst, "\(segment.name)")
      seen += isFirst ? 1 : 0
    }
    #expect(seen == 6)
  }

  @Test("separate networks say what stays shared")
  func notices() throws {
    let tables = try Self.tables.get()
    let configuration = configuration(Self.networks[2])
    let texts = tables.map { $0.data.notices(for: configuration).map(\.description) }
    #expect(texts[0].contains { $0.contains("share the learnt embeddings of 4 columns") })
    #expect(texts[1].contains { $0.contains("nothing is shared") })
    let shared = tables[1].data.notices(for: self.configuration(Self.networks[0]))
    #expect(!shared.contains { $0.description.contains("shared") })
  }

  @Test("a run of any sharing that goes on ends with the same bits", arguments: networks)
  func goesOn(network: NetworkConfiguration) throws {
    let table = try Self.tables.get()[0]
    let trainer = Trainer(
      configuration(network), scheme: try SchemeCatalogue.parse("mgda"),
      taskWeights: table.data.heads.map { _ in 1 }, threads: 2)
    var saved: [TrainingCheckpoint] = []
    var observer = TrainingObserver()
    observer.interval = .rows(1)
    observer.save = { saved.append($0) }
    let whole = try trainer.fit(table.data, observer: observer)
    let middle = try #require(saved.dropFirst(saved.count / 2).first)
    for threads in [1, 3] {
      let other = Trainer(
        trainer.configuration, scheme: trainer.scheme, taskWeights: trainer.taskWeights,
        threads: threads)
      let again = try other.fit(table.data, from: middle)
      #expect(again.snapshots == whole.snapshots)
    }
  }
}
