internal import Datasets
public import Fingerprints
internal import Losses

/// What tells a table that was made ready for training from another one: the contents of each
/// column that is used, in the order of the rows, and which rows are for what. Where the file is,
/// how it is compressed and what its other columns hold makes no difference.
public struct DataFingerprint: Codable, Equatable, Sendable {
  /// The number of rows.
  public let rows: Int
  /// The columns: features, then labels.
  public let columns: [Column]
  /// The rows' weights, and those of labels, if they have any.
  public let rowWeights: Fingerprint?
  /// Which rows are for training, validation and testing.
  public let split: Fingerprint
  /// Where training rows stay on disk, the files that they are of; all else is then of the rows in
  /// memory.
  public private(set) var files: Fingerprint?

  /// A column and what it holds.
  public struct Column: Codable, Equatable, Sendable {
    /// Its name.
    public let name: String
    /// Its type, such as `numeric` or a label's kind.
    public let type: String
    /// Its contents.
    public let contents: Fingerprint
  }

  init(
    features: [Datasets.Column], labels: [LabelColumn], rowWeights: [Float]?,
    labelWeights: [[Float]?] = [], split: Split
  ) {
    rows = split.train.count + split.validation.count + split.test.count
    columns = features.map(Column.init) + labels.map(Column.init)
    let weights = [rowWeights].compactMap(\.self) + labelWeights.compactMap(\.self)
    self.rowWeights =
      weights.isEmpty ? nil : Fingerprint { stream in weights.forEach { stream.add($0) } }
    self.split = Fingerprint { stream in
      for part in [split.train, split.validation, split.test] { stream.add(part) }
    }
  }

  /// The same of a table whose training rows stay on disk.
  func ofFiles(_ checksums: [String]) -> DataFingerprint {
    var fingerprint = self
    fingerprint.files = Fingerprint { stream in checksums.forEach { stream.add($0) } }
    return fingerprint
  }

  /// What tells the same table with some of its labels from others.
  ///
  /// - Parameters:
  ///   - labels: The positions of the labels.
  ///   - count: The number of all labels.
  func keeping(labels: Range<Int>, of count: Int) -> DataFingerprint {
    let features = columns.count - count
    return DataFingerprint(
      rows: rows,
      columns: columns.prefix(features)
        + columns.dropFirst(features)[
          features + labels.lowerBound..<features + labels.upperBound],
      rowWeights: rowWeights, split: split)
  }

  private init(
    rows: Int, columns: some Sequence<Column>, rowWeights: Fingerprint?, split: Fingerprint
  ) {
    self.rows = rows
    self.columns = Array(columns)
    self.rowWeights = rowWeights
    self.split = split
  }

  /// One fingerprint of all of it.
  public var whole: Fingerprint {
    Fingerprint { stream in
      for column in columns {
        for text in [column.name, column.type, column.contents.description] { stream.add(text) }
      }
      stream.add(rowWeights?.description ?? "")
      stream.add(split.description)
      if let files { stream.add(files.description) }
    }
  }

  /// How a table differs from the one this is of, in words that follow "the data"; nil if it does
  /// not.
  public func difference(of other: DataFingerprint) -> String? {
    if rows != other.rows { return "had \(rows) rows, and now has \(other.rows)" }
    let names = columns.map(\.name)
    if names != other.columns.map(\.name) {
      let others = other.columns.map(\.name)
      let gone = names.filter { !others.contains($0) }
      let new = others.filter { !names.contains($0) }
      let changes = [
        gone.isEmpty ? nil : "has no more \(Self.list(gone))",
        new.isEmpty ? nil : "has \(Self.list(new)) besides",
      ].compactMap(\.self)
      return changes.isEmpty
        ? "has its columns in another order" : changes.joined(separator: " and ")
    }
    let changed = zip(columns, other.columns).filter { $0 != $1 }.map(\.0.name)
    if !changed.isEmpty { return "has other values in \(Self.list(changed))" }
    if rowWeights != other.rowWeights { return "has other row weights" }
    if split != other.split { return "is split otherwise" }
    return files == other.files ? nil : "has other values in rows that are not in memory"
  }

  private static func list(_ names: [String]) -> String {
    let most = 5
    let shown = names.prefix(most).map { "\"\($0)\"" }.joined(separator: ", ")
    let column = names.count == 1 ? "column " : "columns "
    return column + shown + (names.count > most ? " and \(names.count - most) more" : "")
  }
}

extension DataFingerprint.Column {
  fileprivate init(_ column: Datasets.Column) {
    name = column.name
    switch column.values {
    case .numeric(let numbers):
      type = "numeric"
      contents = Fingerprint { $0.add(numbers.doubles) }
    case .categorical(let cells):
      type = "categorical"
      contents = Fingerprint { stream in
        stream.add(cells.codes)
        for category in cells.categories { stream.add(category) }
      }
    }
  }

  fileprivate init(_ label: LabelColumn) {
    name = label.label.name
    type = label.label.kind.rawValue
    contents = Fingerprint { stream in
      stream.add(label.values)
      for name in label.label.classes { stream.add(name) }
    }
  }
}

extension Fingerprint {
  /// The fingerprint of what is added.
  fileprivate init(_ add: (FingerprintStream) -> Void) {
    let stream = FingerprintStream()
    add(stream)
    self = stream.fingerprint
  }
}
