import Diagnosis
import Foundation
import PythonReference
import Testing
import Training

private let python = PythonInterpreter(importing: "sklearn", "numpy")

@Suite struct ConfusionMatrixTests {
  @Test("rows count by weight under their true and their predicted class")
  func counts() throws {
    let rows = ScoredRows(
      predictions: [
        0.6, 0.3, 0.1, 0.2, 0.5, 0.3, 0.1, 0.2, 0.7, 0.4, 0.2, 0.4, 0.1, 0.1, 0.8,
      ], labels: [0, 0, 2, 2, .nan], outputCount: 3, weights: [1, 2, 0.5, 4, 7])
    let matrix = try #require(ConfusionMatrix(rows))
    #expect(matrix.weights == [[1, 2, 0], [0, 0, 0], [4, 0, 0.5]])
    #expect(matrix.classes == [0, 1, 2] && matrix.otherCount == 0)
    #expect(matrix.shares(of: 0) == [1.0 / 3, 2.0 / 3, 0])
    #expect(matrix.shares(of: 1) == nil)
  }

  @Test("of many classes those with most rows stand alone, in their order, and all rows are there")
  func others() throws {
    let rows = DrawnRows.classes(2000, of: 30, seed: 15, weighted: true)
    let matrix = try #require(ConfusionMatrix(rows, atMost: 6))
    #expect(matrix.classes.count == 5 && matrix.otherCount == 25 && matrix.weights.count == 6)
    #expect(matrix.classes == matrix.classes.sorted())
    var totals = Array(repeating: 0.0, count: 30)
    for row in 0..<rows.count { totals[Int(rows.labels[row])] += rows.weight(row) }
    let least = try #require(matrix.classes.map { totals[$0] }.min())
    for index in 0..<30 where !matrix.classes.contains(index) { #expect(totals[index] <= least) }
    for (line, index) in matrix.classes.enumerated() {
      #expect(matrix.weights[line].reduce(0, +) == totals[index])
    }
    #expect(matrix.weights.joined().reduce(0, +) == totals.reduce(0, +))
  }

  @Test("without rows or classes there is nothing")
  func few() {
    #expect(
      ConfusionMatrix(ScoredRows(predictions: [0.5, 0.5], labels: [.nan], outputCount: 2)) == nil)
    #expect(ConfusionMatrix(ScoredRows(predictions: [0.5], labels: [1])) == nil)
  }

  @Test(
    "it is scikit-learn's",
    .enabled(if: python != nil, "needs a Python with scikit-learn"), arguments: [false, true])
  func scikitLearn(weighted: Bool) throws {
    let python = try #require(python)
    let rows = DrawnRows.classes(700, of: 5, seed: 16, weighted: weighted)
    let script = """
      import json, sys
      import numpy as np
      from sklearn.metrics import confusion_matrix
      y, p, w = json.load(sys.stdin)
      c = np.array(p).reshape(-1, 5).argmax(axis=1)
      matrix = confusion_matrix(y, c, sample_weight=w, labels=range(5))
      shares = confusion_matrix(y, c, sample_weight=w, labels=range(5), normalize="true")
      json.dump([matrix.tolist(), shares.tolist()], sys.stdout)
      """
    let weights = (0..<rows.count).map(rows.weight)
    let reference = try JSONDecoder().decode(
      [[[Double]]].self,
      from: try python.run(
        script, input: JSONEncoder().encode([rows.labels, rows.predictions, weights])))
    let matrix = try #require(ConfusionMatrix(rows))
    #expect(matrix.weights == reference[0])
    for line in 0..<5 {
      let shares = try #require(matrix.shares(of: line))
      for (share, expected) in zip(shares, reference[1][line]) {
        #expect(abs(share - expected) < 1e-9)
      }
    }
  }
}
