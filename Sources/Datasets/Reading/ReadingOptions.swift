/// How the text of a table is to be understood.
public struct ReadingOptions: Sendable, Codable, Equatable {
  /// The byte between fields; nil takes it from a first line such as `sep=;`, or finds comma, tab,
  /// semicolon or bar from the header.
  public var delimiter: UInt8?
  /// The texts that stand for a missing cell; an empty cell or one of only spaces and tabs, quoted
  /// or not, is always missing.
  public var missingMarkers: [String]
  /// The character before the fraction of a number.
  public var decimalMark: DecimalMark
  /// What stands in a file besides records with a delimiter between their fields.
  public var layout: TextLayout
  /// Which columns to read, and as what.
  public var columns: ColumnSelection

  /// The texts that stand for a missing cell unless others are given.
  public static let defaultMissingMarkers = [
    "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "null", "NULL", "None", "?",
  ]

  /// Creates options; without arguments, those that suit most files.
  public init(
    delimiter: UInt8? = nil, missingMarkers: [String] = defaultMissingMarkers,
    decimalMark: DecimalMark = .point, layout: TextLayout = TextLayout(),
    columns: ColumnSelection = .all()
  ) {
    self.delimiter = delimiter
    self.missingMarkers = missingMarkers
    self.decimalMark = decimalMark
    self.layout = layout
    self.columns = columns
  }

  /// Decodes options; those kept without a layout have the usual one.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    delimiter = try container.decodeIfPresent(UInt8.self, forKey: .delimiter)
    missingMarkers = try container.decode([String].self, forKey: .missingMarkers)
    decimalMark = try container.decode(DecimalMark.self, forKey: .decimalMark)
    layout = try container.decodeIfPresent(TextLayout.self, forKey: .layout) ?? TextLayout()
    columns = try container.decode(ColumnSelection.self, forKey: .columns)
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
  /// Categories, each exactly the text as written: 00123 and 123 are two.
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
  /// Whether the columns are labels; decides which remedy an error names.
  public var isLabel: Bool

  /// Declares a column or the columns that match.
  public init(_ pattern: String, as type: ColumnType, isLabel: Bool = false) {
    self.pattern = pattern
    self.type = type
    self.isLabel = isLabel
  }
}
