import Balancing
import Datasets
import Losses
import RandomNumbers
import Testing

import Training

struct StepCostTests {
  @Test("steps in between cost a plain one")
  func average() {
    let cost = StepCost(plain: 1, gradients: 20, programme: 10, every: 1, steps: 7)
    #expect(cost.asked == 30)
    #expect(cost.average == 30)
    #expect(cost.average(every: 29) == 2)
    #expect(StepCost(plain: 1, gradients: 20, programme: 10, every: 29, steps: 7).average == 2)
  }

  /// 120 rows of noise.
  private func data(labels count: Int) throws -> PreparedData {
    var generator = SeededGenerator(seed: 1, stream: .split)
    func column(_ name: String) -> Column {
      Column(
        name: name, values: .numeric(Numbers((0..<120).map { _ in Float(generator.normal()) })))
    }
    let features = (0..<3).map { column("x\($0)") }
    let labels = try (0..<count).map { index in
      try LabelColumn(
        column: column("y\(index)"),
        specification: LabelSpecification("y\(index)", kind: .regression))
    }
    return try PreparedData(
      Dataset(rowCount: 120, columns: features), features: features.map(\.name), labels: labels,
      rowWeights: nil, split: Split(parts: repeatElement(.train, count: 120)))
  }

  private func trainer(_ scheme: String, labels: Int) throws -> Trainer {
    Trainer(
      .small(epochs: 3, batchSize: 50), scheme: try SchemeCatalogue.parse(scheme),
      taskWeights: Array(repeating: 1, count: labels), threads: 1)
  }

  @Test("nothing is measured where a step cannot cost much more")
  func cheap() throws {
    let many = try data(labels: StepCost.fewestLabels)
    #expect(try trainer("prior", labels: StepCost.fewestLabels).stepCost(on: many) == nil)
    let few = try data(labels: StepCost.fewestLabels - 1)
    #expect(try trainer("upgrad", labels: StepCost.fewestLabels - 1).stepCost(on: few) == nil)
  }

  @Test(
    "the steps of the run are counted, and the parts have a time",
    arguments: ["upgrad", "graddrop", "sdmgrad-stochastic"])
  func parts(scheme: String) throws {
    let data = try data(labels: StepCost.fewestLabels)
    let cost = try #require(
      try trainer(scheme, labels: StepCost.fewestLabels).stepCost(on: data))
    #expect(cost.steps == 3 * 3)
    #expect(cost.every == 1)
    #expect(cost.plain > 0 && cost.gradients > 0)
    #expect((cost.programme > 0) == (scheme == "upgrad"))
  }

  @Test("a run that was measured before gives the same parameters")
  func noTrace() throws {
    let data = try data(labels: StepCost.fewestLabels)
    let trainer = try trainer("pcgrad", labels: StepCost.fewestLabels)
    let before = try trainer.fit(data).parameters
    _ = try trainer.stepCost(on: data)
    #expect(try trainer.fit(data).parameters == before)
  }
}
