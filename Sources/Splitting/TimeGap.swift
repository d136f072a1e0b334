public import Datasets
internal import Remedies

/// A stretch of time, or of a column of numbers: `7d`, `12h`, `100`.
public struct TimeGap: Equatable, Sendable {
  /// As it was written.
  public let text: String
  private let number: Double
  private let unit: Unit?

  /// The units of time, by how they are written.
  private enum Unit: String, CaseIterable {
    case seconds = "s"
    case minutes = "min"
    case hours = "h"
    case days = "d"
    case weeks = "w"

    var seconds: Double {
      switch self {
      case .seconds: 1
      case .minutes: 60
      case .hours: 3600
      case .days: 86_400
      case .weeks: 7 * 86_400
      }
    }
  }

  /// Reads a number from 0 up, with a unit behind it where the column has dates.
  ///
  /// - Throws: `DatasetError` for anything else.
  public init(parsing text: String) throws(DatasetError) {
    let digits = text.prefix { $0.isNumber || $0 == "." }
    let rest = text.dropFirst(digits.count)
    let unit = Unit(rawValue: String(rest))
    guard let number = Double(digits), number.isFinite, number >= 0, rest.isEmpty || unit != nil
    else {
      throw DatasetError(
        .request, value: text, problem: "is no gap",
        remedy: "use a number with a unit, such as 7d (s, min, h, d or w), or a number alone where "
          + "the column has numbers")
    }
    (self.text, self.number, self.unit) = (text, number, unit)
  }

  /// The gap in the units of a column.
  ///
  /// - Parameter isDate: Whether the column has dates, which are in seconds.
  func length(isDate: Bool, column: String) throws(DatasetError) -> Double {
    switch (isDate, unit) {
    case (true, let unit?): return number * unit.seconds
    case (false, nil): return number
    case (true, nil):
      throw DatasetError(
        .request, column: column, value: text, problem: "has no unit, but the column has dates",
        remedy: "say for example \(text)d")
    case (false, _?):
      throw DatasetError(
        .request, column: column, value: text, problem: "is a time, but the column has numbers",
        remedy: "give the gap as a number")
    }
  }
}
