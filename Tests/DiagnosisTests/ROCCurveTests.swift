import Diagnosis
import Foundation
import PythonReference
import Testing
import Training

private let python = PythonInterpreter(importing: "sklearn", "numpy")

@Suite struct ROCCurveTests {
  @Test("at each threshold it has the shares of rows that score as high", arguments: [false, true])
  func points(weighted: Bool) throws {
    let rows = DrawnRows.binary(150, seed: 9, weighted: weighted)
    let curve = try #require(ROCCurve(rows, atMost: .max))
    func weight(_ isTaken: (Int) -> Bool) -> Double {
      (0..<rows.count).filter(isTaken).reduce(0) { $0 + rows.weight($1) }
    }
    let positives = weight { rows.labels[$0] == 1 }
    let negatives = weight { rows.labels[$0] == 0 }
    let scores = Set(rows.predictions).sorted(by: >)
    try #require(curve.line.points.count == scores.count + 1)
    #expect(curve.line.points[0] == Polyline.Point(x: 0, y: 0))
    for (point, score) in zip(curve.line.points.dropFirst(), scores) {
      let above = weight { rows.predictions[$0] >= score && rows.labels[$0] == 1 }
      let below = weight { rows.predictions[$0] >= score && rows.labels[$0] == 0 }
      #expect(abs(point.x - below / negatives) < 1e-12)
      #expect(abs(point.y - above / positives) < 1e-12)
    }
    // The area is the metric's, which counts pairs.
    #expect(abs(curve.line.area - curve.area) < 1e-12)
  }

  @Test("of many rows it has few points, and nearly the same area")
  func reduced() throws {
    let rows = DrawnRows.binary(20_000, seed: 10)
    let curve = try #require(ROCCurve(rows))
    #expect(curve.line.points.count <= 200)
    #expect(curve.line.points.last == Polyline.Point(x: 1, y: 1))
    #expect(curve.area == Metric.rocAUC(rows))
    #expect(abs(curve.line.area - curve.area) < 0.002)
  }

  @Test("a constant score is the diagonal, and one class alone has no curve")
  func few() throws {
    let constant = try #require(
      ROCCurve(ScoredRows(predictions: [0.3, 0.3, 0.3], labels: [0, 1, 0])))
    #expect(constant.line.points.map(\.x) == [0, 1] && constant.area == 0.5)
    #expect(ROCCurve(ScoredRows(predictions: [0.3, 0.4], labels: [1, 1])) == nil)
    #expect(ROCCurve(ScoredRows(predictions: [0.3], labels: [.nan])) == nil)
  }

  @Test(
    "points and area are scikit-learn's",
    .enabled(if: python != nil, "needs a Python with scikit-learn"), arguments: [false, true])
  func scikitLearn(weighted: Bool) throws {
    let python = try #require(python)
    let rows = DrawnRows.binary(700, seed: 11, weighted: weighted)
    let script = """
      import json, sys
      from sklearn.metrics import auc, roc_curve
      y, p, w = json.load(sys.stdin)
      across, up, _ = roc_curve(y, p, sample_weight=w, drop_intermediate=False)
      json.dump([list(across), list(up), [auc(across, up)]], sys.stdout)
      """
    let weights = (0..<rows.count).map(rows.weight)
    let reference = try JSONDecoder().decode(
      [[Double]].self,
      from: try python.run(
        script, input: JSONEncoder().encode([rows.labels, rows.predictions, weights])))
    let curve = try #require(ROCCurve(rows, atMost: .max))
    let points = curve.line.points
    try #require(points.count == reference[0].count)
    for (point, (across, up)) in zip(points, zip(reference[0], reference[1])) {
      #expect(abs(point.x - across) < 1e-9 && abs(point.y - up) < 1e-9)
    }
    #expect(abs(curve.area - reference[2][0]) < 1e-9)
  }
}
