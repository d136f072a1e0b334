import Balancing
import Datasets
import NeuralNetwork
import Testing
import Training

/// Training with estimates of the inner products of the tasks' gradients.
struct SketchedTrainingTests {
  /// Each seed's mean skill over the labels of the test rows.
  private func skills(
    _ table: ExampleTable, _ scheme: String, _ gramian: GramianForm
  ) throws -> [Double] {
    try (0..<6 as Range<UInt64>).map { seed in
      var configuration = TrainingConfiguration.small(
        epochs: 8, batchSize: 128, dropout: 0.1, seed: seed)
      configuration.network.hidden = [96, 64]
      var modifiers = BalanceModifiers()
      modifiers.gramian = gramian
      let result = try table.fit(configuration, scheme, modifiers: modifiers)
      let skills = table.model(result.parameters, network: configuration.network)
        .evaluate(table.data.table, rows: table.data.split.test, threads: 1)
        .compactMap(\.skill)
      return skills.reduce(0, +) / Double(skills.count)
    }
  }

  private func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  private func deviation(_ values: [Double]) -> Double {
    let mean = mean(values)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1)).squareRoot()
  }

  @Test(
    "the skill differs from the exact form's no more than that differs from seed to seed",
    .enabled(if: ExampleTable.sharedIsPresent), arguments: ["star_scores", "nyc_weather_6h"],
    ["mgda:l2", "upgrad", "config"])
  func skill(name: String, scheme: String) throws {
    let table = try ExampleTable(shared: name)
    let exact = try skills(table, scheme, .exact)
    // Fewer columns than a user has by default: a sixth of the units.
    let sketched = try skills(table, scheme, .sketch(columns: 16))
    let noise = max(deviation(exact), deviation(sketched))
    let difference = mean(sketched) - mean(exact)
    print(
      "\(name), \(scheme): exact \(mean(exact)), sketched \(mean(sketched)), "
        + "from seed to seed \(noise)")
    #expect(exact != sketched && mean(exact) > 0)
    #expect(abs(difference) <= noise, "\(difference) against \(noise)")
  }

  @Test("the same seed gives the same model, another seed's projections another one")
  func seeds() throws {
    let table = try ExampleTable(.synthetic(rows: 300))
    var modifiers = BalanceModifiers()
    modifiers.gramian = .sketch(columns: 4)
    let fits = try ([1, 1, 2] as [UInt64]).map { seed in
      try table.fit(.small(seed: seed), "mgda", modifiers: modifiers).parameters
    }
    #expect(fits[0] == fits[1] && fits[0] != fits[2])
  }
}
