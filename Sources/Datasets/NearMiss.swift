/// Suggestions for a name that does not exist.
package enum NearMiss {
  /// The candidate nearest to `name` by edit distance, if one is near enough to be a slip of the
  /// fingers: at most a third of the name's length, and at least one edit. Case is ignored; of
  /// equally near ones the first wins.
  package static func nearest(to name: String, among candidates: [String]) -> String? {
    let wanted = Array(name.lowercased().unicodeScalars)
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      let distance = distance(wanted, Array(candidate.lowercased().unicodeScalars))
      if distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    guard let best, best.distance <= max(1, wanted.count / 3) else { return nil }
    return best.candidate
  }

  /// `did you mean "…"?` for the nearest candidate; without one, the candidates themselves while
  /// they fit on a line.
  package static func remedy(for name: String, among candidates: [String]) -> String? {
    if let nearest = nearest(to: name, among: candidates) {
      return "did you mean \(quoted(nearest))?"
    }
    guard !candidates.isEmpty else { return nil }
    let shown = candidates.prefix(12).joined(separator: ", ")
    return "there are: \(shown)\(candidates.count > 12 ? ", …" : "")"
  }

  /// Levenshtein's distance: the fewest insertions, deletions and substitutions.
  static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var previous = Array(0...b.count)
    for (i, left) in a.enumerated() {
      var current = [i + 1]
      current.reserveCapacity(b.count + 1)
      for (j, right) in b.enumerated() {
        let substituted = previous[j] + (left == right ? 0 : 1)
        current.append(min(substituted, previous[j + 1] + 1, current[j] + 1))
      }
      previous = current
    }
    return previous[b.count]
  }
}
