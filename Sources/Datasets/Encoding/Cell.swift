/// What one column holds in a row that comes from no file.
public enum Cell: Sendable, Equatable {
  /// Nothing.
  case missing
  /// A number; of a column of dates the seconds since 1970-01-01 00:00 UTC.
  case number(Double)
  /// A category.
  case text(String)
}
