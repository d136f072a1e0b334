import Diagnosis
import Foundation
import PythonReference
import Testing
import Training

private let python = PythonInterpreter(importing: "sklearn", "numpy")

@Suite struct PrecisionRecallCurveTests {
  @Test("it goes in steps from one threshold's recall to the next one's", arguments: [false, true])
  func points(weighted: Bool) throws {
    let rows = DrawnRows.binary(150, seed: 12, weighted: weighted)
    let curve = try #require(PrecisionRecallCurve(rows, atMost: .max))
    func weight(_ isTaken: (Int) -> Bool) -> Double {
      (0..<rows.count).filter(isTaken).reduce(0) { $0 + rows.weight($1) }
    }
    let positives = weight { rows.labels[$0] == 1 }
    let scores = Set(rows.predictions).sorted(by: >)
    let points = curve.line.points
    try #require(points.count == 2 * scores.count)
    var before = 0.0
    for (index, score) in scores.enumerated() {
      let above = weight { rows.predictions[$0] >= score && rows.labels[$0] == 1 }
      let all = weight { rows.predictions[$0] >= score }
      #expect(abs(points[2 * index].x - before) < 1e-12)
      before = above / positives
      #expect(abs(points[2 * index + 1].x - before) < 1e-12)
      for point in points[2 * index...2 * index + 1] { #expect(abs(point.y - above / all) < 1e-12) }
    }
    #expect(abs(curve.line.area - curve.area) < 1e-12)
    #expect(abs(curve.prevalence - positives / weight { _ in true }) < 1e-12)
  }

  @Test("of many rows it has few points, and nearly the same area")
  func reduced() throws {
    let rows = DrawnRows.binary(20_000, seed: 13)
    let curve = try #require(PrecisionRecallCurve(rows))
    #expect(curve.line.points.count <= 200)
    #expect(curve.area == Metric.averagePrecision(rows))
    #expect(abs(curve.line.area - curve.area) < 0.004)
  }

  @Test("a constant score has the precision of a guess; without positive rows there is nothing")
  func few() throws {
    let constant = try #require(
      PrecisionRecallCurve(ScoredRows(predictions: [0.3, 0.3, 0.3, 0.3], labels: [0, 1, 0, 0])))
    #expect(constant.line.points.map(\.y) == [0.25, 0.25] && constant.area == 0.25)
    #expect(constant.prevalence == 0.25)
    #expect(PrecisionRecallCurve(ScoredRows(predictions: [0.3], labels: [0])) == nil)
    #expect(PrecisionRecallCurve(ScoredRows(predictions: [0.3], labels: [.nan])) == nil)
  }

  @Test(
    "points and area are scikit-learn's",
    .enabled(if: python != nil, "needs a Python with scikit-learn"), arguments: [false, true])
  func scikitLearn(weighted: Bool) throws {
    let python = try #require(python)
    let rows = DrawnRows.binary(700, seed: 14, weighted: weighted)
    let script = """
      import json, sys
      from sklearn.metrics import average_precision_score, precision_recall_curve
      y, p, w = json.load(sys.stdin)
      precision, recall, _ = precision_recall_curve(y, p, sample_weight=w)
      area = average_precision_score(y, p, sample_weight=w)
      json.dump([list(precision), list(recall), [area]], sys.stdout)
      """
    let weights = (0..<rows.count).map(rows.weight)
    let reference = try JSONDecoder().decode(
      [[Double]].self,
      from: try python.run(
        script, input: JSONEncoder().encode([rows.labels, rows.predictions, weights])))
    let curve = try #require(PrecisionRecallCurve(rows, atMost: .max))
    // From the lowest threshold on, with a last point that belongs to none.
    let theirs = Array(zip(reference[0], reference[1]).dropLast().reversed())
    let ours = stride(from: 1, to: curve.line.points.count, by: 2).map { curve.line.points[$0] }
    try #require(ours.count == theirs.count)
    for (point, (precision, recall)) in zip(ours, theirs) {
      #expect(abs(point.y - precision) < 1e-9 && abs(point.x - recall) < 1e-9)
    }
    #expect(abs(curve.area - reference[2][0]) < 1e-9)
  }
}
