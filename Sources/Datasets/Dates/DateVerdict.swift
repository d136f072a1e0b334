internal import Remedies

extension ColumnReader {
  /// The dates that the texts are; nil where they are none.
  ///
  /// - Throws: `DatasetError` for a column that is declared as dates but is not, or may be read in
  ///   two ways.
  func dates(
    _ texts: [String], _ notices: inout [Notice]
  ) throws(DatasetError) -> ColumnDescription.DateValues? {
    guard !texts.isEmpty else {
      // Of a column without any cell, what was said of it is all that is known.
      return reading.date?.format.map { format in
        ColumnDescription.DateValues(
          format: format, unit: reading.date?.unit ?? .seconds, values: [])
      }
    }
    let formats =
      reading.date?.format.map { [$0] } ?? DateFormat.fitting(texts.lazy.map { $0.utf8.trimmed })
    guard let format = formats.first else {
      guard reading.date == nil else { throw notDates(texts) }
      if let notice = mostlyDates(texts) { notices.append(notice) }
      return nil
    }
    if formats.count > 1 {
      let problem = Self.ambiguity(of: texts, formats, column: name)
      guard reading.date == nil else {
        throw DatasetError(
          .request, column: name, problem: problem.problem, remedy: problem.remedy)
      }
      notices.append(
        Notice("read as categories: \(problem.problem)", remedy: problem.remedy, column: name))
      return nil
    }
    let instants = texts.map { format.instant(of: $0.utf8.trimmed) }
    let hasTime = instants.contains { $0?.hasTime == true }
    let unit: DateUnit =
      declaration.isLabel ? reading.date?.unit ?? (hasTime ? .seconds : .days) : .seconds
    // Where the format was given, that these are dates is no news.
    if reading.date?.format == nil {
      let meaning = declaration.isLabel ? ": \(unit.rawValue) since 1970-01-01 00:00 UTC" : ""
      notices.append(
        Notice(
          "read as dates (\(format.text))\(meaning)",
          remedy: Remedy(categoricalWay(purpose: "to read them as categories")),
          column: name))
    }
    let divisor = unit == .days ? 86_400.0 : 1
    return ColumnDescription.DateValues(
      format: format, unit: unit, values: instants.map { ($0?.seconds ?? .nan) / divisor })
  }

  /// What a person should know of a column most of whose texts are dates of one form, but not all.
  private func mostlyDates(_ texts: [String]) -> Notice? {
    // One of the first two is a date if most are.
    let known = DateFormat.usual.first { format in
      texts.prefix(2).contains { format.instant(of: $0.utf8.trimmed) != nil }
    }
    guard let known, texts.count >= Self.leastDates else { return nil }
    let others = texts.filter { known.instant(of: $0.utf8.trimmed) == nil }
    guard let first = others.first, 5 * others.count <= texts.count else { return nil }
    return Notice(
      "read as categories: \(texts.count - others.count) of \(texts.count) texts are dates "
        + "(\(known.text)), the others are not, the first of them \(quoted(first))",
      remedy: Remedy(ways: missing(first, "to read it as missing") + [dateWay]), column: name)
  }

  /// Of fewer texts, that most are dates says little.
  private static let leastDates = 5

  /// The error for a column that is declared as dates without a format, and that no format fits.
  private func notDates(_ texts: [String]) -> DatasetError {
    let known = DateFormat.usual.filter { $0.instant(of: texts[0].utf8.trimmed) != nil }
    let other = texts.first { text in
      !known.contains { $0.instant(of: text.utf8.trimmed) != nil }
    }
    return DatasetError(
      .data, column: name, value: other ?? texts[0],
      problem: known.isEmpty
        ? "is not a date in a form that is known"
        : "is a date in another form than \(quoted(texts[0]))",
      remedy: Remedy(ways: missing(other ?? texts[0], "to read it as missing") + [dateWay]))
  }

  /// Says in which ways dates may be read.
  private static func ambiguity(
    of texts: [String], _ formats: [DateFormat], column: String
  ) -> (problem: String, remedy: Remedy) {
    let sample =
      texts.first { text in
        Set(formats.map { $0.instant(of: text.utf8.trimmed)?.seconds }).count > 1
      } ?? texts[0]
    let readings = formats.map { format in
      let seconds = format.instant(of: sample.utf8.trimmed)?.seconds ?? 0
      let day = CivilDate(daysSince1970: Int((seconds / 86_400).rounded(.down)))
      return "\(day.day) \(DateScanner.monthName(day.month)) \(day.year)"
    }
    return (
      "\(quoted(sample)) may be \(readings.joined(separator: " or "))",
      Remedy(
        ways: formats.map { .parameter(.dates, .column(column, as: $0.text)) })
    )
  }
}
