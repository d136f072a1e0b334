import Datasets

/// Reads tables whole, every column and row, as training does, and says what it found.
@main
struct ReadTable {
  static func main() throws {
    let paths = CommandLine.arguments.dropFirst()
    let (dataset, _) = try Dataset.read(paths.map(TableSource.file(path:)))
    print("\(dataset.rowCount) rows, \(dataset.columns.count) columns")
  }
}
