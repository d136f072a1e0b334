import Charts
import Datasets
import Losses
import Reports
import Testing
import Training

@Suite struct ErrorFigureTests {
  private func label(_ kind: LabelKind) -> Label {
    let names = [LabelKind.binary: ["no", "yes"], .multiclass: ["c0", "c1", "c2"]]
    return LabelRequest(
      name: "y", kind: kind, loss: .standard(for: kind), classes: names[kind] ?? []
    ).resolved(standardDeviation: 1)
  }

  private func charts(
    _ kind: LabelKind, _ predictions: [Double], _ labels: [Double], weights: [Float]? = nil
  ) throws -> [any Chart] {
    ErrorFigure.charts(
      of: label(kind),
      ScoredRows(
        predictions: predictions, labels: labels, outputCount: kind == .multiclass ? 3 : 1,
        weights: weights))
  }

  private let predictions: [LabelKind: [Double]] = [
    .regression: [1, 2, 4, 3], .count: [0.5, 2, 1, 3], .binary: [0.1, 0.6, 0.4, 0.9],
    .multiclass: [0.5, 0.3, 0.2, 0.1, 0.8, 0.1, 0.3, 0.3, 0.4, 0.2, 0.6, 0.2],
  ]

  @Test("each kind of label has its charts")
  func kinds() throws {
    func titles(_ kind: LabelKind) throws -> [String] {
      try charts(kind, try #require(predictions[kind]), [1, 1, 0, 1]).map(\.title)
    }
    #expect(try titles(.regression) == ["y: predicted against actual", "y: residuals"])
    #expect(
      try titles(.binary) == [
        "y: reliability, 1 row each", "y: ROC curve, area 0.6667",
        "y: precision and recall, area 0.9167",
      ])
    #expect(
      try titles(.multiclass) == [
        "y: true class (lines) and predicted class", "y: reliability, 1 row each",
      ])
    #expect(
      try titles(.count) == ["y: expected (light) and observed, by deciles of the expectation"])
  }

  @Test(
    "without labelled rows or with a prediction that is none there are none",
    arguments: LabelKind.allCases)
  func nothing(kind: LabelKind) throws {
    var made = try #require(predictions[kind])
    #expect(try charts(kind, made, [.nan, .nan, .nan, .nan]).isEmpty)
    #expect(try charts(kind, made, [1, 0, 1, 0], weights: [0, 0, 0, 0]).isEmpty)
    made[0] = .infinity
    #expect(try charts(kind, made, [1, 0, 1, 0]).isEmpty)
  }

  @Test(
    "one row, and predictions that are all the same, make charts with something in them",
    arguments: LabelKind.allCases)
  func few(kind: LabelKind) throws {
    let made = try #require(predictions[kind])
    let width = kind == .multiclass ? 3 : 1
    let first = Array(made.prefix(width))
    let one = try charts(kind, first, [1])
    let constant = try charts(kind, (0..<4).flatMap { _ in first }, [1, 0, 1, 0])
    // One row alone has no second class to be told from.
    #expect(one.count == (kind == .binary ? 2 : constant.count) && !constant.isEmpty)
    for chart in one + constant {
      #expect(chart.markCount > 0, "\(chart.title)")
      #expect(!chart.svg(id: "a").contains("no data"), "\(chart.title)")
    }
  }

  @Test("a title tells of rows that are too far out to be drawn")
  func outside() throws {
    let labels = (0..<500).map { Double($0 % 50) }
    // Off by 0 to 2, but for one that is off by 100,000.
    let predictions = labels.map { $0 + $0.truncatingRemainder(dividingBy: 3) }
    let far = try charts(.regression, predictions + [1e5], labels + [3])
    #expect(
      far.map(\.title) == ["y: predicted against actual, 1 outside", "y: residuals, 1 outside"])
  }

  @Test("a row of weight 3 is drawn as three rows")
  func weights() throws {
    let confusion = try charts(
      .multiclass, try #require(predictions[.multiclass]), [1, 1, 2, 0], weights: [3, 1, 1, 0.5])
    let drawing = confusion[0].svg(id: "a")
    #expect(drawing.contains("c1, c0: 3 rows, 75.0 % of the line"))
    #expect(drawing.contains("c0, c1: 0.5 rows, 100.0 % of the line"))
  }
}
