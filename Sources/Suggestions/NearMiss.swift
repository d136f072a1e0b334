/// Suggestions for a name that does not exist.
package enum NearMiss {
  /// The candidate nearest to `name` by edit distance, if one is near enough to be a slip of the
  /// fingers: at most one edit for every three characters, but one in any name longer than a
  /// character. Case is ignored; of equally near ones the first wins.
  package static func nearest(to name: String, among candidates: [String]) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars)
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      let distance = distance(wanted, Array(candidate.lowercased().unicodeScalars))
      if distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    let limit = wanted.count < 2 ? 0 : max(1, wanted.count / 3)
    guard let best, best.distance <= limit else { return nil }
    return best.candidate
  }

  /// A question for the nearest candidate, with a space behind it; empty where none is near.
  package static func question(for name: String, among candidates: [String]) -> String {
    nearest(to: name, among: candidates).map { "did you mean \($0)? " } ?? ""
  }

  /// The fewest insertions, deletions, substitutions and exchanges of neighbours (Levenshtein's
  /// distance with Damerau's transpositions, none of them edited twice).
  package static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...b.count)
    for i in a.indices {
      var current = [i + 1]
      for j in b.indices {
        var best = min(previous[j + 1] + 1, current[j] + 1)
        best = min(best, previous[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, beforePrevious[j - 1] + 1)
        }
        current.append(best)
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[b.count]
  }
}
