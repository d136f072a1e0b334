import Foundation
import Reports
import Testing
import Training

struct ImportanceReportTests {
  /// Features f0, f1, …, each worth a tenth less than the one before, for so many labels.
  private func importance(
    features: Int, labels: Int, columns: [String]? = nil, rows: (Int, of: Int) = (300, of: 300),
    repeats: (Int, of: Int) = (5, of: 5)
  ) -> PermutationImportance {
    PermutationImportance(
      (0..<features).map { number in
        let worth = 0.9 - 0.1 * Double(number)
        return PermutationImportance.Feature(
          name: "f\(number)", columns: number == 0 ? columns : nil, importance: worth,
          interval: Interval(low: worth - 0.1, high: worth + 0.1),
          labels: (0..<labels).map { label in
            // Of even features the last label has most, of odd ones the first.
            let value = worth + 0.01 * Double(number % 2 == 0 ? label : -label)
            return PermutationImportance.OfLabel(
              label: "y\(label)", importance: value,
              interval: Interval(low: value - 0.1, high: value + 0.1), standardDeviation: 0.02,
              metric: "rmse", metricIncrease: 40 * value, labelled: 250)
          })
      }, rows: rows.0, allRows: rows.of, repeats: repeats.0, askedRepeats: repeats.of,
      resampling: nil)
  }

  private func lines(_ importance: PermutationImportance, _ most: Int = 10) -> [String] {
    ImportanceReport(importance).text(most, all: "importance.csv").split(separator: "\n")
      .map(String.init)
  }

  @Test("of one label there is its importance, and by how much its metric grows")
  func oneLabel() {
    let lines = lines(importance(features: 2, labels: 1))
    #expect(
      lines == [
        "importance: the skill that is lost where a feature's cells are permuted among the rows",
        "Permuted 5 times on 300 rows; in brackets 95 % intervals.",
        "feature           importance  growth of rmse",
        "f0       0.90 (0.80 to 1.00)              36",
        "f1       0.80 (0.70 to 0.90)              32",
      ])
  }

  @Test("of a few labels each has a column, of many the one that a feature is worth most for")
  func labels() {
    let few = lines(importance(features: 1, labels: 2))
    #expect(few[2].split(separator: " ") == ["feature", "mean", "y0", "y1"])
    #expect(few[3].hasSuffix("0.90 (0.80 to 1.00)  0.91 (0.81 to 1.01)"))
    let many = lines(importance(features: 2, labels: 5))
    #expect(
      many[2].split(separator: " ") == ["feature", "mean", "largest", "for", "importance", "there"])
    #expect(many[3].hasSuffix("y4  0.94 (0.84 to 1.04)"))
    #expect(many[4].hasSuffix("y0  0.80 (0.70 to 0.90)"))
  }

  @Test("features that are left out are counted, and groups told of")
  func rest() {
    let lines = lines(
      importance(features: 7, labels: 2, columns: (0..<12).map { "c\($0)" }), 3)
    #expect(lines.count == 2 + 1 + 3 + 2)
    #expect(lines[6] == "4 more features in importance.csv")
    #expect(
      lines[7] == "f0: c0, c1, c2, c3, c4, c5, c6, c7, c8, c9 and 2 more, permuted together")
  }

  @Test("rows and repeats that the bound has left out are told of")
  func reduced() {
    let fewer = lines(importance(features: 1, labels: 2, rows: (500, of: 20_000)))
    #expect(
      fewer[1]
        == "Permuted 5 times on 500 of 20,000 rows, as the number of predictions is bounded; "
        + "in brackets 95 % intervals.")
    let rarer = lines(
      importance(features: 1, labels: 2, rows: (500, of: 500), repeats: (1, of: 5)))
    #expect(rarer[1].hasPrefix("Permuted 1 of 5 times on 500 rows, as the number"))
  }
}
