internal import Losses
internal import Remedies

extension ColumnReader {
  /// Decides the type once all cells have been read.
  ///
  /// A column of numbers is numeric, one without any is categorical, or one of dates where all of
  /// its texts are. In a mixed column where at least half of the cells that are not missing are
  /// numbers, in whatever notation, the first text is an error; in one with fewer, all are
  /// categories. Of one whose texts were handed on no categories are known.
  func finish(notices: inout [Notice]) throws(DatasetError) -> ColumnDescription {
    var type = ColumnDescription.FinalType.numeric
    if state == .categorical {
      type = try textType(&notices)
    } else if state == .passing {
      type = .categorical(Categories(inOrderOfAppearance: []))
    } else if let firstUnusable {
      throw unusable(firstUnusable.problem, at: firstUnusable.place)
    } else if declaration.type == .inferred, let place = firstLeadingZero {
      notices.append(
        Notice(
          "\(quoted(place.value)) was read as a number without its leading zeros",
          remedy: Remedy(categoricalWay(purpose: "to keep such texts as they are")),
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

  /// The type of a column that is not known to be numeric.
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
    notices +=
      CategoryNotices(
        column: name, categories: categories, declaration: declaration,
        distinctCount: texts.count, presentCount: cellCount - missingCount
      ).notices
    return .categorical(categories)
  }

  var name: String { declaration.pattern }

  /// Refuses a categorical column that was probably meant to be numeric.
  private func judgeMixture(_ notices: inout [Notice]) throws(DatasetError) {
    guard let firstText else { return }
    let tally = notationTally
    let present = cellCount - missingCount
    if tally.numberCount > 0, 2 * tally.numberCount >= present {
      throw tally.boundCount > 0
        ? boundsError(count: tally.boundCount, present: present) : notANumber(firstText)
    }
    let units = tally.units(among: present)
    if !units.isEmpty {
      notices.append(unitsNotice(units, present: present))
    } else if tally.plainCount > 0 {
      notices.append(
        Notice(
          "read as categories: \(tally.plainCount) of \(present) cells are numbers, "
            + "the others are not, the first of them \(quoted(firstText.value))",
          file: firstText.file, line: firstText.line, column: name))
    }
  }

  private var notationTally: NotationTally {
    var tally = NotationTally()
    for (code, meaning) in meanings.enumerated() {
      if meaning != .text {
        tally.addPlain(counts[code])
      } else if texts.text(code).contains(where: { $0.isDigit }) {
        tally.add(
          String(decoding: texts.text(code), as: UTF8.self), count: counts[code],
          decimalMark: reading.notation.decimalMark)
      }
    }
    return tally
  }

  /// What a person should know of categories that are numbers with units.
  private func unitsNotice(_ units: [NotationTally.Entry], present: Int) -> Notice {
    let cells = units.reduce(0) { $0 + $1.cellCount }
    let samples = units.prefix(3).map { quoted($0.sample) }.joined(separator: " and ")
    return Notice(
      "read as \(texts.count) categories, but \(cells) of \(present) cells are numbers with "
        + (units.count == 1 ? "a unit" : "several units") + ", such as \(samples)",
      remedy: Remedy(
        units.count == 1
          ? units[0].notation.remedy(for: name)
          : .advice("bring them to one unit in the file to read them as numbers"),
        categoricalWay()), column: name)
  }

  /// What makes this column one of categories.
  func categoricalWay(purpose: String? = nil) -> Remedy.Way {
    declaration.isLabel
      ? .label(name, as: .multiclass, purpose: purpose)
      : .parameter(.categorical, .column(name), purpose: purpose)
  }

  /// What reads a cell as missing; nothing where none may be.
  func missing(_ value: String, _ purpose: String? = nil) -> [Remedy.Way] {
    declaration.isRequired
      ? [] : [.parameter(.missingMarkers, .text(value), purpose: purpose)]
  }

  /// The error for a text in a column of numbers.
  func notANumber(_ place: CellPlace) -> DatasetError {
    let notation = ForeignNotation(place.value, decimalMark: reading.notation.decimalMark)
      .flatMap { $0.isUnit ? nil : $0 }
    var ways =
      notation.map { [$0.remedy(for: name)] } ?? missing(place.value, "to read it as missing")
    // What was said to be a column of numbers stays one, and a bound is a number of a kind.
    if declaration.type == .inferred || declaration.isLabel, notation != .bound {
      ways.append(categoricalWay())
    }
    return error(at: place, notation?.problem ?? "is not a number", ways)
  }

  /// The error for a column of numbers with bounds among them.
  private func boundsError(count: Int, present: Int) -> DatasetError {
    DatasetError(
      .data, file: firstText?.file, line: firstText?.line, column: name, value: firstText?.value,
      problem:
        "is no number: \(count) of \(present) cells are bounds such as <0.5, which is not the "
        + "same as missing",
      remedy: Remedy(ForeignNotation.bound.remedy(for: name)))
  }

  /// The error for a number that cannot be used.
  func unusable(_ problem: NumberText.Problem, at place: CellPlace) -> DatasetError {
    let ignoring = Remedy.Way.parameter(.ignored, .column(name))
    switch problem {
    case .infinite:
      return error(
        at: place, "is infinite", missing(place.value, "to read it as missing") + [ignoring])
    case .tooLarge:
      return error(
        at: place, "is beyond the largest number of 32 bits, about 3.4e38",
        [.advice("rescale the column")] + missing(place.value) + [ignoring])
    case .longInteger:
      return error(
        at: place, "is an integer with more digits than a number keeps",
        [categoricalWay(purpose: "to keep every digit"), ignoring])
    }
  }

  /// The error for a text that is no date of the format.
  func notADate(_ place: CellPlace, format: DateFormat) -> DatasetError {
    error(
      at: place, "is not a date of the format \(format.text)",
      missing(place.value, "to read it as missing") + [dateWay])
  }

  /// What says how dates are written.
  var dateWay: Remedy.Way {
    .parameter(
      .dates, .column(name, as: "FORMAT"), purpose: "with codes such as %Y-%m-%d %H:%M")
  }

  private func error(
    at place: CellPlace, _ problem: String, _ ways: [Remedy.Way]
  ) -> DatasetError {
    DatasetError(
      .data, file: place.file, line: place.line, column: name, value: place.value,
      problem: problem, remedy: Remedy(ways: ways, otherwise: "correct the cell"))
  }
}
