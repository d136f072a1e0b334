/// How records are written.
public enum RecordFormat: String, CaseIterable, Sendable {
  /// Comma-separated values, with the names of the columns on the first line.
  case csv
  /// A JSON object on each line.
  case jsonLines = "jsonl"

  /// The format that a file's name asks for, compressed or not: JSON lines where it ends in
  /// `.jsonl` or `.ndjson`, else CSV.
  public init(path: String) {
    var name = path.lowercased()
    if name.hasSuffix(".gz") { name.removeLast(3) }
    self = name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") ? .jsonLines : .csv
  }

  /// What builds its records.
  package var builder: any RecordBuilder.Type {
    switch self {
    case .csv: CSVRecords.self
    case .jsonLines: JSONLines.self
    }
  }
}
