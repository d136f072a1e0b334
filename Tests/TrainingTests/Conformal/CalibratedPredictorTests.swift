import Datasets
import Losses
import NeuralNetwork
import RandomNumbers
import Testing
import Training

struct CalibratedPredictorTests {
  private static let names = ["y", "flag:binary", "sort:multiclass", "n:count"]

  /// Rows of two numbers with a label of each kind; every third number is missing, and every fifth
  /// row has no weight.
  private static func table(rows: Int = 200) throws -> LabelledTable {
    var generator = SeededGenerator(seed: 5, stream: .split)
    let x = (0..<rows).map { _ in generator.normal() }
    let z = (0..<rows).map { _ in generator.normal() }
    func column(_ name: String, _ values: [Double]) -> Column {
      Column(name: name, values: .numeric(Numbers(values)))
    }
    let sorts = Column.Categorical(
      codes: (0..<Int32(rows)).map { $0 % 3 }, categories: ["high", "low", "mid"])
    let numbers: [Double] = (0..<rows).map { row in
      row % 3 == 0 ? Double.nan : 100 + 3 * x[row] - z[row]
    }
    let flags: [Double] = x.map { $0 > 0.2 ? 1 : 0 }
    let counts: [Double] = z.map { ($0 * $0).rounded() }
    let weights: [Double] = (0..<rows).map { row in row % 5 == 0 ? 0 : Double(row % 3) + 0.5 }
    let dataset = Dataset(
      rowCount: rows,
      columns: [
        column("x", x), column("z", z), column("y", numbers), column("flag", flags),
        Column(name: "sort", values: .categorical(sorts)), column("n", counts),
        column("w", weights),
      ])
    return try LabelledTable(
      dataset, labels: LabelSpecification.parse(labels: names), weightColumn: "w")
  }

  private static func data(
    _ table: LabelledTable, validation: Double = 0.4
  ) throws -> PreparedData {
    try table.prepared(
      Split(
        rowCount: table.dataset.rowCount,
        fractions: (train: 0.4, validation: validation, test: 0.6 - validation), seed: 1))
  }

  /// A model with random parameters.
  private static func model(_ data: PreparedData, seed: UInt64) throws -> MultiTaskModel {
    MultiTaskModel(randomFor: data, seed: seed)
  }

