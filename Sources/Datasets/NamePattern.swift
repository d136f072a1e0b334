/// A column's name, or a pattern of names in which `*` stands for any text and `?` for any one
/// character.
package struct NamePattern: Sendable {
  package let text: String

  package init(_ text: String) {
    self.text = text
  }

  /// Whether the text holds a `*` or `?`.
  package var isPattern: Bool {
    text.contains { $0 == "*" || $0 == "?" }
  }

  /// The positions of the names meant: the one that is equal, or else all that match.
  package func matches(in names: [String]) -> [Int] {
    if let exact = names.firstIndex(of: text) { return [exact] }
    guard isPattern else { return [] }
    return names.indices.filter { matches(names[$0]) }
  }

  /// The positions of the names meant, of names whose positions are at hand.
  package func matches(in index: NameIndex) -> [Int] {
    if let exact = index.position(of: text) { return [exact] }
    return isPattern ? index.names.indices.filter { matches(index.names[$0]) } : []
  }

  /// Whether the whole name fits the pattern.
  package func matches(_ name: String) -> Bool {
    let pattern = Array(text)
    let name = Array(name)
    var (p, n) = (0, 0)
    // Where to resume when the text after the latest star does not fit.
    var star: (pattern: Int, name: Int)?
    while n < name.count {
      if p < pattern.count, pattern[p] == "*" {
        star = (p, n)
        p += 1
      } else if p < pattern.count, pattern[p] == "?" || pattern[p] == name[n] {
        p += 1
        n += 1
      } else if let last = star {
        p = last.pattern + 1
        n = last.name + 1
        star = (last.pattern, last.name + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }
}
