internal import Suggestions

extension DatasetError {
  /// `did you mean "…"?` for the candidate nearest to a name that does not exist; without one, the
  /// candidates themselves while they fit on a line.
  package static func remedy(for name: String, among candidates: [String]) -> String? {
    if let nearest = NearMiss.nearest(to: name, among: candidates) {
      return "did you mean \(quoted(nearest))?"
    }
    guard !candidates.isEmpty else { return nil }
    let shown = candidates.prefix(12).joined(separator: ", ")
    return "there are: \(shown)\(candidates.count > 12 ? ", …" : "")"
  }
}
