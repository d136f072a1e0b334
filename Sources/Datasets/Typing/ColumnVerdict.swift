extension ColumnReader {
  /// Decides the type once all cells have been read.
  ///
  /// A column of numbers is numeric, one without any is categorical. In a mixed column where at
  /// least half of the cells that are not missing are numbers, in whatever notation, the first text
  /// is an error; in one with fewer, all are categories.
  func finish(notices: inout [Notice]) throws(DatasetError) -> ColumnDescription {
    let name = declaration.pattern
    var type = ColumnDescription.FinalType.numeric
    if state == .categorical {
      if declaration.type == .inferred { try judgeMixture(&notices) }
      let names = (0..<texts.count).map { String(decoding: texts.text($0), as: UTF8.self) }
      type = .categorical(Categories(inOrderOfAppearance: names, decimalMark: decimalMark))
    } else if let (place, problem) = firstUnusable {
      throw unusable(problem, at: place)
    } else if declaration.type == .inferred, let place = firstLeadingZero {
      notices.append(
        Notice(
          "\(quoted(place.value)) was read as a number without its leading zeros",
          remedy: Remedy(.option("\(categoricalOption) to keep such texts as they are")),
          file: place.file, line: place.line, column: name))
    }
    if cellCount > 0, missingCount == cellCount {
      notices.append(Notice("every cell is missing", column: name))
    }
    return ColumnDescription(name: name, type: type, missingCount: missingCount)
  }

  /// Refuses a categorical column that was probably meant to be numeric.
  private func judgeMixture(_ notices: inout [Notice]) throws(DatasetError) {
    var numbers = 0
    var foreign = 0
    for (code, meaning) in meanings.enumerated() {
      if meaning != .text {
        numbers += counts[code]
      } else if texts.text(code).contains(where: { $0.isDigit }) {
        let text = String(decoding: texts.text(code), as: UTF8.self)
        let isForeign = ForeignNotation(text, decimalMark: decimalMark) != nil
        foreign += isForeign ? counts[code] : 0
      }
    }
    guard let firstText, numbers + foreign > 0 else { return }
    if 2 * (numbers + foreign) >= cellCount - missingCount {
      throw notANumber(firstText)
    }
    if numbers > 0 {
      notices.append(
        Notice(
          "read as categories: \(numbers) of \(cellCount - missingCount) cells are numbers, "
            + "the others are not, the first of them \(quoted(firstText.value))",
          file: firstText.file, line: firstText.line, column: declaration.pattern))
    }
  }

  /// The command line's option that makes this column one of categories.
  private var categoricalOption: String {
    let name = declaration.pattern
    return declaration.isLabel
      ? "--label \(LabelSpecification.argument(name, kind: .multiclass))"
      : "--categorical \(name.asColumnArgument)"
  }

  /// What reads a cell as missing; nothing where none may be.
  private func missing(_ place: CellPlace, _ purpose: String = "") -> [Remedy.Way] {
    declaration.isRequired
      ? [] : [.option("--missing \(place.value.asShellWord)\(purpose)")]
  }

  /// The error for a text in a column of numbers.
  func notANumber(_ place: CellPlace) -> DatasetError {
    let notation = ForeignNotation(place.value, decimalMark: decimalMark)
    var ways = notation.map { [$0.remedy] } ?? missing(place, " to read it as missing")
    // What was said to be a column of numbers stays one.
    if declaration.type == .inferred || declaration.isLabel {
      ways.append(.option(categoricalOption))
    }
    return error(at: place, notation?.problem ?? "is not a number", ways)
  }

  /// The error for a number that cannot be used.
  func unusable(_ problem: NumberText.Problem, at place: CellPlace) -> DatasetError {
    let ignoring = Remedy.Way.option("--ignore \(declaration.pattern.asColumnArgument)")
    switch problem {
    case .infinite:
      return error(
        at: place, "is infinite", missing(place, " to read it as missing") + [ignoring])
    case .tooLarge:
      return error(
        at: place, "is beyond the largest number of 32 bits, about 3.4e38",
        [.advice("rescale the column")] + missing(place) + [ignoring])
    case .longInteger:
      return error(
        at: place, "is an integer with more digits than a number keeps",
        [.option("\(categoricalOption) to keep every digit"), ignoring])
    }
  }

  private func error(
    at place: CellPlace, _ problem: String, _ ways: [Remedy.Way]
  ) -> DatasetError {
    var remedy = Remedy(otherwise: "correct the cell")
    remedy.ways = ways
    return DatasetError(
      .data, file: place.file, line: place.line, column: declaration.pattern, value: place.value,
      problem: problem, remedy: remedy)
  }
}
