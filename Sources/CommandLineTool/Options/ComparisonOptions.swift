import ArgumentParser
import Comparing
import Datasets

/// What is compared, and where it is written.
struct ComparisonOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A scheme to compare, as 'equipoise schemes' lists them, or 'all'. May be repeated; equal is always "
        + "among them. \(ComparedScheme.usual.joined(separator: ", ")) if none is named.",
      valueName: "scheme"))
  var balance: [String] = []

  @OptionGroup var helped: PrimaryOptions

  @Option(
    help: ArgumentHelp(
      "How many seeds each model is trained under: --seed and those that follow it.",
      valueName: "count"))
  var seeds = 3

  @Option(
    help: ArgumentHelp(
      "Divide the rows into so many folds under each seed: every one judges once, the next one is for "
        + "validation, the others are learnt from.",
      valueName: "count"))
  var folds: Int?

  @Option(
    help: ArgumentHelp(
      "Two labels whose trade-off is drawn, and the schemes that none beats in both.",
      valueName: "LABEL,LABEL"))
  var tradeOff: String?

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "The folder to write. A comparison that is there already is gone on with, or extended by more "
        + "schemes or seeds.", valueName: "report"))
  var output: String

  func validate() throws {
    guard !output.isEmpty else {
      throw ValidationError("the report's name is empty; name a folder")
    }
    guard (1...1000).contains(seeds) else {
      throw ValidationError("--seeds is \(seeds), but must be from 1 to 1000")
    }
    try FoldOptions.check(folds)
  }

  /// The schemes that are asked for.
  func schemes() throws -> [ComparedScheme] {
    let named = balance.isEmpty ? ComparedScheme.usual : balance
    return try ComparedScheme.list(
      named.flatMap { $0 == "all" ? ComparedScheme.all(hasPrimary: helped.primary != nil) : [$0] })
  }

  /// The positions of the two tasks whose trade-off is asked for.
  func tradeOffIndices(_ labels: [String]) throws -> (Int, Int)? {
    guard let tradeOff else { return nil }
    // A column's name may hold a comma.
    for comma in tradeOff.indices where tradeOff[comma] == "," {
      let names = [tradeOff[..<comma], tradeOff[tradeOff.index(after: comma)...]].map(String.init)
      let places = names.map { labels.firstIndex(of: $0) }
      if let first = places[0], let second = places[1], first != second { return (first, second) }
    }
    let unknown = [tradeOff].commaSeparated.first { !labels.contains($0) }
    if let unknown { _ = try labels.position(of: unknown, option: "--trade-off") }
    throw ValidationError(
      "--trade-off is '\(tradeOff)', but must be two of the labels, separated by a comma")
  }
}
