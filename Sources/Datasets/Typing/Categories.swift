/// The distinct texts of a categorical column.
public struct Categories: Sendable, Equatable {
  /// The texts in order of first appearance: what the codes of a `TableChunk` index.
  public let inOrderOfAppearance: [String]
  /// For each of them its position in ascending order.
  public let ranks: [Int32]

  /// Orders distinct texts: numerically where all are numbers, ties and all else by UTF-8 bytes.
  public init(inOrderOfAppearance texts: [String], decimalMark: DecimalMark = .point) {
    inOrderOfAppearance = texts
    let numbers = texts.compactMap { Self.number($0, decimalMark) }
    let isNumeric = numbers.count == texts.count
    let order = texts.indices.sorted { a, b in
      if isNumeric, numbers[a] != numbers[b] { return numbers[a] < numbers[b] }
      return texts[a].utf8.lexicographicallyPrecedes(texts[b].utf8)
    }
    var ranks = [Int32](repeating: 0, count: texts.count)
    for (rank, index) in order.enumerated() { ranks[index] = Int32(rank) }
    self.ranks = ranks
  }

  /// The texts in ascending order.
  public var sorted: [String] {
    var sorted = inOrderOfAppearance
    for (index, rank) in ranks.enumerated() { sorted[Int(rank)] = inOrderOfAppearance[index] }
    return sorted
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
