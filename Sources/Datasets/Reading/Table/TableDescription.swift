/// What a table turned out to be once it has been read to its end.
public struct TableDescription: Sendable, Equatable {
  /// The names of all columns, also those not read, in the order of the first source.
  public let header: [String]
  /// The columns that were read, in the order of the header.
  public let columns: [ColumnDescription]
  /// The number of data rows of each source.
  public let rowsPerSource: [Int]
  /// The bytes read, as they are stored: compressed ones where a source is.
  public let byteCount: Int
  /// The columns that were to be kept: their names, and their text where the table was read into
  /// memory.
  public internal(set) var kept: KeptColumns
  /// Where the rows stand; nil unless the reader was to keep it.
  public let places: RowPlaces?
  /// What a person should know.
  public let notices: [Notice]
  /// How the text was read, where that was settled before: of a prepared table.
  public internal(set) var reading: ReadingOptions?

  /// The number of data rows of all sources.
  public var rowCount: Int { rowsPerSource.reduce(0, +) }
}

/// A column once all of its cells are known.
public struct ColumnDescription: Sendable, Equatable {
  /// The name in the header.
  public let name: String
  /// What the column turned out to be.
  public let type: FinalType
  /// The number of missing cells.
  public let missingCount: Int
  /// Of numbers, where their distances are measured from: see `Numbers`.
  public let origin: Double

  /// What a column turned out to be.
  public enum FinalType: Sendable, Equatable {
    /// Numbers.
    case numeric
    /// Categories.
    case categorical(Categories)
    /// Dates, as numbers.
    case date(DateValues)
  }

  /// The distinct dates of a column.
  public struct DateValues: Sendable, Equatable {
    /// How they are written.
    public let format: DateFormat
    /// What the numbers count from 1970-01-01 00:00 UTC.
    public let unit: DateUnit
    /// For each distinct text, in order of first appearance, its number.
    public let values: [Double]
  }
}

/// How far the reading of a table has come.
public struct ReadingProgress: Sendable, Equatable {
  /// The data rows read.
  public let rowCount: Int
  /// The bytes read, as they are stored.
  public let byteCount: Int
  /// The bytes of all sources, if all of their sizes are known.
  public let totalByteCount: Int?
}
