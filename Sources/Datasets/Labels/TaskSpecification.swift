public import Losses

extension LabelSpecification {
  /// Reads what a person says of labels: `NAME[:KIND[:LOSS[:TRANSFORM]]]` for each that is a task of
  /// its own, `NAME=COLUMNS[:KIND[:LOSS[:TRANSFORM]]][:mean|sum]` for each task of several.
  ///
  /// - Parameter losses: Those that may be named.
  public static func parse(
    labels: [String], tasks: [String] = [], among losses: LossCatalogue = .standard
  ) throws(DatasetError) -> [LabelSpecification] {
    var specifications: [LabelSpecification] = []
    for text in labels {
      specifications.append(try LabelSpecification(parsing: text, among: losses))
    }
    var names: Set<String> = []
    for text in tasks {
      let task = try parse(task: text, among: losses)
      if let name = task.first?.task?.name, !names.insert(name).inserted {
        throw malformed(text, "has the name of another task", "give each a name of its own")
      }
      specifications += task
    }
    return specifications
  }

  /// Reads `NAME=COLUMNS[:KIND[:LOSS[:TRANSFORM]]][:mean|sum]`: one specification for each of the
  /// columns, which are names and patterns with commas between them. The reduction follows a kind, a
  /// loss or a transform.
  private static func parse(
    task text: String, among losses: LossCatalogue
  ) throws(DatasetError) -> [LabelSpecification] {
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
      throw malformed(text, "names no columns")
    }
    let name = String(text[..<equals])
    var (columns, reduction) = try divideReduction(text[text.index(after: equals)...], in: text)
    var items: [Substring] = []
    while !columns.isEmpty {
      let end = endOfItem(columns)
      items.append(columns[..<end])
      columns = columns[end...].dropFirst()
    }
    guard let last = items.last, !items.contains(where: \.isEmpty) else {
      throw malformed(text, "names no columns, or one without a name")
    }
    let details = try LabelSpecification(parsing: String(last), among: losses)
    var patterns: [String] = []
    for item in items.dropLast() {
      let column = try LabelSpecification(parsing: String(item), among: losses)
      guard column.kind == nil else {
        throw malformed(text, "has a kind before its last column")
      }
      patterns.append(column.pattern)
    }
    let task = SharedTask(name: name, reduction: reduction ?? .mean)
    var specifications: [LabelSpecification] = []
    for pattern in patterns + [details.pattern] {
      specifications.append(
        try LabelSpecification(
          pattern, kind: details.kind, loss: details.loss, transform: details.transform, task: task)
      )
    }
    return specifications
  }

  /// Separates the reduction, if there is one behind a kind or a loss.
  private static func divideReduction(
    _ columns: Substring, in text: String
  ) throws(DatasetError) -> (columns: Substring, reduction: LabelReduction?) {
    let parts = columns.split(separator: ":", omittingEmptySubsequences: false)
    guard let last = parts.last else { return (columns, nil) }
    /// Whether a kind stands that many parts before the last one, behind a name.
    func isKind(_ distance: Int) -> Bool {
      parts.count > distance + 1
        && LabelKind(rawValue: String(parts[parts.count - 1 - distance])) != nil
    }
    let reduction = LabelReduction(rawValue: String(last))
    let isTransform = LabelTransform(name: last) != nil
    guard isKind(3) || isKind(2) && !isTransform || isKind(1) && reduction != nil else {
      return (columns, nil)
    }
    guard let reduction else {
      throw malformed(
        text, "ends in \(quoted(String(last))), which is neither mean nor sum",
        "write :mean for the mean over cells, or :sum for the sum over columns")
    }
    return (columns.dropLast(last.count + 1), reduction)
  }

  /// The first comma outside quotes, or the end.
  private static func endOfItem(_ text: Substring) -> Substring.Index {
    var isQuoted = false
    return text.indices.first { index in
      if text[index] == "\"" { isQuoted.toggle() }
      return text[index] == "," && !isQuoted
    } ?? text.endIndex
  }

  private static func malformed(
    _ task: String, _ problem: String,
    _ remedy: String = "write NAME=COLUMNS, NAME=COLUMNS:KIND or NAME=COLUMNS:KIND:LOSS:sum"
  ) -> DatasetError {
    DatasetError(.request, problem: "task \(quoted(task)) \(problem)", remedy: remedy)
  }
}
