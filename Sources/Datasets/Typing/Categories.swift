/// The distinct categories of a column.
public struct Categories: Sendable, Equatable {
  /// The distinct texts in order of first appearance: what the codes of a `TableChunk` index.
  public let inOrderOfAppearance: [String]
  /// For each of them the position of its category in ascending order.
  public let ranks: [Int32]
  /// The categories in ascending order, each as it was first written, or in small letters where
  /// case is folded.
  public let sorted: [String]
  /// Of each category that is written in several ways, these ways.
  public let merged: [[String]]
  /// The character before the fraction of categories that are numbers.
  public let decimalMark: DecimalMark

  /// Orders the categories among distinct texts: numerically where all are numbers, false and no
  /// before true and yes where all are truth values, ties and all else by UTF-8 bytes.
  ///
  /// Texts that mean the same number or truth value are one category (see `CategoryKey`).
  ///
  /// - Parameter foldingCase: Whether texts that differ only by case, or by spaces around them, are
  ///   one category too.
  public init(
    inOrderOfAppearance texts: [String], decimalMark: DecimalMark = .point,
    foldingCase: Bool = false
  ) {
    let (names, codes) = Self.names(
      of: foldingCase ? texts.map(\.folded) : texts, decimalMark)
    let order = Self.ascending(names, decimalMark)
    var rankOfName = [Int32](repeating: 0, count: names.count)
    for (rank, name) in order.enumerated() { rankOfName[name] = Int32(rank) }
    inOrderOfAppearance = texts
    ranks = codes.map { rankOfName[$0] }
    sorted = order.map { names[$0] }
    merged = names.count == texts.count ? [] : Self.merged(texts, codes: codes)
    self.decimalMark = decimalMark
  }

  /// The groups of categories that differ only by case or by spaces around them.
  var similar: [[String]] {
    var groups: [String: [String]] = [:]
    for name in sorted { groups[name.folded, default: []].append(name) }
    return groups.values.filter { $0.count > 1 }.sorted { $0[0].precedes($1[0]) }
  }

  /// The first text of each category, in order of appearance, and which of them each text belongs
  /// to.
  private static func names(
    of texts: [String], _ decimalMark: DecimalMark
  ) -> (names: [String], codes: [Int]) {
    var names: [String] = []
    var known: [CategoryKey: Int] = [:]
    let codes = texts.map { text in
      let key = CategoryKey(text.utf8, decimalMark: decimalMark)
      if let code = known[key] { return code }
      known[key] = names.count
      names.append(text)
      return names.count - 1
    }
    return (names, codes)
  }

  private static func ascending(_ names: [String], _ decimalMark: DecimalMark) -> [Int] {
    let numbers = names.compactMap { number($0, decimalMark) }
    if numbers.count == names.count {
      return names.indices.sorted { a, b in
        numbers[a] != numbers[b] ? numbers[a] < numbers[b] : names[a].precedes(names[b])
      }
    }
    let truths = names.compactMap { name -> Bool? in
      guard case .truth(let word) = CategoryKey(name.utf8, decimalMark: decimalMark) else {
        return nil
      }
      return word.isAffirmative
    }
    if truths.count == names.count {
      return names.indices.sorted { a, b in
        truths[a] != truths[b] ? truths[b] : names[a].precedes(names[b])
      }
    }
    return names.indices.sorted { names[$0].precedes(names[$1]) }
  }

  private static func merged(_ texts: [String], codes: [Int]) -> [[String]] {
    let ways = Dictionary(grouping: texts.indices, by: { codes[$0] })
    return ways.keys.sorted().compactMap { code in
      let indices = ways[code] ?? []
      return indices.count > 1 ? indices.map { texts[$0] } : nil
    }
  }

  /// A text that is a decimal number as a Double, which orders long integers better than a Float.
  private static func number(_ text: String, _ decimalMark: DecimalMark) -> Double? {
    let bytes = Array(text.utf8)
    let trimmed = bytes[bytes.span.trimmedRange]
    guard NumberText(trimmed.span, decimalMark: decimalMark) != .text else { return nil }
    var plain = String(decoding: trimmed, as: UTF8.self)
    if decimalMark == .comma, let comma = plain.firstIndex(of: ",") {
      plain.replaceSubrange(comma...comma, with: ".")
    }
    return Double(plain)
  }
}

extension String {
  /// The text in small letters and without spaces around it.
  var folded: String {
    String(decoding: lowercased().utf8.trimmed, as: UTF8.self)
  }

  fileprivate func precedes(_ other: String) -> Bool {
    utf8.lexicographicallyPrecedes(other.utf8)
  }
}
