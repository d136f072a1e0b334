public import ArgumentParser
public import Datasets

/// How the cells of a table are written: numbers, dates and categories.
struct CellOptions: StatedOptions {
  @Option(
    help: ArgumentHelp("The decimal mark of numbers: '.', as usual, or ','.", valueName: "mark"))
  var decimal: DecimalMark?

  @Option(
    help: ArgumentHelp(
      "The mark between groups of digits, as the comma in 1,234.5; 'space' is a space.",
      valueName: "mark"))
  var thousands: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Characters to leave out before and behind numbers, such as '$%€'; 12 % is read as 12.",
      valueName: "characters"))
  var strip: String?

  @Flag(help: "Numbers in parentheses are negative: (1.50) is -1.50.")
  var accounting = false

  @Option(
    help: ArgumentHelp(
      "A column whose numbers have a unit behind them, and the unit. May be repeated.",
      valueName: "column=unit"))
  var unit: [String] = []

  @Option(
    help: ArgumentHelp(
      "A column of dates, with their format where it must be said. May be repeated.",
      discussion: """
        Dates of ISO 8601 and other forms that can be read in one way are found without this option. \
        FORMAT has %Y %y %m %b %d %a %H %I %M %S %p %z as in strptime, and %t for a time that may be \
        there. A feature becomes days, weekday, day of the year and time of day; a label, seconds or \
        days since 1970.
        """, valueName: "column[:format]"))
  var date: [String] = []

  @Option(
    help: ArgumentHelp(
      "Columns whose categories are one if they differ only by case or spaces around them.",
      valueName: "columns"))
  var foldCase: [String] = []

  var stated: [StatedOption] {
    // A run goes on as it was begun, whatever is usual then.
    var settled = self
    settled.decimal = decimal ?? .point
    return settled.declared
  }

  func validate() throws {
    _ = try units()
    _ = try dates()
    if let thousands {
      let mark = Self.groupMark(thousands)
      guard mark.count == 1, mark.first?.isNumber == false, !"+-eE\"".contains(mark) else {
        throw ValidationError(
          "--thousands is '\(thousands)', but must be one character, such as ',', or 'space'")
      }
      guard mark != (decimal ?? .point).rawValue else {
        throw ValidationError(
          "--thousands is '\(thousands)', which is the decimal mark too; give another one with --decimal"
        )
      }
    }
    if let digit = strip?.first(where: { $0.isNumber || ".,+-".contains($0) }) {
      throw ValidationError("--strip has '\(digit)', which is a part of numbers")
    }
  }

  /// Sets what is given of cells; units, dates and columns to fold are added to those there are.
  func apply(to options: inout ReadingOptions) throws {
    options.notation.decimalMark = decimal ?? options.notation.decimalMark
    options.notation.groupMark = thousands.map(Self.groupMark) ?? options.notation.groupMark
    options.notation.strippedSigns = strip ?? options.notation.strippedSigns
    options.notation.parenthesesNegate = accounting || options.notation.parenthesesNegate
    options.units += try units()
    options.dates += try dates()
    options.foldedColumns += foldCase.commaSeparated
  }

  private static func groupMark(_ word: String) -> String { word == "space" ? " " : word }

  private func units() throws -> [ColumnUnit] {
    try unit.map { text in
      guard let equals = text.lastIndex(of: "="), equals > text.startIndex,
        text.index(after: equals) < text.endIndex
      else {
        throw ValidationError("--unit is '\(text)', but must be COLUMN=UNIT, such as engine=CC")
      }
      return ColumnUnit(
        String(text[..<equals]), unit: String(text[text.index(after: equals)...]))
    }
  }

  private func dates() throws -> [DateDeclaration] {
    try date.map { text in
      // A format has colons too, but a percent sign before them.
      guard let percent = text.firstIndex(of: "%"),
        let colon = text[..<percent].lastIndex(of: ":")
      else { return DateDeclaration(text) }
      let format = String(text[text.index(after: colon)...])
      guard let format = DateFormat(format) else {
        throw ValidationError(
          "--date is '\(text)', but '\(format)' is no format with year, month and day; write for "
            + "example '%d/%m/%Y %H:%M'")
      }
      return DateDeclaration(String(text[..<colon]), format: format)
    }
  }
}

extension DecimalMark: ExpressibleByArgument {}
