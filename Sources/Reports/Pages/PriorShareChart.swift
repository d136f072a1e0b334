internal import Charts
internal import Datasets
internal import Statistics

extension BarChart {
  /// What each task is of the loss under equal weights, before anything is learnt, and, where a
  /// scheme is given, of the weighted loss under it.
  ///
  /// - Parameter weighted: The scheme's name and each task's share of the weighted loss; nil where
  ///   there is no one scheme.
  static func priorShares(
    _ statistics: [TaskStatistics], weighted: (balance: String, shares: [Double?])?
  ) -> BarChart {
    let equal = TaskStatistics.equalWeightShares(statistics)
    let groups = statistics.indices.map { task in
      let colour = SeriesColour(index: task)
      let before = BarChart.Bar(
        name: "equal", value: equal[task], colour: colour,
        isLight: weighted != nil)
      let after = weighted.map { weighted in
        BarChart.Bar(
          name: weighted.balance, value: weighted.shares[task], colour: colour)
      }
      return BarChart.Group(
        name: statistics[task].task.name, bars: [before] + (after.map { [$0] } ?? []))
    }
    let figures = statistics.indices.map { task in
      let after = weighted?.shares[task].map {
        ", \(weighted?.balance ?? "") gives it \($0.percentage)"
      }
      return "\(statistics[task].task.name) \(equal[task].percentage)\(after ?? "")"
    }
    return BarChart(
      title: weighted.map { "Share of the loss: equal weights (light) and \($0.balance)" }
        ?? "Share of the loss under equal weights",
      summary: "Each task's share of the sum of prior losses: \(figures.joined(separator: "; ")).",
      x: Axis("share of the loss", scale: .linear(including: 0), ticks: .percent), groups: groups)
  }
}
