import Datasets
import Testing
import Training

@Suite struct ImportancePlanTests {
  /// Features, rows, networks and labels, and the rows and repeats that follow, under a bound of a
  /// million and five repeats.
  struct Case: Sendable {
    let features, rows, networks, labels, takenRows, takenRepeats: Int
  }

  @Test(
    "first rows are left out, down to the least, then repeats",
    arguments: [
      Case(features: 20, rows: 10_000, networks: 1, labels: 1, takenRows: 10_000, takenRepeats: 5),
      Case(features: 40, rows: 10_000, networks: 1, labels: 10, takenRows: 5_000, takenRepeats: 5),
      Case(features: 40, rows: 10_000, networks: 1, labels: 11, takenRows: 2_500, takenRepeats: 5),
      Case(features: 40, rows: 10_000, networks: 3, labels: 1, takenRows: 1_666, takenRepeats: 5),
      Case(features: 400, rows: 10_000, networks: 1, labels: 1, takenRows: 500, takenRepeats: 5),
      Case(features: 500, rows: 10_000, networks: 1, labels: 1, takenRows: 500, takenRepeats: 4),
      Case(features: 1_900, rows: 10_000, networks: 1, labels: 1, takenRows: 526, takenRepeats: 1),
      // There are fewer rows than the least.
      Case(features: 5_000, rows: 40, networks: 1, labels: 1, takenRows: 40, takenRepeats: 5),
      Case(features: 10_000, rows: 40, networks: 1, labels: 1, takenRows: 40, takenRepeats: 2),
    ])
  func plan(example: Case) throws {
    let options = ImportanceOptions(mostPredictions: 1_000_000)
    let plan = try ImportancePlan(
      features: example.features, rows: example.rows,
      cost: ImportancePlan.cost(networks: example.networks, labels: example.labels), options)
    #expect(plan.rows == example.takenRows && plan.repeats == example.takenRepeats)
    let cost = ImportancePlan.cost(networks: example.networks, labels: example.labels)
    #expect(example.features * plan.rows * plan.repeats * cost <= 1_000_000)
    let positions = plan.positions(of: example.rows, seed: 3)
    #expect(positions.count == plan.rows && Set(positions).count == plan.rows)
    #expect(positions == positions.sorted())
    #expect(positions == plan.positions(of: example.rows, seed: 3))
    if plan.rows < example.rows { #expect(positions != plan.positions(of: example.rows, seed: 4)) }
  }

  @Test("too many features are refused, with a way out")
  func refused() throws {
    let error = #expect(throws: DatasetError.self) {
      try ImportancePlan(
        features: 2_001, rows: 10_000, cost: 1, ImportanceOptions(mostPredictions: 1_000_000))
    }
    #expect(
      error?.description
        == "it would take 1000500 predictions of rows to see what 2001 features are worth, and no "
        + "more than 1000000 are made; set importanceGroups to features that belong together to "
        + "permute them at once")
  }
}
