import ArgumentParser
import Datasets

/// Which label the others are to help.
struct PrimaryOptions: StatedOptions {
  @Option(
    help: ArgumentHelp(
      "The label that the others are to help, for the schemes that ask for one.",
      valueName: "label"))
  var primary: String?

  /// The position of the label, if one is named.
  func index(among tasks: [PredictionTask]) throws -> Int? {
    try primary.map { try tasks.map(\.name).position(of: $0, option: "--primary") }
  }
}
