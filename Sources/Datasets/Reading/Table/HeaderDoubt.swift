internal import Remedies

/// A reason to doubt that the first record of a source names its columns.
enum HeaderDoubt: Sendable, Equatable {
  /// The source begins with a line that looks like a comment.
  case comment(mark: String)
  /// So many of the names are numbers, where numbers are below them as well.
  case numbers(Int, of: Int)

  /// What comments are known to begin with.
  private static let marks = ["#", "//", "%", "!", "--", "*"]

  /// - Parameters:
  ///   - header: The first record.
  ///   - below: The record below it; nil if there is none.
  ///   - text: The source's text from the first record on.
  init?(
    _ header: RecordCopy, below: RecordCopy?, text: ArraySlice<UInt8>, decimalMark: DecimalMark
  ) {
    if let mark = Self.marks.first(where: { text.starts(with: $0.utf8) }) {
      self = .comment(mark: mark)
      return
    }
    guard let below, below.count == header.count else { return nil }
    let doubtful = (0..<header.count).filter {
      header[$0].isNumber(decimalMark) && below[$0].isNumber(decimalMark)
    }
    guard !doubtful.isEmpty, 2 * doubtful.count >= header.count,
      !Self.areConsecutive(doubtful.map(header.text))
    else { return nil }
    self = .numbers(doubtful.count, of: header.count)
  }

  /// Whether names count on from one to the next, as years do, or the numbers of columns.
  private static func areConsecutive(_ names: [String]) -> Bool {
    let numbers = names.compactMap { Int($0) }
    return names.count > 2 && numbers.count == names.count
      && zip(numbers, numbers.dropFirst()).allSatisfy { $0 + 1 == $1 }
  }

  /// What to do if the doubt is right.
  var remedy: Remedy {
    switch self {
    case .comment(let mark):
      Remedy(
        .parameter(.comment, .text(mark), purpose: "if it is a comment"),
        .parameter(.skippedLineCount, .described("the number of such lines")))
    case .numbers:
      Remedy(
        .parameter(
          .hasHeader, .literal("false"),
          purpose: "if the file has no header: the columns are then called x1, x2 and so on"))
    }
  }

  private var observation: String {
    switch self {
    case .comment(let mark): "the first line begins with \(quoted(mark))"
    case .numbers(let count, let all):
      "\(count == all ? "every name" : "\(count) of \(all) names") in the header "
        + "\(count == all || count == 1 ? "is a number" : "are numbers")"
    }
  }

  /// An error that may come from the doubtful header, with the doubt's remedy before its own.
  func explaining(_ error: DatasetError) -> DatasetError {
    var explained = error
    explained.problem += ", and \(observation)"
    // What a comment's words are is no help.
    if case .numbers = self {
      explained.remedy = Remedy(
        ways: remedy.ways + (error.remedy?.ways ?? []), otherwise: error.remedy?.otherwise)
    } else {
      explained.remedy = remedy
    }
    return explained
  }

  /// What a person should know even where nothing fails: a row may be lost.
  func notice(file: String, line: Int) -> Notice? {
    guard case .numbers = self else { return nil }
    return Notice(observation, remedy: remedy, file: file, line: line)
  }
}

extension ArraySlice<UInt8> {
  /// Whether a cell's text is a number, of whatever size.
  func isNumber(_ mark: DecimalMark) -> Bool {
    NumberText(span, decimalMark: mark) != .text
  }
}
