extension ColumnReader {
  /// Decides the type once all cells have been read.
  ///
  /// A column of numbers is numeric, one without any is categorical, or one of dates where all of its
  /// texts are. In a mixed column where at least half of the cells that are not missing are numbers, in
  /// whatever notation, the first text is an error; in one with fewer, all are categories.
  func finish(notices: inout [Notice]) throws(DatasetError) -> ColumnDescription {
    let name = declaration.pattern
    var type = ColumnDescription.FinalType.numeric
    if state == .categorical {
      type = try textType(&notices)
    } else if let (place, problem) = firstUnusable {
      throw unusable(problem, at: place)
    } else if declaration.type == .inferred, let place = firstLeadingZero {
      notices.append(
        Notice(
          "\(quoted(place.value)) was read as a number without its leading zeros; "
            + "use \(categoricalOption) to keep such texts as they are",
          file: place.file, line: place.line, column: name))
    }
    if cellCount > 0, missingCount == cellCount {
      notices.append(Notice("every cell is missing", column: name))
    }
    if type == .numeric, let notice = signs.notice(numberCount: cellCount - missingCount) {
      notices.append(Notice(notice, column: name))
    }
    return ColumnDescription(
      name: name, type: type, missingCount: missingCount,
      origin: state == .numeric ? origin : knownOrigin)
  }

  /// The type of a column whose texts are not all numbers.
  private func textType(
    _ notices: inout [Notice]
  ) throws(DatasetError) -> ColumnDescription.FinalType {
    let names = (0..<texts.count).map { String(decoding: texts.text($0), as: UTF8.self) }
    if reading.date != nil || declaration.type == .inferred,
      let dates = try dates(names, &notices)
    {
      return .date(dates)
    }
    if declaration.type == .inferred { try judgeMixture(&notices) }
    let categories = Categories(
      inOrderOfAppearance: names, decimalMark: reading.notation.decimalMark,
      foldingCase: reading.foldsCase)
    notices += CategoryNotices(
      column: name, categories: categories, declaration: declaration,
      distinctCount: texts.count, presentCount: cellCount - missingCount
    ).notices
    return .categorical(categories)
  }

  private var name: String { declaration.pattern }

  /// Refuses a categorical column that was probably meant to be numeric.
  private func judgeMixture(_ notices: inout [Notice]) throws(DatasetError) {
    var numbers = 0
    var notations: [ForeignNotation: Int] = [:]
    var samples: [ForeignNotation: String] = [:]
    for (code, meaning) in meanings.enumerated() {
      if meaning != .text {
        numbers += counts[code]
      } else if texts.text(code).contains(where: { $0.isDigit }) {
        let text = String(decoding: texts.text(code), as: UTF8.self)
        guard let notation = ForeignNotation(text, decimalMark: reading.notation.decimalMark) else {
          continue
        }
        notations[notation, default: 0] += counts[code]
        samples[notation] = samples[notation] ?? text
      }
    }
    let present = cellCount - missingCount
    let foreign = notations.filter { !$0.key.isUnit }.values.reduce(0, +)
    guard let firstText, numbers + foreign > 0 || !notations.isEmpty else { return }
    let bounds = notations[.bound] ?? 0
    if bounds > 0, 2 * (numbers + foreign) >= present {
      throw boundsError(firstText, count: bounds, present: present)
    }
    if 2 * (numbers + foreign) >= present { throw notANumber(firstText) }
    if let (notation, count) = notations.filter(\.key.isUnit).max(by: { $0.value < $1.value }),
      10 * (count + numbers) >= 9 * present, let sample = samples[notation]
    {
      notices.append(
        Notice(
          "read as \(texts.count) categories, but \(count) of \(present) cells are numbers with a "
            + "unit, such as \(quoted(sample)); use \(notation.remedy(for: name)) to read them as "
            + "numbers, or \(categoricalOption)", column: name))
    } else if numbers > 0 {
      notices.append(
        Notice(
          "read as categories: \(numbers) of \(present) cells are numbers, "
            + "the others are not, the first of them \(quoted(firstText.value))",
          file: firstText.file, line: firstText.line, column: name))
    }
  }

  /// The command line's option that makes this column one of categories.
  private var categoricalOption: String {
    declaration.isLabel
      ? "--label \(name.asArgument):multiclass" : "--categorical \(name.asArgument)"
  }

  /// The error for a text in a column of numbers.
  func notANumber(_ place: CellPlace) -> DatasetError {
    if let notation = ForeignNotation(place.value, decimalMark: reading.notation.decimalMark),
      !notation.isUnit
    {
      let remedies = [notation.remedy(for: name), notation == .bound ? nil : categoricalOption]
      return error(
        at: place, notation.problem, remedies.compactMap(\.self).joined(separator: ", or "))
    }
    return error(
      at: place, "is not a number",
      "use --missing \(quoted(place.value)) to read it as missing, or \(categoricalOption)")
  }

