import Charts
import Testing

/// A chart of data that a drawing might stumble over.
struct Example: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let chart: any Chart

  init(_ name: String, _ chart: any Chart) {
    (testDescription, self.chart) = (name, chart)
  }

  /// The drawing.
  var svg: String { chart.svg(id: "example") }
}

/// A name with all that has a meaning in a document, and too long for any drawing.
let hostileName = #"y_<b>&amp;"quoted" & 'so' 列名 "# + String(repeating: "very long 🚀 ", count: 12)

/// Values that are hard to draw, each kind alone.
private let columns: [(name: String, values: [Double?])] = [
  ("nothing", []), ("one", [3]), ("no value", [nil, nil]), ("equal", [2, 2, 2]),
  ("zeros", [0, 0]), ("negative", [-3, -1, -2]), ("extreme", [1e-300, 1e300, nil, 1]),
  ("opposite", [-1e300, 1e300]), ("beyond", [-.greatestFiniteMagnitude, .greatestFiniteMagnitude]),
  ("tiny", [.leastNonzeroMagnitude, 0, 1e-305]), ("undefined", [.nan, .infinity, -.infinity, 1]),
  ("nearly equal", [1, 1.0000000001, 1.0000000002]), ("large and near", [1e15, 1e15 + 1]),
  ("minute", [1e-7, 2.5e-7]), ("many", (0..<200).map { Double($0 * $0 % 97) }),
]

private let axes: [(name: String, axis: Axis)] = [
  ("linear", Axis("value")), ("log", Axis("value", scale: .log)),
  ("from 0", Axis("value", scale: .linear(including: 0), ticks: .percent)),
  ("integer", Axis(hostileName, ticks: .integer)),
]

/// Every chart of all columns on all axes, and every chart with names that are hard to draw.
let examples: [Example] =
  columns.flatMap { column in
    axes.flatMap { axis in
      charts(of: column.values, named: { "s\($0)" }, on: axis.axis).map {
        Example("\($0.name), \(column.name), \(axis.name)", $0.chart)
      }
    }
  }
  + charts(of: [0.5, 1, nil, 2], named: { "\($0) \(hostileName)" }, on: Axis(hostileName)).map {
    Example("\($0.name), hostile names", $0.chart)
  }

/// Each kind of chart for some values.
private func charts(of values: [Double?], named name: (Int) -> String, on axis: Axis) -> [(
  name: String, chart: any Chart
)] {
  let (title, summary) = ("<Title> & \"more\"", "It's 1 < 2.")
  let rows = values.prefix(15).enumerated().map { (name: name($0), value: $1, index: $0) }
  let colour = SeriesColour.init(index:)
  return [
    (
      "lines",
      LineChart(
        title: title, summary: summary, x: axis, y: axis,
        lines: (0..<2).map { line in
          .init(
            name: name(line), colour: colour(line),
            points: values.enumerated().map { .init(x: $1 ?? Double($0), y: $1) },
            isSecondary: line == 1)
        }, references: [.init(name: name(9), value: 1), .init(name: "log", value: -1)])
    ),
    (
      "intervals",
      IntervalChart(
        title: title, summary: summary, x: axis,
        rows: rows.map {
          .init(
            name: $0.name, value: $0.value, low: $0.value.map { $0 - 1 }, high: $0.value,
            colour: colour($0.index))
        })
    ),
    (
      "cells",
      HeatMap(
        title: title, summary: summary, rowNames: rows.map(\.name), columnNames: rows.map(\.name),
        cells: rows.map { row in rows.map { .init(value: $0.value, text: "\(row.index)") } },
        limit: 1)
    ),
    (
      "points",
      ScatterChart(
        title: title, summary: summary, x: axis, y: axis,
        points: rows.map {
          .init(name: $0.name, x: $0.value ?? .nan, y: $0.value ?? 1, colour: colour($0.index))
        }, front: Array(rows.indices))
    ),
    (
      "bars",
      BarChart(
        title: title, summary: summary, x: axis,
        groups: [
          .init(
            name: name(0),
            bars: rows.map { .init(name: $0.name, value: $0.value, colour: .neutral) }),
          .init(name: name(1), bars: []),
        ])
    ),
    (
      "parts",
      DensityChart(
        title: title, summary: summary, x: axis, y: Axis(name(2)), range: range(of: values),
        weights: (0..<6).map { line in values.prefix(6).map { ($0 ?? 0) * Double(line) } },
        colour: colour(2))
    ),
    (
      "histogram",
      HistogramChart(
        title: title, summary: summary, x: Axis(name(3)), y: axis, range: range(of: values),
        weights: values.map { $0 ?? 0 }, colour: colour(3), reference: 1)
    ),
    (
      "reliability",
      ReliabilityChart(
        title: title, summary: summary, x: axis, y: axis,
        points: rows.map { row in
          .init(
            name: row.name, x: row.value ?? .nan, y: row.value ?? 1, low: -1, high: row.value ?? 2)
        }, distribution: values.map { $0 ?? 0 }, highest: 2, colour: colour(4))
    ),
  ]
}

/// From the lowest to the highest of values that are finite.
private func range(of values: [Double?]) -> ClosedRange<Double> {
  let finite = values.compactMap(\.self).filter(\.isFinite)
  return (finite.min() ?? 0)...(finite.max() ?? 1)
}
