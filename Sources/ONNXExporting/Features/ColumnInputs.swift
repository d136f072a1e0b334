internal import Datasets
internal import Training

/// The columns that a graph is fed: one input for each that a model reads, N rows of one cell.
///
/// A number is a float, or a double where its spread is small beside it; NaN where it is missing. A
/// category is a text, "" where it is missing. A date is a double: seconds since 1970-01-01 00:00 UTC.
struct ColumnInputs {
  /// Of each column of numbers its doubles, NaN where a cell is missing.
  private var numbers: [String: GraphValue] = [:]
  /// Of each column of categories its texts.
  private var texts: [String: GraphValue] = [:]
  /// The places of weekdays, for columns that are made of dates.
  private var weekdays: [String: GraphValue] = [:]
  private let reading: ReadingOptions

  /// The inputs of a predictor's graph, in the order of its columns; dates come first.
  static func ports(_ schema: Schema, _ reading: ReadingOptions) -> [OperatorGraph.Port] {
    let dates = reading.dateFeatures
    let made = Set(dates.flatMap { date in date.parts.map(date.columnName) })
    return dates.map {
      OperatorGraph.Port(
        name: $0.name, type: .double, columns: 1,
        note: "seconds since 1970-01-01 00:00 UTC, NaN where it is missing")
    }
      + schema.readFeatures.filter { !made.contains($0.name) }.map { feature in
        guard let origin = feature.encoding.origin else {
          return OperatorGraph.Port(
            name: feature.name, type: .string, columns: 1,
            note: "a category, \"\" where it is missing")
        }
        return OperatorGraph.Port(
          name: feature.name, type: origin == 0 ? .float : .double, columns: 1,
          note: "a number, NaN where it is missing")
      }
  }

  /// Reads the inputs, which the graph has.
  init(_ schema: Schema, _ reading: ReadingOptions, in graph: inout OperatorGraph) {
    self.reading = reading
    let inputs = Set(graph.inputs.map(\.name))
    for date in reading.dateFeatures {
      let parts = DateParts(date, seconds: GraphValue(name: date.name), in: &graph)
      numbers.merge(parts.numbers) { $1 }
      weekdays.merge(parts.weekdays) { $1 }
    }
    for feature in schema.readFeatures where inputs.contains(feature.name) {
      let input = GraphValue(name: feature.name)
      guard let origin = feature.encoding.origin else {
        texts[feature.name] = input
        continue
      }
      var steps = Arithmetic(taking: &graph, type: .double, prefix: feature.name)
      numbers[feature.name] =
        origin == 0 ? steps.cast(input, to: .double) : steps.rounded(input, from: origin)
      graph = steps.graph
    }
  }

  /// Takes in the columns that are made of several.
  mutating func add(_ made: [String: GraphValue]) { numbers.merge(made) { $1 } }

  /// Doubles, NaN where a cell is missing.
  func number(_ name: String) -> GraphValue {
    guard let value = numbers[name] else {
      preconditionFailure("column \(name) is a number that is read")
    }
    return value
  }

  /// The places of categories.
  ///
  /// - Parameters:
  ///   - names: The categories in the order of their places, which begin at `first`.
  ///   - missing: That of a missing cell.
  ///   - unknown: That of all others.
  func places(
    _ name: String, of names: [String], first: Int, missing: Int, unknown: Int,
    in graph: inout OperatorGraph
  ) -> GraphValue {
    let known = names.enumerated().map { ($1, first + $0) }
    if let weekday = weekdays[name] {
      return weekdayPlaces(
        weekday, name, known: known, missing: missing, unknown: unknown, in: &graph)
    }
    guard let text = texts[name] else {
      preconditionFailure("column \(name) is a category that is read")
    }
    let spellings = CategorySpellings(
      names, missing: reading.missingMarkers, decimalMark: reading.decimalMark)
    let keys = spellings.all.map { ($0.text, $0.category.map { first + $0 } ?? missing) }
    return graph.apply(
      .labelPlaces(texts: keys.map(\.0), places: keys.map(\.1), otherwise: unknown), text,
      name: "\(name).place")
  }

  /// The places of weekdays among categories, by a table: Monday to Sunday, and a missing cell.
  private func weekdayPlaces(
    _ weekday: GraphValue, _ name: String, known: [(String, Int)], missing: Int, unknown: Int,
    in graph: inout OperatorGraph
  ) -> GraphValue {
    let table =
      DateFeatures.weekdays.map { day in
        known.first { $0.0 == day }?.1 ?? unknown
      } + [missing]
    let constant = graph.constant(
      .integers(table.map(Int64.init)), shape: [table.count], name: "\(name).places")
    return graph.apply(.gather(axis: 0), constant, weekday, name: "\(name).place")
  }
}