  /// The error for a column of numbers with bounds among them.
  private func boundsError(_ first: CellPlace, count: Int, present: Int) -> DatasetError {
    let place = ForeignNotation(first.value, decimalMark: reading.notation.decimalMark) == .bound
      ? first : nil
    return DatasetError(
      .data, file: first.file, line: first.line, column: name, value: place?.value,
      problem: place == nil
        ? "\(count) of \(present) cells are bounds such as <0.5, not values"
        : "is a bound, not a value: \(count) of \(present) cells are bounds, which is not the same as "
          + "missing",
      remedy: ForeignNotation.bound.remedy(for: name))
  }

  /// The error for a number that cannot be used.
  func unusable(_ problem: NumberText.Problem, at place: CellPlace) -> DatasetError {
    switch problem {
    case .infinite:
      return error(
        at: place, "is infinite",
        "use --missing \(quoted(place.value)) to read it as missing, or --ignore \(name.asArgument)")
    case .tooLarge:
      return error(
        at: place, "is beyond the largest number of 32 bits, about 3.4e38",
        "rescale the column, use --missing \(quoted(place.value)), or --ignore \(name.asArgument)")
    case .longInteger:
      return error(
        at: place, "is an integer with more digits than a number keeps",
        "use \(categoricalOption) to keep every digit, or --ignore \(name.asArgument)")
    }
  }

  /// The error for a text that is no date of the format.
  func notADate(_ place: CellPlace, format: DateFormat) -> DatasetError {
    error(
      at: place, "is not a date of the format \(format.text)",
      "use --missing \(quoted(place.value)) to read it as missing, or --date "
        + "\(quoted("\(name):FORMAT")) with codes such as %Y-%m-%d %H:%M")
  }

  private func error(at place: CellPlace, _ problem: String, _ remedy: String) -> DatasetError {
    DatasetError(
      .data, file: place.file, line: place.line, column: name, value: place.value,
      problem: problem, remedy: remedy)
  }
}

extension ColumnReader {
  /// The dates that the texts are; nil where they are none.
  ///
  /// - Throws: `DatasetError` for a column that is declared as dates but is not, or may be read in two
  ///   ways.
  private func dates(
    _ texts: [String], _ notices: inout [Notice]
  ) throws(DatasetError) -> ColumnDescription.DateValues? {
    guard !texts.isEmpty else { return nil }
    let formats =
      reading.date?.format.map { [$0] } ?? DateFormat.fitting(texts.lazy.map { $0.utf8.trimmed })
    guard let format = formats.first else {
      guard reading.date != nil else { return nil }
      throw notDates(texts)
    }
    if formats.count > 1 {
      let problem = Self.ambiguity(of: texts, formats, column: name)
      guard reading.date == nil else {
        throw DatasetError(
          .request, column: name, problem: problem.problem, remedy: problem.remedy)
      }
      notices.append(
        Notice("read as categories: \(problem.problem); \(problem.remedy)", column: name))
      return nil
    }
    let instants = texts.map { format.instant(of: $0.utf8.trimmed) }
    let hasTime = instants.contains { $0?.hasTime == true }
    let unit: DateUnit =
      declaration.isLabel ? reading.date?.unit ?? (hasTime ? .seconds : .days) : .seconds
    notices.append(
      Notice(
        declaration.isLabel
          ? "read as dates (\(format.text)): \(unit.rawValue) since 1970-01-01 00:00 UTC"
          : "read as dates (\(format.text)); use \(categoricalOption) to read them as categories",
        column: name))
    let divisor = unit == .days ? 86_400.0 : 1
    return ColumnDescription.DateValues(
      format: format, unit: unit, values: instants.map { ($0?.seconds ?? .nan) / divisor })
  }

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
      remedy: "use --missing \(quoted(other ?? texts[0])) to read it as missing, or --date "
        + "\(quoted("\(name):FORMAT")) with codes such as %Y-%m-%d %H:%M")
  }

  /// Says in which ways dates may be read.
  private static func ambiguity(
    of texts: [String], _ formats: [DateFormat], column: String
  ) -> (problem: String, remedy: String) {
    let sample =
      texts.first { text in
        Set(formats.map { $0.instant(of: text.utf8.trimmed)?.seconds }).count > 1
      } ?? texts[0]
    let readings = formats.map { format in
      let seconds = format.instant(of: sample.utf8.trimmed)?.seconds ?? 0
      let day = CivilDate(daysSince1970: Int((seconds / 86_400).rounded(.down)))
      return "\(day.day) \(DateScanner.monthName(day.month)) \(day.year)"
    }
    let options = formats.map { "--date \(quoted("\(column):\($0.text)"))" }
    return (
      "\(quoted(sample)) may be \(readings.joined(separator: " or "))",
      "use \(options.joined(separator: " or "))"
    )
  }
}

extension String {
  /// The text as one word of a shell command.
  var asArgument: String {
    let isPlain = unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil
        || "_-.:/".unicodeScalars.contains($0)
    }
    return isPlain ? self : "'\(replacing("'", with: "'\\''"))'"
  }
}
