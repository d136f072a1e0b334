/// The least number of insertions, deletions and replacements that turn one text into the other
/// (Levenshtein 1966).
package func editDistance(_ a: String, _ b: String) -> Int {
  let b = Array(b)
  var row = Array(0...b.count)
  for (i, character) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let replaced = diagonal + (character == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
    }
  }
  return row[b.count]
}

/// The name among `names` that was probably meant, if one is near enough.
package func nearest(to text: String, among names: [String]) -> String? {
  let ranked = names.map { (name: $0, distance: editDistance(text.lowercased(), $0.lowercased())) }
  guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
  return best.distance <= max(1, text.count / 3) ? best.name : nil
}
