/// How the text of a table is to be understood.
public struct ReadingOptions: Sendable, Codable, Equatable {
  /// The byte between fields; nil takes it from a first line such as `sep=;`, or finds comma, tab,
  /// semicolon or bar from the header.
  public var delimiter: UInt8?
  /// The texts that stand for a missing cell; an empty cell or one of only spaces and tabs, quoted
  /// or not, is always missing.
  public var missingMarkers: [String]
  /// What stands in a file besides records with a delimiter between their fields.
  public var layout: TextLayout
  /// How numbers are written, in all columns.
  public var notation: NumberNotation
  /// The units behind the numbers of some columns.
  public var units: [ColumnUnit]
  /// Names or patterns of columns whose categories are compared without regard to case and to
  /// spaces around them; each is then written in small letters.
  public var foldedColumns: [String]
  /// Columns of dates.
  public var dates: [DateDeclaration]
  /// What a model learns from columns of dates.
  public var dateFeatures: [DateFeatures] = []
  /// Which columns to read, and as what.
  public var columns: ColumnSelection

  /// The character before the fraction of a number.
  public var decimalMark: DecimalMark { notation.decimalMark }

  /// The texts that stand for a missing cell unless others are given: those of pandas, of databases
  /// (`\N`) and of spreadsheets.
  ///
  /// None begins as numbers do: it would be looked for in each of them.
  public static let defaultMissingMarkers = [
    "NA", "N/A", "n/a", "#N/A", "#N/A N/A", "#NA", "<NA>", "NaN", "nan", "NAN", "NaT", "null",
    "NULL", "Null", "None", "\\N", "?",
  ]

  /// Texts that often stand for a missing cell but may mean something else: where one is among the
  /// categories of a column, a person is told.
  static let doubtfulMissingMarkers: Set<String> = [
    "-", "--", ".", "..", "...", "na", "none", "NONE", "missing", "Missing", "MISSING", "unknown",
    "Unknown", "UNKNOWN", "nil", "Nil", "NIL", "void", "undefined", "#NULL!", "#DIV/0!", "#REF!",
    "#VALUE!", "#NUM!", "#NAME?", "(blank)", "(null)", "<null>", "<NULL>", "<none>", "<None>",
    "not available", "Not Available", "*", "-nan", "-NaN", "1.#IND", "-1.#IND", "1.#QNAN",
    "-1.#QNAN",
  ]

  /// Creates options; without arguments, those that suit most files.
  public init(
    delimiter: UInt8? = nil, missingMarkers: [String] = defaultMissingMarkers,
    decimalMark: DecimalMark = .point, notation: NumberNotation? = nil, units: [ColumnUnit] = [],
    foldedColumns: [String] = [], dates: [DateDeclaration] = [],
    layout: TextLayout = TextLayout(), columns: ColumnSelection = .all()
  ) {
    self.delimiter = delimiter
    self.missingMarkers = missingMarkers
    self.notation = notation ?? NumberNotation(decimalMark: decimalMark)
    self.units = units
    self.foldedColumns = foldedColumns
    self.dates = dates
    self.layout = layout
    self.columns = columns
  }
}

/// The unit behind the numbers of a column.
public struct ColumnUnit: Sendable, Codable, Equatable {
  /// The column's name, or a pattern.
  public var pattern: String
  /// The unit, such as `kmpl`.
  public var unit: String

  /// Names the unit of a column or of those that match.
  public init(_ pattern: String, unit: String) {
    self.pattern = pattern
    self.unit = unit
  }
}

/// What a date as a number counts from 1970-01-01 00:00 UTC.
public enum DateUnit: String, Codable, Sendable {
  case seconds
  case days
}

/// A column of dates.
public struct DateDeclaration: Sendable, Codable, Equatable {
  /// The column's name, or a pattern.
  public var pattern: String
  /// How its dates are written; nil finds it among the usual ways.
  public var format: DateFormat?
  /// What the dates of a label count; nil counts seconds where a text says a time of day, else
  /// days.
  public var unit: DateUnit?

  /// Declares a column of dates, or those that match.
  public init(_ pattern: String, format: DateFormat? = nil, unit: DateUnit? = nil) {
    self.pattern = pattern
    self.format = format
    self.unit = unit
  }
}

/// The character before the fraction of a number.
public enum DecimalMark: String, Codable, CaseIterable, Sendable {
  /// 1.5
  case point = "."
  /// 1,5
  case comma = ","
}

/// What the cells of a column are read as.
public enum ColumnType: String, Codable, CaseIterable, Sendable {
  /// Numbers if the whole column consists of them, otherwise categories.
  case inferred
  /// Numbers; any other text is an error.
  case numeric
  /// Categories: 00123 and 123 are two, as `Categories` says.
  case categorical
  /// Nothing: the cells are not looked at.
  case skipped
}

/// What one column, or all columns whose names match a pattern, are read as.
public struct ColumnDeclaration: Sendable, Codable, Equatable {
  /// A name, or a pattern in which `*` stands for any text and `?` for any character.
  public var pattern: String
  /// What the cells are read as.
  public var type: ColumnType
  /// Whether the columns are labels: their numbers are kept as Doubles, and an error names another
  /// remedy.
  public var isLabel: Bool
  /// Where the distances of numbers are measured from (see `Numbers`); nil finds it out.
  public var origin: Double?
  /// Whether every cell must be there, as a weight must: no remedy then reads one as missing.
  public var isRequired: Bool

  /// Declares a column or the columns that match.
  public init(
    _ pattern: String, as type: ColumnType, isLabel: Bool = false, origin: Double? = nil,
    isRequired: Bool = false
  ) {
    self.pattern = pattern
    self.type = type
    self.isLabel = isLabel
    self.origin = origin
    self.isRequired = isRequired
  }
}
