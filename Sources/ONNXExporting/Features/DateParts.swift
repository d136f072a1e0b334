internal import Datasets

/// What becomes of a date, as `DateFeatures` says: days since the first one, the weekday, and angles of
/// the year and of the day.
struct DateParts {
  /// The columns of numbers: doubles, NaN for a missing date.
  private(set) var numbers: [String: GraphValue] = [:]
  /// The column of weekdays: places from 0 for Monday, 7 for a missing date.
  private(set) var weekdays: [String: GraphValue] = [:]

  private static let secondsOfDay = 86_400.0

  /// - Parameter seconds: Doubles, seconds since 1970-01-01 00:00 UTC.
  init(_ date: DateFeatures, seconds: GraphValue, in graph: inout OperatorGraph) {
    var steps = Arithmetic(taking: &graph, type: .double, prefix: date.name)
    let isMissing = steps.isNaN(seconds)
    let present = steps.choose(isMissing, steps.constant(0), seconds)
    let time = steps.divide(present, steps.constant(Self.secondsOfDay))
    let day = steps.floor(time)
    for part in date.parts {
      let name = date.columnName(of: part)
      let value: GraphValue
      switch part {
      case .days:
        value = steps.divide(
          steps.subtract(present, steps.constant(date.first)), steps.constant(Self.secondsOfDay))
      case .weekday:
        // 1970-01-01 was a Thursday.
        let place = steps.remainder(steps.add(day, steps.constant(3)), by: 7)
        weekdays[name] = steps.cast(
          steps.choose(isMissing, steps.constant(7), place), to: .int64)
        continue
      case .yeardaySine: value = steps.sine(Self.yearAngle(day, &steps))
      case .yeardayCosine: value = steps.cosine(Self.yearAngle(day, &steps))
      case .timeSine: value = steps.sine(Self.timeAngle(time, day, &steps))
      case .timeCosine: value = steps.cosine(Self.timeAngle(time, day, &steps))
      }
      // The training table has them as Floats.
      let single = steps.cast(steps.cast(value, to: .float), to: .double)
      numbers[name] = steps.choose(isMissing, steps.constant(.nan), single)
    }
    graph = steps.graph
  }

  private static func timeAngle(
    _ time: GraphValue, _ day: GraphValue, _ steps: inout Arithmetic
  ) -> GraphValue {
    steps.multiply(steps.subtract(time, day), steps.constant(2 * .pi))
  }

  /// 2π times the days since 1 January over those of the year.
  ///
  /// Days are counted from 1 March of the year 0, in eras of 400 years, so that a leap day is the last
  /// of a year (Hinnant, "chrono-Compatible Low-Level Date Algorithms").
  private static func yearAngle(_ day: GraphValue, _ steps: inout Arithmetic) -> GraphValue {
    let shifted = steps.add(day, steps.constant(719_468))
    let era = steps.floor(steps.divide(shifted, steps.constant(146_097)))
    let dayOfEra = steps.subtract(shifted, steps.multiply(era, steps.constant(146_097)))
    func part(_ days: Double) -> GraphValue {
      steps.floor(steps.divide(dayOfEra, steps.constant(days)))
    }
    let corrected = steps.subtract(
      steps.add(steps.subtract(dayOfEra, part(1460)), part(36_524)), part(146_096))
    let yearOfEra = steps.floor(steps.divide(corrected, steps.constant(365)))
    let dayOfYear = steps.subtract(dayOfEra, steps.daysBefore(yearOfEra))
    // From 1 March on; January and February, from day 306 on, are of the next year.
    let isEarly = steps.greaterOrEqual(dayOfYear, steps.constant(306))
    let year = steps.add(
      steps.add(yearOfEra, steps.multiply(era, steps.constant(400))),
      steps.choose(isEarly, steps.constant(1), steps.constant(0)))
    let leap = steps.leapDays(of: year)
    let since = steps.choose(
      isEarly, steps.subtract(dayOfYear, steps.constant(306)),
      steps.add(steps.add(dayOfYear, steps.constant(59)), leap))
    return steps.multiply(
      steps.divide(since, steps.add(steps.constant(365), leap)), steps.constant(2 * .pi))
  }
}

extension Arithmetic {
  /// The days of an era before one of its years: 365 y + ⌊y / 4⌋ − ⌊y / 100⌋.
  fileprivate mutating func daysBefore(_ year: GraphValue) -> GraphValue {
    let days = multiply(year, constant(365))
    let fourths = floor(divide(year, constant(4)))
    let hundredths = floor(divide(year, constant(100)))
    return subtract(add(days, fourths), hundredths)
  }

  /// 1 for a year of 366 days, 0 for others: every fourth, but of the hundredth ones every fourth.
  fileprivate mutating func leapDays(of year: GraphValue) -> GraphValue {
    let isCentury = equal(remainder(year, by: 100), constant(0))
    let isFourth = equal(remainder(year, by: 4), constant(0))
    let isFourthCentury = equal(remainder(year, by: 400), constant(0))
    // Runtimes choose between numbers, not between truths.
    return choose(isCentury, cast(isFourthCentury, to: .double), cast(isFourth, to: .double))
  }
}
