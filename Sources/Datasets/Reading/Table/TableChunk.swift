/// Some consecutive rows of a table while it is being read, column by column.
public struct TableChunk: Sendable {
  /// The position of the first row among all rows of all sources.
  public let firstRow: Int
  /// The number of rows.
  public let rowCount: Int
  /// An estimate of the number of rows of all sources, where their sizes are known.
  public let expectedRowCount: Int?
  /// The names of the columns that are read, in the order of the first source's header.
  public let names: [String]
  /// The cells of each of them.
  public let columns: [Cells]
  /// The text of the columns that are kept.
  public let kept: KeptColumns

  /// The cells of one column in these rows.
  public struct Cells: Sendable {
    let form: Form
    /// Whether the numbers are kept as Doubles.
    let keepsDoubles: Bool
    /// Whether they are a label's.
    package var isLabel: Bool { keepsDoubles }

    init(_ form: Form, keepsDoubles: Bool) {
      self.form = form
      self.keepsDoubles = keepsDoubles
    }

    /// What is known of the cells. Where they are numbers of the chunk's texts, −1 is a missing
    /// cell.
    enum Form: Sendable {
      /// A numeric column's.
      case numbers(NumberCells.Values)
      /// A numeric column's, the number of each text and where its distances are measured from.
      case values([DecimalNumber], of: [Int32], from: Double)
      /// Those of a column of numbers so far, for each text its code and its number; NaN if it is
      /// one that cannot be used.
      case undecided([Int32], [DecimalNumber], of: [Int32])
      /// A categorical column's, for each text its code.
      case categories([Int32], of: [Int32])
      /// The chunk's own texts.
      case texts([String], of: [Int32])
      /// Those of a column of dates, for each text its seconds since 1970-01-01 00:00 UTC.
      case instants([Double], of: [Int32])
    }

    /// For each row the number, NaN where the cell is missing. Empty once the column is known to be
    /// categorical.
    public var numbers: [Double] {
      switch form {
      case .numbers(.doubles(let doubles)): doubles
      case .numbers(.distances(let distances, let origin)):
        distances.map { Numbers.number($0, from: origin) }
      case .values(let values, let texts, _), .undecided(_, let values, let texts):
        texts.map { $0 < 0 ? .nan : values[Int($0)].double }
      case .instants(let seconds, let texts):
        texts.map { $0 < 0 ? .nan : seconds[Int($0)] }
      case .categories, .texts: []
      }
    }

    /// For each row the category's index in order of first appearance, −1 where the cell is
    /// missing. Empty once the column is known to be numeric.
    public var codes: [Int32] {
      switch form {
      case .numbers, .values, .instants: []
      case .texts(_, let codes): codes
      case .undecided(let codes, _, let texts), .categories(let codes, let texts):
        texts.map { $0 < 0 ? $0 : codes[Int($0)] }
      }
    }
  }
}

extension TableChunk {
  /// The bytes that a row takes in memory.
  var bytesPerRow: Int {
    columns.reduce(0) {
      $0 + ($1.keepsDoubles ? MemoryLayout<Double>.stride : MemoryLayout<Float>.stride)
    }
  }
}
