import ArgumentParser
import Datasets

/// Which rows are for training, validation and testing.
struct SplitOptions: StatedOptions {
  static let usualFractions = "0.8,0.1,0.1"

  @Option(
    help: ArgumentHelp(
      "The shares of training, validation and test rows, drawn at random by the seed. "
        + "\(Self.usualFractions) if nothing else is said.",
      valueName: "train,validation,test"))
  var split: String?

  @Option(
    help: ArgumentHelp(
      "A column that says train, validation or test for each row.", valueName: "column"))
  var splitColumn: String?

  @Option(
    help: ArgumentHelp(
      "A table of validation rows; DATA is then for training. May be repeated.",
      valueName: "file"))
  var validation: [String] = []

  @Option(help: ArgumentHelp("A table of test rows. May be repeated.", valueName: "file"))
  var test: [String] = []

  func validate() throws {
    let ways = [split != nil, splitColumn != nil, hasFiles]
    guard ways.count(where: { $0 }) <= 1 else {
      throw ValidationError(
        "choose one of --split, --split-column, and --validation or --test files")
    }
    _ = try fractions()
  }

  /// Whether rows are drawn, rather than given by files or a column.
  var isRandom: Bool { !hasFiles && splitColumn == nil }

  /// How rows are split, for people.
  var inWords: String {
    if let splitColumn { return "as the column \(splitColumn) says" }
    return hasFiles
      ? "by files" : "drawn at random in the shares \(split ?? Self.usualFractions)"
  }

  private var hasFiles: Bool { !validation.isEmpty || !test.isEmpty }

  /// All files in the order in which they are read as one table.
  func sources(data: [String]) -> [TableSource] {
    (data + validation + test).map(TableSource.init(argument:))
  }

  /// Splits the rows of the table read from `sources`.
  ///
  /// - Parameter rowsPerSource: The number of rows of each source.
  func split(_ dataset: Dataset, rowsPerSource: [Int], seed: UInt64) throws -> Split {
    if let splitColumn, let column = dataset[splitColumn] { return try Split(column: column) }
    guard hasFiles else {
      return try Split(rowCount: dataset.rowCount, fractions: fractions(), seed: seed)
    }
    let dataCount = rowsPerSource.count - validation.count - test.count
    let parts =
      Array(repeating: Split.Part.train, count: dataCount)
      + validation.map { _ in .validation } + test.map { _ in .test }
    return try Split(groups: zip(rowsPerSource, parts).map { ($0, $1) })
  }

  private func fractions() throws -> (train: Double, validation: Double, test: Double) {
    let split = split ?? Self.usualFractions
    let parts = split.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard parts.count == 3, let train = parts[0], let validation = parts[1], let test = parts[2]
    else {
      throw ValidationError(
        "--split is '\(split)', but must be three numbers, such as \(Self.usualFractions)")
    }
    return (train, validation, test)
  }
}
