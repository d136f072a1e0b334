import ArgumentParser
import Datasets
import Splitting

/// Which rows are for training, validation and testing.
struct SplitOptions: StatedOptions {
  static let usualFractions = "0.8,0.1,0.1"

  @Option(
    help: ArgumentHelp(
      "The shares of training, validation and test rows, drawn at random by the seed, unless "
        + "another option says how. \(Self.usualFractions) if nothing else is said.",
      valueName: "train,validation,test"))
  var split: String?

  @Flag(
    inversion: .prefixedNo,
    help: ArgumentHelp(
      "Give each part its share of every class and every tenth of a number, of all labels. "
        + "--stratify if nothing else is said."))
  var stratify: Bool?

  @Option(
    help: ArgumentHelp(
      "Keep rows with the same cell of a column in one part, such as those of one patient; nothing "
        + "is learnt from it. With :hour, :day, :week, :month or :year behind a column of dates, "
        + "rows of one such period.",
      valueName: "column[:period]"))
  var splitBy: String?

  @Flag(help: "Keep rows with the same features in one part.")
  var repeatsTogether = false

  @Option(
    help: ArgumentHelp(
      "The latest rows by a column of dates or numbers are for testing, those before them for "
        + "validation.",
      valueName: "column"))
  var splitByTime: String?

  @Option(
    help: ArgumentHelp(
      "With --split-by-time: what must lie between two parts, such as 7d, 12h, or a number; rows in "
        + "between are left out.",
      valueName: "gap"))
  var splitGap: String?

  @Option(
    help: ArgumentHelp(
      "A column that says train, validation or test for each row.", valueName: "column"))
  var splitColumn: String?

  @Option(
    help: ArgumentHelp(
      "A table that says so, as a run leaves it: RUN/split.csv.", valueName: "file"))
  var splitFile: String?

  @Option(
    help: ArgumentHelp(
      "A table of validation rows; DATA is then for training. May be repeated.",
      valueName: "file"))
  var validation: [String] = []

  @Option(help: ArgumentHelp("A table of test rows. May be repeated.", valueName: "file"))
  var test: [String] = []

  func validate() throws {
    let ways: [(name: String, isGiven: Bool)] = [
      ("--split-by", splitBy != nil), ("--repeats-together", repeatsTogether),
      ("--split-by-time", splitByTime != nil), ("--split-column", splitColumn != nil),
      ("--split-file", splitFile != nil), ("--validation or --test files", hasFiles),
    ]
    let given = ways.filter(\.isGiven).map(\.name)
    guard given.count <= 1 else {
      throw ValidationError("\(given[0]) and \(given[1]) both say how rows are split; choose one")
    }
    if isGiven {
      guard split == nil, stratify == nil else {
        throw ValidationError(
          "\(given[0]) says what each row is for; leave --\(split == nil ? "stratify" : "split") out"
        )
      }
    }
    if let way = given.first, takesShares {
      guard stratify == nil || stratify != (splitByTime != nil) else {
        throw ValidationError(
          splitByTime == nil
            ? "groups of rows are always stratified; leave \(way) or --no-stratify out"
            : "rows in the order of time cannot be stratified; leave \(way) or --stratify out")
      }
    }
    guard splitGap == nil || splitByTime != nil else {
      throw ValidationError("--split-gap is for --split-by-time, which is not there")
    }
    _ = try parsedShares()
  }

  /// Refuses a label that is to say which rows are for what.
  func refuse(_ labels: LabelOptions) throws {
    try labels.refuse(splitColumn, as: "--split-column")
    try labels.refuse(splitBy.map { Self.grouping($0).columns[0].pattern }, as: "--split-by")
    try labels.refuse(splitByTime, as: "--split-by-time")
  }

  /// Makes sure that rows are drawn, in no shares, as folds are.
  func requireFolding() throws {
    guard split == nil else {
      throw ValidationError("folds have equal shares of the rows; leave --split or --folds out")
    }
    guard try rule() is any DrawnRule else {
      throw ValidationError(
        "folds are drawn at random; leave --folds out, or what says which rows are for what")
    }
  }

  /// Whether what a row is for is said by a file or a column.
  private var isGiven: Bool { hasFiles || splitColumn != nil || splitFile != nil }

  /// Whether shares of the rows are taken, rather than what files or a column say.
  var takesShares: Bool { !isGiven }

  private var hasFiles: Bool { !validation.isEmpty || !test.isEmpty }

  /// All files in the order in which they are read as one table.
  func sources(data: [String]) -> [TableSource] {
    (data + validation + test).map(TableSource.init(argument:))
  }

  /// How rows are split.
  ///
  /// - Parameter data: The tables that are named as data.
  func rule(data: [String] = []) throws -> any SplitRule {
    if let splitColumn { return RowsByColumn(splitColumn) }
    if let splitFile { return RowsByTable(contentsOf: splitFile) }
    if hasFiles {
      return RowsBySource(
        data.map { _ in .train } + validation.map { _ in .validation } + test.map { _ in .test })
    }
    let shares = try shares()
    if let splitByTime {
      return RowsInTime(splitByTime, shares, gap: try splitGap.map(TimeGap.init(parsing:)))
    }
    if let splitBy { return GroupedRows(by: Self.grouping(splitBy), shares) }
    if repeatsTogether { return GroupedRows(by: RepeatedRowGroups(), shares) }
    return stratify == false ? RandomRows(shares) : StratifiedRows(shares)
  }

  /// Which rows `COLUMN[:PERIOD]` keeps together.
  private static func grouping(_ text: String) -> any RowGrouping {
    guard let colon = text.lastIndex(of: ":"),
      let period = PeriodGroups.Period(rawValue: String(text[text.index(after: colon)...]))
    else { return ColumnGroups(text) }
    return PeriodGroups(String(text[..<colon]), by: period)
  }

  /// The shares of training, validation and testing.
  func shares() throws -> SplitShares {
    let (train, validation, test) = try parsedShares()
    return try SplitShares(train: train, validation: validation, test: test)
  }

  private func parsedShares() throws -> (train: Double, validation: Double, test: Double) {
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
