/// What stands in a file besides records with a delimiter between their fields.
public struct TextLayout: Sendable, Codable, Equatable {
  /// How many lines stand before the table.
  public var skippedLineCount: Int
  /// What a line begins with that is no data, wherever it stands outside of quotes; nil if none is.
  public var comment: String?
  /// Whether the first record names the columns; without, they are x1, x2 and so on.
  public var hasHeader: Bool
  /// Whether the record below the header tells units, and is no data; one with a number in it is
  /// data all the same.
  public var hasUnits: Bool
  /// Whether runs of spaces and tabs stand between fields, in place of a delimiter. Those at either
  /// end of a line are no part of it.
  public var isDelimitedByBlanks: Bool
  /// Whether sources may have different columns: what one of them lacks is missing in its rows.
  public var unitesColumns: Bool

  /// Creates a layout; without arguments, the usual one.
  public init(
    skippedLineCount: Int = 0, comment: String? = nil, hasHeader: Bool = true,
    hasUnits: Bool = false, isDelimitedByBlanks: Bool = false, unitesColumns: Bool = false
  ) {
    self.skippedLineCount = skippedLineCount
    self.comment = comment
    self.hasHeader = hasHeader
    self.hasUnits = hasUnits
    self.isDelimitedByBlanks = isDelimitedByBlanks
    self.unitesColumns = unitesColumns
  }

  /// The record that all others must have as many fields as, in messages.
  var model: String { hasHeader ? "header" : "first record" }

  /// Refuses what contradicts itself.
  func check() throws(DatasetError) {
    if skippedLineCount < 0 {
      throw DatasetError(
        .request, problem: "\(skippedLineCount) lines cannot be skipped",
        remedy: "give a number from 0")
    }
    if let first = comment.map(\.utf8.first), first.map({ $0.isLineEnd || $0 == 0x22 }) ?? true {
      throw DatasetError(
        .request, problem: "a comment cannot begin with nothing, a quote or a line end",
        remedy: "name what its line begins with, such as #")
    }
    if hasUnits, !hasHeader {
      throw DatasetError(
        .request,
        problem: "a line of units stands below a header, which the file is said not to have",
        remedy: "ask for one of the two")
    }
  }
}
