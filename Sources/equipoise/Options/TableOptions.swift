import ArgumentParser
import Datasets
import Foundation

/// How the text of a table is read. What is not given is as usual, or for a model as it read the table
/// it was trained on.
struct TableOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The character between fields: ',', ';', '|' or 'tab'. Found in the header if not given.",
      valueName: "character"))
  var delimiter: String?

  // A dash, or a number below zero, is a marker that people use.
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A text that stands for a missing cell, besides the usual ones. May be repeated.",
      discussion: """
        Usual are the empty cell, NA, N/A, n/a, #N/A, #NA, <NA>, NaN, nan, NaT, null, NULL, Null, None, \\N, \
        ? and the like. A number stands for itself however it is written: -999 for -999.0 too.
        """,
      valueName: "text"))
  var missing: [String] = []

  @Flag(help: "Of the usual texts for a missing cell take none but the empty cell.")
  var noUsualMissing = false

  @OptionGroup var cells: CellOptions

  var stated: [StatedOption] {
    [
      StatedOption("--delimiter", delimiter), StatedOption("--missing", missing),
      StatedOption(flag: "--no-usual-missing", noUsualMissing),
    ] + cells.stated
  }

  func validate() throws {
    _ = try delimiterByte()
  }

  /// How to read text; which columns is for the command to say.
  ///
  /// - Parameter usual: What holds where an option is not given; markers of missing cells are added to
  ///   its own.
  func readingOptions(over usual: ReadingOptions = ReadingOptions()) throws -> ReadingOptions {
    var options = usual
    options.delimiter = try delimiterByte() ?? usual.delimiter
    if noUsualMissing {
      options.missingMarkers.removeAll(where: ReadingOptions.defaultMissingMarkers.contains)
    }
    options.missingMarkers += missing
    try cells.apply(to: &options)
    return options
  }

  private func delimiterByte() throws -> UInt8? {
    guard let delimiter else { return nil }
    if delimiter == "tab" || delimiter == "\\t" { return UInt8(ascii: "\t") }
    guard let byte = delimiter.utf8.first, delimiter.utf8.count == 1, byte != UInt8(ascii: "\"")
    else {
      throw ValidationError("--delimiter is '\(delimiter)', but must be one character, or 'tab'")
    }
    return byte
  }
}
