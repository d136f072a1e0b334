public import ArgumentParser
public import Datasets
import Foundation

/// How the text of a table is read.
struct TableOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The character between fields: ',', ';', '|' or 'tab'. Found in the header if not given.",
      discussion: "With 'whitespace', runs of spaces and tabs are between fields.",
      valueName: "character"))
  var delimiter: String?

  @Option(
    help: ArgumentHelp(
      "How many lines stand before the header, and are skipped in every file.", valueName: "count"))
  var skipLines = 0

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
      discussion: "Usual are the empty cell, NA, N/A, n/a, #N/A, NaN, nan, null, NULL, None and ?.",
      valueName: "text"))
  var missing: [String] = []

  @Flag(help: "Only empty cells and the texts given with --missing are missing.")
  var noUsualMissing = false

  @Option(help: ArgumentHelp("The decimal mark of numbers: '.' or ','.", valueName: "mark"))
  var decimal: DecimalMark = .point

  var stated: [StatedOption] {
    [
      StatedOption("--delimiter", delimiter), StatedOption("--skip-lines", skipLines),
      StatedOption("--comment", comment), StatedOption(flag: "--no-header", noHeader),
      StatedOption(flag: "--units-line", unitsLine),
      StatedOption(flag: "--union-columns", unionColumns), StatedOption("--missing", missing),
      StatedOption(flag: "--no-usual-missing", noUsualMissing),
      StatedOption("--decimal", decimal.rawValue),
    ]
  }

  func validate() throws {
    _ = try delimiterByte()
    guard skipLines >= 0 else {
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
  func readingOptions() throws -> ReadingOptions {
    ReadingOptions(
      delimiter: try delimiterByte(),
      missingMarkers: (noUsualMissing ? [] : ReadingOptions.defaultMissingMarkers) + missing,
      decimalMark: decimal, layout: layout)
  }

  private var layout: TextLayout {
    TextLayout(
      skippedLineCount: skipLines, comment: comment, hasHeader: !noHeader, hasUnits: unitsLine,
      isDelimitedByBlanks: isDelimitedByBlanks, unitesColumns: unionColumns)
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

extension DecimalMark: ExpressibleByArgument {}
