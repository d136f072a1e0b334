import Datasets
import Losses
import RandomNumbers
import Testing
import Training

struct ConformityScoreTests {
  private static func number(_ loss: TaskLoss, kind: LabelKind = .regression) -> Label {
    Label(name: "y", kind: kind, loss: loss)
  }
  private static let visits = number(.poissonDeviance, kind: .count)
  private static let rain = Label(
    name: "y", kind: .binary, loss: .binaryCrossEntropy, classes: ["no", "yes"])
  private static let sort = Label(
    name: "y", kind: .multiclass, loss: .crossEntropy, classes: ["a", "b", "c"])

  private func ends(_ sets: PredictionSets) throws -> [(low: Double, high: Double)] {
    guard case .intervals(let low, let high) = sets else {
      Issue.record("numbers have intervals")
      return []
    }
    return zip(low, high).map { ($0, $1) }
  }

  @Test("each loss has a score, by its kind and by whether its predictions are above zero")
  func catalogue() throws {
    let expected = [
      "squared": "residual", "absolute": "residual", "huber": "residual", "quantile": "residual",
      "gamma": "relative-residual", "binary-cross-entropy": "class-probability",
      "binary-focal": "class-probability", "cross-entropy": "class-probability",
      "focal": "class-probability", "poisson": "pearson-residual",
    ]
    for entry in LossCatalogue.entries {
      let parameter = entry.parameter.map { "=\($0.example)" } ?? ""
      let loss = try #require(TaskLoss(name: entry.name + parameter))
      let label = Label(name: "y", kind: entry.kind, loss: loss, classes: ["a", "b"])
      #expect(ConformityScore.of(label).name == expected[entry.name], "\(entry.name)")
    }
    // A loss of one's own under a log link may be of labels below zero.
    let own = LossEntry(
      named: "own", of: .regression, link: .log, value: { $0 - $1 }, slope: { _, _ in 1 })
    let loss = try #require(TaskLoss(name: "own", among: LossCatalogue.standard.adding([own])))
    #expect(ConformityScore.of(Self.number(loss)).name == "residual")
  }

  /// The interval of each prediction by the definition: from n + 1 − k to k of the scores in order.
  private func plain(
    _ labels: [Double], _ predictions: [Double], of new: [Double], k: Int,
    spread: (Double) -> Double
  ) -> [(low: Double, high: Double)] {
    let scores = zip(labels, predictions).map { ($0 - $1) / spread($1) }.sorted()
    return new.map {
      ($0 + scores[labels.count - k] * spread($0), $0 + scores[k - 1] * spread($0))
    }
  }

  private func agree(
    _ found: [(low: Double, high: Double)], _ expected: [(low: Double, high: Double)]
  ) {
    #expect(found.count == expected.count)
    for (found, expected) in zip(found, expected) {
      let slack = 1e-6 * (1 + abs(expected.high - expected.low))
      // A little outwards, and never inwards.
      #expect(found.low <= expected.low && expected.low - found.low < slack)
      #expect(found.high >= expected.high && found.high - expected.high < slack)
    }
  }

  /// Skewed errors around 99 predictions above zero.
  private static func draw() -> (labels: [Double], predictions: [Double]) {
    var generator = SeededGenerator(seed: 3, stream: .split)
    let predictions = (0..<99).map { _ in 0.2 + 9 * generator.uniform() }
    let labels = predictions.map { $0 + $0 * (2 * generator.uniform() * generator.uniform() - 0.4) }
    return (labels, predictions)
  }

