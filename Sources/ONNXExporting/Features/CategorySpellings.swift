internal import Datasets

/// The texts that a graph, which compares them by their bytes, knows categories by: as training wrote
/// them, and in the usual other ways of writing the same category (`Dataset` takes `2` and `2.0` for
/// one, and `True` and `TRUE`).
struct CategorySpellings {
  /// A text and the place of its category; nil for a missing cell.
  let all: [(text: String, category: Int?)]

  /// - Parameters:
  ///   - names: The categories.
  ///   - missing: The texts that say that a cell is missing, besides none.
  init(_ names: [String], missing: [String], decimalMark: DecimalMark) {
    var taken: Set<String> = []
    var all: [(text: String, category: Int?)] = []
    func add(_ text: String, _ category: Int?) {
      if taken.insert(text).inserted { all.append((text, category)) }
    }
    for (place, name) in names.enumerated() { add(name, place) }
    for (place, name) in names.enumerated() {
      for other in Self.others(name, decimalMark: decimalMark) { add(other, place) }
    }
    for text in [""] + missing { add(text, nil) }
    self.all = all
  }

  /// Other usual texts of the same category.
  private static func others(_ name: String, decimalMark: DecimalMark) -> [String] {
    let small = name.lowercased()
    let words =
      ["true", "false", "yes", "no"].contains(small)
      ? [small, small.uppercased(), small.prefix(1).uppercased() + small.dropFirst()] : []
    let mark = decimalMark == .comma ? "," : "."
    let numbers =
      Int(name) != nil
      ? ["\(name)\(mark)0"] : name.hasSuffix("\(mark)0") ? [String(name.dropLast(2))] : []
    return (words + numbers).filter {
      $0 != name && CategorySlots(categories: [name], hasMissingSlot: false).knows($0, decimalMark)
    }
  }
}

extension CategorySlots {
  /// Whether a text is one of the categories, however it is written.
  fileprivate func knows(_ text: String, _ decimalMark: DecimalMark) -> Bool {
    slots(of: [text], decimalMark: decimalMark) != [Self.unknown]
  }
}
