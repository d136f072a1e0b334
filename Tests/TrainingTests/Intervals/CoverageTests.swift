import Datasets
import Foundation
import Losses
import RandomNumbers
import Statistics
import Testing
import Training

/// Whether intervals hold what they are to hold: the figures of all rows there might be.
@Suite struct CoverageTests {
  /// Rows of three tasks whose figures are known.
  private struct Simulation {
    private let statistics: [LabelStatistics]
    private let rows = 800

    /// The figures of infinitely many rows.
    let truth: [String: Double]

    init() throws {
      statistics = try [
        ("number", .regression, [-1, 1]), ("rain", .binary, [0, 1]), ("visits", .count, [0, 6]),
      ].map { (name: String, kind: LabelKind, values: [Double]) in
        try LabelStatistics(
          label: LabelRequest(
            name: name, kind: kind, loss: .standard(for: kind),
            classes: kind == .binary ? ["no", "yes"] : []),
          values: values)
      }
      // Of counts with the mean 3, which is predicted: Σ p(k) · deviance, k = 0, 1, …
      let mean = 3.0
      var (share, deviance) = (exp(-mean), 0.0)
      for count in 0..<60 {
        let k = Double(count)
        deviance += share * 2 * ((k > 0 ? k * log(k / mean) : 0) - k + mean)
        share *= mean / (k + 1)
      }
      // Errors have the variance 4, labels 4 + 5; four of five rows are classed rightly.
      truth = [
        "number rmse": 2, "number skill": 1 - 4.0 / 9, "rain accuracy": 0.8,
        "visits deviance": deviance,
      ]
    }

    /// The intervals of a table that is drawn.
    func intervals(_ seed: UInt64, resamples: Int) -> [String: Interval] {
      var generator = SeededGenerator(seed: seed, stream: .split)
      var (numbers, rain, visits): ([Double], [Double], [Double]) = ([], [], [])
      var (guesses, chances): ([Double], [Double]) = ([], [])
      for _ in 0..<rows {
        guesses.append(5.0.squareRoot() * generator.normal())
        numbers.append(guesses[guesses.count - 1] + 2 * generator.normal())
        chances.append(generator.uniform() < 0.5 ? 0.9 : 0.1)
        let isRight = generator.uniform() < 0.8
        rain.append((chances[chances.count - 1] > 0.5) == isRight ? 1 : 0)
        visits.append(Self.poisson(mean: 3, using: &generator))
      }
      let squares = zip(guesses, numbers).map { ($0 - $1) * ($0 - $1) }
      let unused = Array(repeating: 1.0, count: rows)
      let table = ScoredTable(
        rows: Array(0..<Int32(rows)), tasks: statistics.map { PredictionTask($0.label) },
        labels: [
          ScoredLabel(
            statistics[0], rows: ScoredRows(predictions: guesses, labels: numbers),
            losses: squares, constantLosses: numbers.map { $0 * $0 }),
          ScoredLabel(
            statistics[1], rows: ScoredRows(predictions: chances, labels: rain), losses: unused,
            constantLosses: unused),
          ScoredLabel(
            statistics[2],
            rows: ScoredRows(predictions: Array(repeating: 3, count: rows), labels: visits),
            losses: unused, constantLosses: unused),
        ])
      let tasks = table.evaluation(
        Bootstrap(seed: seed, resamples: resamples), threads: 2
      ).tasks
      let found = [
        "number rmse": tasks[0].intervals?.metrics["rmse"],
        "number skill": tasks[0].intervals?.skill,
        "rain accuracy": tasks[1].intervals?.metrics["accuracy"],
        "visits deviance": tasks[2].intervals?.metrics["deviance"],
      ]
      return found.compactMapValues(\.self)
    }

    /// How many uniform numbers it takes until their product is below e^−mean (Knuth).
    private static func poisson(mean: Double, using generator: inout SeededGenerator) -> Double {
      var (count, product) = (0.0, generator.uniform())
      while product > exp(-mean) {
        count += 1
        product *= generator.uniform()
      }
      return count
    }
  }

  /// Without optimisation a thousand tables take minutes: there are fewer, that tell less.
  #if DEBUG
    private static let (tables, tolerance) = (8, 0.31)
  #else
    private static let (tables, tolerance) = (1000, 0.02)
  #endif

  @Test("of a thousand intervals 93 to 97 % hold the figure of all rows there might be")
  func coverage() throws {
    let simulation = try Simulation()
    var held: [String: Int] = [:]
    for seed in 0..<Self.tables {
      let intervals = simulation.intervals(UInt64(seed), resamples: 300)
      for (name, truth) in simulation.truth {
        let interval = try #require(intervals[name])
        if interval.low <= truth && truth <= interval.high { held[name, default: 0] += 1 }
      }
    }
    #expect(held.count == simulation.truth.count)
    for (name, count) in held {
      let share = Double(count) / Double(Self.tables)
      #expect(abs(share - 0.95) <= Self.tolerance, "\(name): \(count) of \(Self.tables)")
    }
  }
}
