internal import Foundation
internal import Remedies

/// What becomes of a column of dates that a model learns from: columns of numbers and a category.
///
/// Parts that are the same in all rows say nothing and are left out.
public struct DateFeatures: Sendable, Codable, Equatable {
  /// The column of dates.
  public let name: String
  /// How its dates are written.
  public let format: DateFormat
  /// The first date, from which days are counted, in seconds since 1970-01-01 00:00 UTC.
  public let first: Double
  /// What is made of the dates.
  public let parts: [Part]

  /// Something that a date says.
  public enum Part: String, Codable, CaseIterable, Sendable {
    /// Days since the first date, with fractions.
    case days
    /// The day of the week, as a category.
    case weekday
    /// The day of the year as an angle, 0 on 1 January: its sine and cosine, so that December is
    /// next to January.
    case yeardaySine = "yearday_sin"
    case yeardayCosine = "yearday_cos"
    /// The time of day as an angle, 0 at midnight.
    case timeSine = "time_sin"
    case timeCosine = "time_cos"
  }

  /// What to make of a column of dates.
  ///
  /// - Parameter seconds: For each row seconds since 1970-01-01 00:00 UTC, NaN where a cell is
  ///   missing.
  public init(name: String, format: DateFormat, seconds: [Double]) {
    self.name = name
    self.format = format
    let present = seconds.filter { !$0.isNaN }
    let earliest = present.min() ?? 0
    first = earliest
    let places = present.map(DatePlace.init)
    func varies<Value: Equatable>(_ value: (DatePlace) -> Value) -> Bool {
      places.contains { value($0) != value(places[0]) }
    }
    var parts: [Part] = []
    if present.contains(where: { $0 != earliest }) { parts.append(.days) }
    if varies(\.weekday) { parts.append(.weekday) }
    if varies(\.yearAngle) { parts += [.yeardaySine, .yeardayCosine] }
    if varies(\.timeAngle) { parts += [.timeSine, .timeCosine] }
    self.parts = parts
  }

  /// The categories of the weekday, from Monday on.
  package static var weekdays: [String] { DateScanner.weekdays }

  /// The name of the column that a part becomes, such as `when.weekday`.
  public func columnName(of part: Part) -> String { "\(name).\(part.rawValue)" }

  /// The columns that the dates become.
  ///
  /// - Parameter seconds: As of `init`.
  func columns(_ seconds: [Double]) -> [Column] {
    let places = seconds.map { $0.isNaN ? nil : DatePlace(seconds: $0) }
    return parts.map { part in
      let values: Column.Values =
        part == .weekday
        ? .categorical(
          Column.Categorical(
            codes: places.map { $0.map { Int32($0.weekday) } ?? -1 },
            categories: DateScanner.weekdays))
        : .numeric(
          Numbers(
            zip(seconds, places).map { seconds, place in
              place.map { number(of: part, at: $0, seconds) } ?? .nan
            }))
      return Column(name: columnName(of: part), values: values)
    }
  }

  /// What a part is of one moment.
  ///
  /// - Parameter seconds: As of `init`.
  func cell(of part: Part, at seconds: Double) -> Cell {
    guard !seconds.isNaN else { return .missing }
    let place = DatePlace(seconds: seconds)
    return part == .weekday
      ? .text(DateScanner.weekdays[place.weekday])
      : .number(Double(number(of: part, at: place, seconds)))
  }

  /// The number that a part is of a moment; of the weekday its number from Monday on.
  private func number(of part: Part, at place: DatePlace, _ seconds: Double) -> Float {
    switch part {
    case .days: Float((seconds - first) / 86_400)
    case .weekday: Float(place.weekday)
    case .yeardaySine: Float(sin(place.yearAngle))
    case .yeardayCosine: Float(cos(place.yearAngle))
    case .timeSine: Float(sin(place.timeAngle))
    case .timeCosine: Float(cos(place.timeAngle))
    }
  }
}

/// Where a moment lies in its week, year and day.
private struct DatePlace {
  /// From 0 for Monday.
  let weekday: Int
  /// 2π for a whole year.
  let yearAngle: Double
  /// 2π for a whole day.
  let timeAngle: Double

  init(seconds: Double) {
    let day = (seconds / 86_400).rounded(.down)
    let date = CivilDate(daysSince1970: Int(day))
    // 1970-01-01 was a Thursday.
    let weekday = (Int(day) + 3) % 7
    self.weekday = weekday < 0 ? weekday + 7 : weekday
    yearAngle = 2 * .pi * Double(date.dayOfYear) / Double(CivilDate.dayCount(of: date.year))
    timeAngle = 2 * .pi * (seconds / 86_400 - day)
  }
}

extension TableDescription {
  /// The columns that turned out to be dates, for reading other tables alike.
  public var dates: [DateDeclaration] {
    columns.compactMap { column in
      guard case .date(let dates) = column.type else { return nil }
      return DateDeclaration(column.name, format: dates.format, unit: dates.unit)
    }
  }
}

extension Dataset {
  /// What to make of the columns that turned out to be dates.
  ///
  /// - Parameters:
  ///   - description: What the table turned out to be.
  ///   - isFeature: Whether a model learns from the column of that name.
  public func dateFeatures(
    _ description: TableDescription, where isFeature: (String) -> Bool
  ) -> [DateFeatures] {
    zip(columns, description.columns).compactMap { column, description in
      guard case .date(let dates) = description.type, isFeature(column.name),
        case .numeric(let numbers) = column.values
      else { return nil }
      return DateFeatures(name: column.name, format: dates.format, seconds: numbers.doubles)
    }
  }

  /// The table with columns of dates replaced by what a model learns from them.
  ///
  /// - Parameter dates: Columns of the table, each read as dates.
  /// - Throws: `DatasetError` where the table has a column of such a name already.
  public func replacing(_ dates: [DateFeatures]) throws(DatasetError) -> Dataset {
    guard !dates.isEmpty else { return self }
    let features = Dictionary(dates.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let names = Set(columns.map(\.name))
    var replaced: [Column] = []
    for column in columns {
      guard let date = features[column.name], case .numeric(let numbers) = column.values else {
        replaced.append(column)
        continue
      }
      let parts = date.columns(numbers.doubles)
      if let taken = parts.first(where: { names.contains($0.name) }) {
        throw DatasetError(
          .data, column: column.name,
          problem: "the dates become a column \(quoted(taken.name)), which the table has already",
          remedy: Remedy(
            .advice("rename that one"), .parameter(.ignored, .column(taken.name))))
      }
      replaced += parts
    }
    return Dataset(rowCount: rowCount, columns: replaced)
  }
}
