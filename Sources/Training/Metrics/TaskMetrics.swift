public import Datasets
internal import Losses

/// The metrics of one task by name, in the order in which they are printed.
public struct TaskMetrics: Equatable, Sendable {
  /// The metrics and their values.
  public let entries: [Entry]

  /// A metric's value.
  public struct Entry: Equatable, Sendable {
    /// The metric's name.
    public let name: String
    /// Its value, nil where it is undefined.
    public let value: Double?
  }

  /// Keeps values under their names.
  init(_ values: [(name: String, value: Double?)]) {
    entries = values.map { Entry(name: $0.name, value: $0.value) }
  }

  /// Measures the predictions of a label by all its metrics.
  public init(of label: Label, rows: ScoredRows) {
    precondition(rows.outputCount == label.outputCount, "a prediction for each of the outputs")
    self.init(Metric.metrics(of: label.loss).map { ($0.name, $0(rows)) })
  }

  /// The metrics of a task of several labels: of each the mean over the labels that have one.
  ///
  /// - Parameter labels: Those of each label, at least one; all have the same metrics.
  init(averaging labels: [TaskMetrics]) {
    guard labels.count > 1 else {
      entries = labels[0].entries
      return
    }
    entries = labels[0].entries.indices.map { index in
      let values = labels.compactMap { $0.entries[index].value }
      return Entry(
        name: labels[0].entries[index].name,
        value: values.isEmpty ? nil : values.reduce(0, +) / Double(values.count))
    }
  }

  /// The value of the metric of that name; nil where it is undefined or not among these.
  public subscript(name: String) -> Double? {
    entries.first { $0.name == name }?.value
  }
}

/// Coded as one object from names to numbers, with null for what is undefined. Objects have no
/// order: it is restored from the table of metrics.
extension TaskMetrics: Codable {
  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Writes the values under their names.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Name.self)
    for entry in entries {
      try container.encode(entry.value, forKey: Name(stringValue: entry.name))
    }
  }

  /// Reads the values and sorts them as the table of metrics does.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    let known = decoder.losses.entries.map(Metric.names)
    let names = Set(container.allKeys.map(\.stringValue))
    // The loss whose metrics these are; values of an unknown set keep an order, if not the old one.
    let order = known.first { Set($0) == names } ?? names.sorted()
    entries = try order.map {
      Entry(name: $0, value: try container.decode(Double?.self, forKey: Name(stringValue: $0)))
    }
  }
}
