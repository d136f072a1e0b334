public import Datasets
internal import Remedies

/// Rows of one period of a column of dates belong together, such as those of one week. A row
/// without a date is a group of its own.
public struct PeriodGroups: RowGrouping {
  /// A stretch of the calendar, in UTC.
  public enum Period: String, CaseIterable, Sendable {
    case hour, day
    /// From Monday on.
    case week
    case month, year
  }

  private let name: String
  private let period: Period

  /// - Parameters:
  ///   - name: The name of a column of dates.
  ///   - period: Rows of which stretch are kept together.
  public init(_ name: String, by period: Period) {
    (self.name, self.period) = (name, period)
  }

  /// The columns that are read for it.
  public var columns: [ColumnDeclaration] {
    [ColumnDeclaration(name, as: .inferred, isRequired: true)]
  }

  /// Those among `columns` that nothing is learnt from.
  public var ruledColumns: Set<String> { [] }

  /// Which rows are kept together, as the rest of a sentence.
  public var words: String { "rows of one \(period.rawValue) of \(quoted(name)) together" }

  /// For each row the number of its group, as `RowGrouping` says.
  public func groups(of table: SplittableTable) throws(DatasetError) -> [Int32] {
    guard table.dates.contains(name), case .numeric(let seconds) = try table.column(name).values
    else {
      throw DatasetError(
        .data, column: name, problem: "has no dates, so that its rows are of no \(period.rawValue)",
        remedy: Remedy(
          .advice("name a column of dates"), .parameter(.dates, .column(name, as: "FORMAT"))))
    }
    var numbering = Numbering<Int>()
    return seconds.doubles.map { second in
      second.isNaN ? numbering.next() : numbering.number(of: period.number(at: second))
    }
  }
}

extension PeriodGroups.Period {
  /// Which of the periods since 1970 a moment is in.
  ///
  /// - Parameter seconds: Since 1970-01-01 00:00 UTC.
  func number(at seconds: Double) -> Int {
    func periods(of length: Double, from first: Double = 0) -> Int {
      Int(((seconds - first) / length).rounded(.down))
    }
    let day = 86_400.0
    return switch self {
    case .hour: periods(of: 3600)
    case .day: periods(of: day)
    // 1970-01-05 was a Monday.
    case .week: periods(of: 7 * day, from: 4 * day)
    case .month, .year: calendarNumber(ofDay: periods(of: day))
    }
  }

  private func calendarNumber(ofDay day: Int) -> Int {
    let date = CivilDate(daysSince1970: day)
    return self == .year ? date.year : 12 * date.year + date.month
  }
}
