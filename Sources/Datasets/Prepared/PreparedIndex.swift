internal import Foundation

/// What the file `dataset.json` of a prepared table says: its columns, how it was read, and where
/// its rows are. `docs/dataset.md` describes it for readers in other languages.
package struct PreparedIndex: Codable, Equatable, Sendable {
  /// The name of the file.
  package static let fileName = "dataset.json"
  /// What tells such a file from others.
  static let format = "equipoise-dataset"
  /// The version that is written, and the only one that is read.
  static let version = 1

  /// `equipoise-dataset`.
  let format: String
  /// The version of the format.
  let version: Int
  /// The number of rows.
  package let rows: Int
  /// The tables that the rows are of, in the order of the rows.
  package let sources: [Source]
  /// How the text was read; tables to predict are read alike.
  package let reading: ReadingOptions
  /// Which columns are labels, as that was asked for.
  package let labels: PreparedLabels
  /// What each task costs before anything is learnt, over all rows.
  package let tasks: [Task]
  /// The columns, in the order of the first table's header.
  package let columns: [PreparedColumn]
  /// The files of rows, in the order of the rows.
  package let groups: [Group]

  /// A table that rows were read from.
  package struct Source: Codable, Equatable, Sendable {
    /// What messages call it.
    package let name: String
    /// The number of its rows.
    package let rows: Int
  }

  /// A file of rows.
  package struct Group: Codable, Equatable, Sendable {
    /// The name of the file, in the folder.
    let file: String
    /// The number of its rows.
    package let rows: Int
    /// XXH3 in 128 bits of the whole file, as `xxh128sum` prints it.
    let checksum: String
  }

  /// What a task costs before anything is learnt.
  package struct Task: Codable, Equatable, Sendable {
    /// Its name.
    package let name: String
    /// The columns that are its labels.
    package let labels: [String]
    /// Its kind.
    package let kind: String
    /// Its loss.
    package let loss: String
    /// The labelled cells.
    package let labelled: Int
    /// The loss of the output 0.
    package let initialLoss: Double
    /// The loss of the best constant prediction.
    package let priorLoss: Double

    /// A task.
    package init(
      name: String, labels: [String], kind: String, loss: String, labelled: Int,
      initialLoss: Double, priorLoss: Double
    ) {
      self.name = name
      self.labels = labels
      self.kind = kind
      self.loss = loss
      self.labelled = labelled
      self.initialLoss = initialLoss
      self.priorLoss = priorLoss
    }
  }

  /// The index of a table that was written.
  init(
    sources: [Source], reading: ReadingOptions, labels: PreparedLabels, tasks: [Task],
    columns: [PreparedColumn], groups: [Group]
  ) {
    format = Self.format
    version = Self.version
    rows = groups.reduce(0) { $0 + $1.rows }
    self.sources = sources
    self.reading = reading
    self.labels = labels
    self.tasks = tasks
    self.columns = columns
    self.groups = groups
  }

  /// The bytes of `dataset.json`.
  func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }

  /// Reads the bytes of `dataset.json`.
  init(decoding data: Data) throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    self = try decoder.decode(PreparedIndex.self, from: data)
  }

  /// For each label its kind, over all rows.
  package var kinds: [String: String] {
    Dictionary(
      tasks.flatMap { task in task.labels.map { ($0, task.kind) } }, uniquingKeysWith: { $1 })
  }

  /// The bytes that a row takes in its file.
  package var bytesPerRow: Int {
    columns.reduce(0) {
      $0 + ($1.isLabel && $1.kind == .numeric && $1.numbers == nil ? 8 : 4)
    }
  }

  /// What contradicts itself, in words; nil if nothing does.
  var contradiction: String? {
    if rows != groups.reduce(0, { $0 + $1.rows }) || rows != sources.reduce(0, { $0 + $1.rows }) {
      return "its numbers of rows do not add up"
    }
    if groups.contains(where: { $0.rows < 1 }) { return "a row group has no rows" }
    if groups.contains(where: { $0.file.contains("/") || $0.file.hasPrefix(".") }) {
      return "a row group is not in the folder"
    }
    if Set(columns.map(\.name)).count < columns.count { return "two columns share a name" }
    return nil
  }
}

/// Which columns of a prepared table are labels and weights, in the words in which that was asked
/// for: what holds for a command that says nothing of it.
package struct PreparedLabels: Codable, Equatable, Sendable {
  /// Labels: `NAME[:KIND[:LOSS[:TRANSFORM]]]` for each.
  package var labels: [String]
  /// Tasks of several columns.
  package var tasks: [String]
  /// The column of the rows' weights.
  package var weightColumn: String?
  /// The columns of labels' weights: `LABEL=COLUMN` for each.
  package var weights: [String]
  /// What labels' classes count for: `LABEL=balanced` or `LABEL=CLASS:WEIGHT,…` for each.
  package var classWeights: [String]

  /// The words of a request.
  package init(
    labels: [String], tasks: [String] = [], weightColumn: String? = nil, weights: [String] = [],
    classWeights: [String] = []
  ) {
    self.labels = labels
    self.tasks = tasks
    self.weightColumn = weightColumn
    self.weights = weights
    self.classWeights = classWeights
  }
}
