import Foundation
import Testing

/// The code on a page of `docs`, to be run as it stands there.
struct DocumentedCode {
  private let page: String

  /// - Parameter name: The page's file, such as `python.md`.
  init(onPage name: String) throws {
    page = try String(contentsOf: Place.root.appending(path: "docs/\(name)"), encoding: .utf8)
  }

  /// The blocks of a language, from the top of the page.
  func blocks(_ language: String) -> [String] {
    page.components(separatedBy: "```\(language)\n").dropFirst().map {
      $0.components(separatedBy: "```")[0]
    }
  }
}

/// Expects two tables of predictions to have the same columns, rows and classes, and numbers that
/// differ by rounding.
func expectSamePredictions(
  _ found: [[String]], _ expected: [[String]], sourceLocation: SourceLocation = #_sourceLocation
) throws {
  try #require(found.count == expected.count, sourceLocation: sourceLocation)
  try #require(found.first == expected.first, sourceLocation: sourceLocation)
  for (line, same) in zip(found, expected).dropFirst() {
    for (cell, other) in zip(line, same) {
      guard let number = Double(other) else {
        #expect(cell == other, sourceLocation: sourceLocation)
        continue
      }
      let distance = abs((Double(cell) ?? .nan) - number)
      #expect(
        distance <= 1e-5 * max(abs(number), 1), "\(cell), not \(other)",
        sourceLocation: sourceLocation)
    }
  }
}