  @Test("scores are of the validation rows that have the label and a weight")
  func validation() throws {
    let table = try Self.table()
    let data = try Self.data(table)
    let model = try Self.model(data, seed: 1).calibrated(on: data, threads: 2)
    let rows = data.split.validation.map(Int.init).filter { $0 % 5 != 0 }
    let labelled = rows.filter { $0 % 3 != 0 }
    let calibration = try #require(model.calibration)
    #expect(
      calibration.labels.map(\.rowCount) == [labelled.count, rows.count, rows.count, rows.count])
    let predictions = model.predictions(
      for: table.dataset, rows: labelled.map(Int32.init), threads: 1)
    let residuals = zip(labelled, predictions[0])
      .map { Float(table.labelledRows.values[0][$0] - $1) }.sorted()
    for (found, expected) in zip(calibration.labels[0].kept, residuals) {
      #expect(abs(found - expected) < 1e-4)
    }
  }

  @Test("without validation rows there is no calibration, and sets are refused")
  func none() throws {
    let data = try Self.data(try Self.table(), validation: 0)
    let model = try Self.model(data, seed: 1).calibrated(on: data, threads: 1)
    #expect(model.calibration == nil)
    #expect(throws: PredictionSetError.notCalibrated) {
      try model.predictionSets(of: [[1], [0.5], [0.2, 0.3, 0.5], [2]], at: .usual)
    }
    #expect(throws: PredictionSetError.notCalibrated) {
      try model.predictionSetCoverage(
        of: model.score(data.table, rows: data.split.test, threads: 1), at: .usual)
    }
    #expect(model.calibrationNotices(at: .usual) == [])
  }

  @Test("the rows that it was calibrated on are held as often as the ranks say")
  func coverage() throws {
    let table = try Self.table(rows: 1000)
    let data = try Self.data(table)
    let model = try Self.model(data, seed: 2).calibrated(on: data, threads: 1)
    let found = try model.predictionSetCoverage(
      of: model.score(data.table, rows: data.split.validation, threads: 1), at: .usual)
    let again = try model.predictionSetCoverage(
      of: model.score(
        table.dataset, labels: table.labelledRows, rows: data.split.validation, threads: 2),
      at: .usual)
    #expect(found.map(\.name) == ["y", "flag", "sort", "n"])
    for (coverage, other) in zip(found, again) {
      let n = Double(coverage.labelled)
      #expect(coverage.labelled == coverage.calibrationRows && coverage.labelled > 100)
      let held = try #require(coverage.coverage)
      // k of n rows and perhaps more, where scores are equal; numbers are all different.
      let tail = 0.05 * (n + 1)
      switch coverage.kind {
      case .regression:
        #expect(abs(held * n - (n - 2 * tail.rounded(.down) + 2)) < 1e-6)
        #expect(coverage.meanSize == nil && coverage.meanWidth ?? 0 > 0)
      case .count:
        #expect(held >= 0.9 && coverage.meanWidth ?? 0 > 0)
      case .binary, .multiclass:
        #expect(held * n >= (0.9 * (n + 1)).rounded(.up) - 1e-6)
        #expect(coverage.meanWidth == nil && coverage.meanSize ?? 0 >= 1)
      }
      #expect(other.labelled == coverage.labelled)
      #expect(abs((other.coverage ?? 0) - held) < 0.01)
    }
  }

  @Test("what is measured is what a plain loop over the sets counts")
  func measured() throws {
    let table = try Self.table()
    let data = try Self.data(table)
    let model = try Self.model(data, seed: 3).calibrated(on: data, threads: 1)
    let level = try CoverageLevel(0.6)
    let found = try model.predictionSetCoverage(
      of: model.score(
        table.dataset, labels: table.labelledRows, rows: data.split.test, threads: 1), at: level)
    let sets = try model.predictionSets(
      of: model.predictions(for: table.dataset, rows: data.split.test, threads: 1), at: level)
    for (index, values) in table.labelledRows.values.enumerated() {
      var (held, size, count) = (0, 0.0, 0)
      for (place, row) in data.split.test.map(Int.init).enumerated()
      where row % 5 != 0 && !values[row].isNaN {
        count += 1
        switch sets[index] {
        case .intervals(let low, let high):
          held += low[place] <= values[row] && values[row] <= high[place] ? 1 : 0
          size += high[place] - low[place]
        case .classes(let members, let classes):
          held += members[place * classes + Int(values[row])] ? 1 : 0
          for one in 0..<classes where members[place * classes + one] { size += 1 }
        }
      }
      #expect(found[index].labelled == count)
      #expect(abs((found[index].coverage ?? 2) - Double(held) / Double(count)) < 1e-12)
      let mean = found[index].meanWidth ?? found[index].meanSize ?? 0
      #expect(abs(mean - size / Double(count)) < 1e-9 * (1 + mean))
    }
  }

  @Test("a pack is calibrated by what it predicts itself, not by its models")
  func pack() throws {
    let table = try Self.table()
    let data = try Self.data(table)
    let members = try (1...2).map {
      ModelPack.Member(number: $0, model: try Self.model(data, seed: UInt64($0)))
    }
    let pack = ModelPack(
      tasks: members[0].model.tasks, members: members,
      shares: [[0.25, 0.75], [0.5, 0.5], [1, 0], [0.5, 0.5]]
    ).calibrated(on: table, rows: data.split.validation, threads: 1)
    let scores = try #require(pack.calibration).labels
    let rows = data.split.validation.filter { $0 % 5 != 0 }
    let alone = try #require(members[0].model.calibrated(on: data, threads: 1).calibration).labels
    #expect(scores[2] == alone[2])
    #expect(scores[1] != alone[1])
    let means = pack.predictions(for: table.dataset, rows: data.split.validation, threads: 1)[3]
    let truths = table.labelledRows.values[3]
    var expected: [Float] = []
    for (row, mean) in zip(data.split.validation, means) where row % 5 != 0 {
      expected.append(Float((truths[Int(row)] - mean) / max(mean, 1).squareRoot()))
    }
    expected.sort()
    #expect(scores[3].kept == expected)
    #expect(
      try pack.predictionSetCoverage(
        of: pack.score(table.dataset, labels: table.labelledRows, rows: rows, threads: 1),
        at: .usual
      ).allSatisfy { $0.coverage ?? 0 >= 0.9 })
  }

  @Test("too few rows for a level are told of, label by label")
  func notices() throws {
    let table = try Self.table(rows: 60)
    let data = try Self.data(table)
    let model = try Self.model(data, seed: 1).calibrated(on: data, threads: 1)
    let counts = try #require(model.calibration).labels.map(\.rowCount)
    #expect(counts[0] < 19 && counts[1] >= 9)
    let found = model.calibrationNotices(at: .usual)
    #expect(found.map(\.column).contains("y") && !found.map(\.column).contains("flag"))
    #expect(
      found[0].description
        == "column \"y\": interval = 0.9 takes 19 calibration rows with the label, and there are "
        + "\(counts[0]): intervals are infinite")
    let sure = model.calibrationNotices(at: try CoverageLevel(0.999))
    #expect(sure.map(\.column) == ["y", "flag", "sort", "n"])
    #expect(sure[1].message.contains("takes 999 calibration rows"))
    #expect(sure[1].message.hasSuffix("sets hold all classes"))
    #expect(model.calibrationNotices(at: try CoverageLevel(0.2)) == [])
  }
}