  @Test("intervals of numbers are the scores' quantiles from either end, in the spread's units")
  func intervals() throws {
    let (labels, predictions) = Self.draw()
    let rows = ScoredRows(predictions: predictions, labels: labels)
    let new = [0.25, 1, 4, 8]
    let cases: [(Label, (Double) -> Double)] = [
      (Self.number(.squaredError), { _ in 1 }), (Self.number(.quantile(level: 0.9)), { _ in 1 }),
      (Self.visits, { max($0, 1).squareRoot() }),
      (Self.number(try #require(TaskLoss(name: "gamma"))), { $0 }),
    ]
    for (label, spread) in cases {
      let scores = ConformityScore.of(label).scores(label, rows)
      let found = try ends(scores.sets(of: label, predictions: new, at: try CoverageLevel(0.8)))
      let expected = plain(labels, predictions, of: new, k: 90, spread: spread)
        .map { (low: label.kind == .count ? max($0.low, 0) : $0.low, high: $0.high) }
      agree(found, expected)
    }
  }

  @Test("an interval about a quantile need not hold it, and leaves out as much on either side")
  func quantile() throws {
    // The labels lie evenly between 0 and 1, and what is predicted is far above them.
    let labels = (0..<199).map { (Double($0) + 0.5) / 199 }
    let rows = ScoredRows(predictions: labels.map { _ in 3.0 }, labels: labels)
    let label = Self.number(.quantile(level: 0.95))
    let found = try ends(
      ConformityScore.of(label).scores(label, rows)
        .sets(of: label, predictions: [3], at: try CoverageLevel(0.9)))
    // k = ⌈200 · 0.95⌉ = 190, and 200 − 190 = 10 from below.
    #expect(abs(found[0].low - labels[9]) < 1e-6 && abs(found[0].high - labels[189]) < 1e-6)
    #expect(found[0].high < 3)
  }

  @Test("a count's interval is not below zero, and without enough rows has no upper end")
  func counts() throws {
    let rows = ScoredRows(predictions: [2, 2, 2], labels: [0, 1, 7])
    let scores = ConformityScore.of(Self.visits).scores(Self.visits, rows)
    let few = try ends(
      scores.sets(of: Self.visits, predictions: [2, 100], at: try CoverageLevel(0.9)))
    #expect(few.map(\.low) == [0, 0] && few.map(\.high) == [.infinity, .infinity])
    let enough = try ends(
      scores.sets(of: Self.visits, predictions: [0.5], at: try CoverageLevel(0.5)))
    #expect(enough[0].low == 0 && enough[0].high < 5)
    let regression = Self.number(.squaredError)
    let none = try ends(
      ConformityScore.of(regression).scores(regression, rows)
        .sets(of: regression, predictions: [2], at: try CoverageLevel(0.9)))
    #expect(none[0].low == -.infinity && none[0].high == .infinity)
  }

  private func members(
    _ label: Label, _ sets: PredictionSets, rows: Int
  ) -> [[String]] {
    (0..<rows).map { row in
      label.classes.indices.filter { sets.contains(Double($0), row: row) }
        .map { label.classes[$0] }
    }
  }

  @Test("a set is of the classes that are probable enough, or else of the most probable one")
  func classes() throws {
    // Nine rows whose true class has the probabilities 0.1, 0.2, … 0.9: at 0.7 the seventh least
    // of 1 − p is 0.7.
    let predictions: [Double] = (1...9).flatMap { (tenths: Int) -> [Double] in
      [Double(tenths) / 10, 1 - Double(tenths) / 10, 0]
    }
    let rows = ScoredRows(
      predictions: predictions, labels: Array(repeating: 0, count: 9), outputCount: 3)
    let scores = ConformityScore.of(Self.sort).scores(Self.sort, rows)
    let new = [0.6, 0.35, 0.05, 0.3, 0.4, 0.3, 0.29, 0.05, 0.66, 0.2, 0.2, 0.6]
    let found = scores.sets(of: Self.sort, predictions: new, at: try CoverageLevel(0.7))
    #expect(
      members(Self.sort, found, rows: 4) == [["a", "b"], ["a", "b", "c"], ["c"], ["c"]])
    #expect((0..<4).map(found.size) == [2, 3, 1, 1])
    // At 0.1 the least of 1 − p is 0.1: no class of these is as probable.
    let sure = scores.sets(
      of: Self.sort, predictions: [0.4, 0.5, 0.1, 0.4, 0.4, 0.2, 0.95, 0.05, 0],
      at: try CoverageLevel(0.1))
    #expect(members(Self.sort, sure, rows: 3) == [["b"], ["a"], ["a"]])
    let all = scores.sets(of: Self.sort, predictions: [1, 0, 0], at: try CoverageLevel(0.95))
    #expect(members(Self.sort, all, rows: 1) == [["a", "b", "c"]], "nine rows are too few")
  }

  @Test("of two classes both, or the one that is probable enough, are in the set")
  func twoClasses() throws {
    // The true class's probabilities are 0.9, 0.8, 0.7 and 0.6: at 0.8 the fourth least is 0.4.
    let rows = ScoredRows(predictions: [0.9, 0.2, 0.3, 0.6], labels: [1, 0, 0, 1])
    let scores = ConformityScore.of(Self.rain).scores(Self.rain, rows)
    func found(_ level: Double) throws -> [[String]] {
      let predictions = [0.5, 0.55, 0.61, 0.39, 0.95]
      return members(
        Self.rain,
        scores.sets(of: Self.rain, predictions: predictions, at: try CoverageLevel(level)), rows: 5)
    }
    // Nothing is as probable as 0.6 in the first two rows: then the most probable class, the first
    // of equal ones.
    #expect(try found(0.8) == [["no"], ["yes"], ["yes"], ["no"], ["yes"]])
    #expect(try found(0.9) == Array(repeating: ["no", "yes"], count: 5))
    let unsure = ConformityScore.of(Self.rain).scores(
      Self.rain,
      ScoredRows(predictions: [0.9, 0.2, 0.3, 0.4], labels: [1, 0, 0, 1]))
    #expect(
      members(
        Self.rain,
        unsure.sets(
          of: Self.rain, predictions: [0.5, 0.61, 0.39], at: try CoverageLevel(0.8)), rows: 3)
        == [["no", "yes"], ["yes"], ["no"]])
  }

  @Test("labels that are the same in rows that are predicted the same are held in all of them")
  func ties() throws {
    // Half of the rows are zero, and their score is the threshold's.
    let labels = (0..<40).map { $0 % 4 < 3 ? 0.0 : 1 }
    let rows = ScoredRows(predictions: labels.map { _ in 0.3 }, labels: labels)
    for label in [Self.number(.squaredError), Self.visits] {
      let sets = ConformityScore.of(label).scores(label, rows)
        .sets(of: label, predictions: [0.3], at: try CoverageLevel(0.4))
      #expect(sets.contains(0, row: 0))
      #expect(!sets.contains(1, row: 0))
    }
  }
}
