internal import Charts
internal import Datasets
internal import Diagnosis
internal import Training

extension ErrorFigure {
  /// Whether as many are counted as expected, where few and where many are expected.
  static let countDeciles = ErrorFigure { label, rows in
    CountDeciles(rows).map { deciles in
      let groups = deciles.bins.map { bin in
        let ends = bin.range.lowerBound.brief + " to " + bin.range.upperBound.brief
        return BarChart.Group(
          name: "\(ends) (\(bin.count.grouped) rows)",
          bars: [
            BarChart.Bar(name: "expected", value: bin.expected, colour: colour, isLight: true),
            BarChart.Bar(name: "observed", value: bin.observed, colour: colour),
          ])
      }
      let figures = deciles.bins.map { "\($0.expected.brief) and \($0.observed.brief)" }
      return BarChart(
        title: "\(label.name): expected (light) and observed, by deciles of the expectation",
        summary: "Mean expected and observed \(label.name), from the rows with the lowest "
          + "expectation on: \(figures.joined(separator: "; ")).",
        x: Axis("mean of the rows", scale: .linear(including: 0)), groups: groups)
    }
  }
}

extension Double {
  /// Three significant digits.
  fileprivate var brief: String { Optional(self).brief }
}
