internal import Foundation

/// Reads the parts of a date from a text, one after the other.
struct DateScanner {
  private var rest: ArraySlice<UInt8>
  private var year: Int?
  private var month: Int?
  private var day: Int?
  private var hour: Int?
  private var minute = 0
  private var second = 0.0
  private var isAfternoon: Bool?
  /// Seconds that local time is ahead of UTC.
  private var offset = 0

  init(_ text: some Collection<UInt8>) {
    rest = ArraySlice(text)
  }

  var isAtEnd: Bool { rest.isEmpty }

  /// The moment that was read; nil if no calendar or clock has it.
  var instant: DateInstant? {
    guard let year, let month, let day, let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    var hours = hour ?? 0
    if let isAfternoon {
      guard (1...12).contains(hours) else { return nil }
      hours = hours % 12 + (isAfternoon ? 12 : 0)
    }
    let isEndOfDay = hours == 24 && minute == 0 && second == 0
    guard hours < 24 || isEndOfDay, minute < 60, second <= 60 else { return nil }
    let clock = Double(hours * 3600 + minute * 60 - offset) + second
    return DateInstant(
      seconds: Double(date.daysSince1970) * 86_400 + clock, hasTime: hour != nil)
  }

  /// Reads one byte that must be there.
  mutating func skip(_ byte: UInt8) -> Bool {
    guard rest.first == byte else { return false }
    rest.removeFirst()
    return true
  }

  /// Reads what a code of a `DateFormat` stands for; false where the text has something else.
  mutating func scan(_ code: Character) -> Bool {
    switch code {
    case "Y": take(4...4, into: \.year)
    case "y": takeShortYear()
    case "m": take(1...2, into: \.month)
    case "b": takeName(of: Self.months, into: \.month)
    case "d": take(1...2, into: \.day)
    case "a": takeWeekday()
    case "H", "I": take(1...2, into: \.hour)
    case "M": takeMinute()
    case "S": takeSecond()
    case "p": takeHalfOfDay()
    case "z": takeOffset()
    case "t": takeTime()
    default: false
    }
  }

  /// Nothing, or `HH:MM[:SS[.fraction]]`, then AM or PM or an offset perhaps.
  private mutating func takeTime() -> Bool {
    guard let first = rest.first else { return true }
    guard first == UInt8(ascii: " ") || first == UInt8(ascii: "T") else { return false }
    rest.removeFirst()
    guard take(1...2, into: \.hour), skip(UInt8(ascii: ":")), takeMinute() else { return false }
    if skip(UInt8(ascii: ":")), !takeSecond() { return false }
    if isAtEnd { return true }
    let saved = rest
    _ = skip(UInt8(ascii: " "))
    if takeHalfOfDay() { return isAtEnd }
    rest = saved
    _ = skip(UInt8(ascii: " "))
    return takeOffset()
  }

  private mutating func digits(_ count: ClosedRange<Int>) -> Int? {
    let digits = rest.prefix(count.upperBound).prefix { $0.isDigit }
    guard count.contains(digits.count) else { return nil }
    rest = rest.dropFirst(digits.count)
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  private mutating func take(
    _ count: ClosedRange<Int>, into part: WritableKeyPath<Self, Int?>
  ) -> Bool {
    guard let number = digits(count) else { return false }
    self[keyPath: part] = number
    return true
  }

  private mutating func takeShortYear() -> Bool {
    guard let number = digits(2...2) else { return false }
    year = number + (number < 69 ? 2000 : 1900)
    return true
  }

  private mutating func takeMinute() -> Bool {
    guard let number = digits(2...2) else { return false }
    minute = number
    return true
  }

  private mutating func takeSecond() -> Bool {
    guard let whole = digits(2...2) else { return false }
    second = Double(whole)
    if let mark = rest.first, mark == UInt8(ascii: ".") || mark == UInt8(ascii: ",") {
      let fraction = rest.dropFirst().prefix { $0.isDigit }
      guard !fraction.isEmpty else { return false }
      second = Double("\(whole).\(String(decoding: fraction, as: UTF8.self))") ?? second
      rest = rest.dropFirst(1 + fraction.count)
    }
    return true
  }

  private mutating func takeHalfOfDay() -> Bool {
    let word = rest.prefix(2).map(\.lowercased)
    guard word.count == 2, word[1] == UInt8(ascii: "m"),
      word[0] == UInt8(ascii: "a") || word[0] == UInt8(ascii: "p")
    else { return false }
    isAfternoon = word[0] == UInt8(ascii: "p")
    rest = rest.dropFirst(2)
    return true
  }

  private mutating func takeOffset() -> Bool {
    if skip(UInt8(ascii: "Z")) { return true }
    if rest.elementsEqual("UTC".utf8) || rest.elementsEqual("GMT".utf8) {
      rest = []
      return true
    }
    guard let sign = rest.popFirst(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
      let hours = digits(2...2), hours < 24
    else { return false }
    var minutes = 0
    if !isAtEnd {
      _ = skip(UInt8(ascii: ":"))
      guard let number = digits(2...2), number < 60 else { return false }
      minutes = number
    }
    offset = (sign == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
    return true
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
  ]
  /// The English names of the days of the week, from Monday.
  static let weekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]

  /// The English name of a month, from 1 for January.
  static func monthName(_ month: Int) -> String { months[month - 1].capitalized }

  private mutating func takeWeekday() -> Bool {
    nameIndex(among: Self.weekdays.map { $0.lowercased() }) != nil
  }

  private mutating func takeName(
    of names: [String], into part: WritableKeyPath<Self, Int?>
  ) -> Bool {
    guard let index = nameIndex(among: names) else { return false }
    self[keyPath: part] = index + 1
    return true
  }

  /// Which of the names, whole or as its first three letters, comes next.
  private mutating func nameIndex(among names: [String]) -> Int? {
    let word = rest.prefix { $0.lowercased &- UInt8(ascii: "a") < 26 }
    let small = String(decoding: word.map(\.lowercased), as: UTF8.self)
    guard small.count >= 3,
      let index = names.firstIndex(where: { $0 == small || $0.prefix(3) == small })
    else { return nil }
    rest = rest.dropFirst(word.count)
    return index
  }
}
