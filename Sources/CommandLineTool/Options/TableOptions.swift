import ArgumentParser
import Datasets
import Foundation

/// How the text of a table is read. What is not given is as usual, or for a model as it read the
/// table it was trained on.
struct TableOptions: StatedOptions {
  @Option(
    help: ArgumentHelp(
      "The character between fields: ',', ';', '|' or 'tab'. Found in the header if not given.",
      discussion: "With 'whitespace', runs of spaces and tabs are between fields.",
      valueName: "character"))
  var delimiter: String?

  @Option(
    help: ArgumentHelp(
      "How many lines stand before the header, and are skipped in every file.", valueName: "count"))
  var skipLines: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Skip the lines that begin with a text, such as '#'.", valueName: "text"))
  var comment: String?

  @Flag(help: "The first line is data: the columns are called x1, x2 and so on.")
  var noHeader = false

  @Flag(help: "The line below the header tells units, and is skipped.")
  var unitsLine = false

  @Flag(help: "The files may have different columns: what one lacks is missing in its rows.")
  var unionColumns = false

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
    // A run goes on as it was begun, whatever is usual then.
    var settled = self
    settled.skipLines = skipLines ?? 0
    return settled.declared
  }

  func validate() throws {
    _ = try delimiterByte()
    if let skipLines, skipLines < 0 {
      throw ValidationError("--skip-lines is \(skipLines), but must be a number from 0")
    }
    if let comment, comment.isEmpty || "\"\n\r".contains(where: { comment.first == $0 }) {
      throw ValidationError(
        "--comment must be what a comment begins with, and neither a quote nor a line end"
      )
    }
    if noHeader, unitsLine {
      throw ValidationError(
        "--units-line is below a header, and --no-header says there is none; use one of them")
    }
  }

  /// How to read text; which columns is for the command to say.
  ///
  /// - Parameter usual: What holds where an option is not given; markers of missing cells are added
  ///   to its own.
  func readingOptions(over usual: ReadingOptions = ReadingOptions()) throws -> ReadingOptions {
    var options = usual
    options.delimiter = try delimiterByte() ?? usual.delimiter
    if noUsualMissing {
      options.missingMarkers.removeAll(where: ReadingOptions.defaultMissingMarkers.contains)
    }
    options.missingMarkers += missing
    try cells.apply(to: &options)
    options.layout = layout(over: usual.layout)
    return options
  }

  private func layout(over usual: TextLayout) -> TextLayout {
    TextLayout(
      skippedLineCount: skipLines ?? usual.skippedLineCount, comment: comment ?? usual.comment,
      hasHeader: !noHeader && usual.hasHeader, hasUnits: unitsLine || usual.hasUnits,
      isDelimitedByBlanks: delimiter.map { _ in isDelimitedByBlanks } ?? usual.isDelimitedByBlanks,
      unitesColumns: unionColumns || usual.unitesColumns)
  }

  private var isDelimitedByBlanks: Bool { delimiter == "whitespace" }

  private func delimiterByte() throws -> UInt8? {
    guard let delimiter, !isDelimitedByBlanks else { return nil }
    if delimiter == "tab" || delimiter == "\\t" { return UInt8(ascii: "\t") }
    guard let byte = delimiter.utf8.first, delimiter.utf8.count == 1, byte != UInt8(ascii: "\"")
    else {
      throw ValidationError(
        "--delimiter is '\(delimiter)', but must be one character, 'tab' or 'whitespace'")
    }
    return byte
  }
}
