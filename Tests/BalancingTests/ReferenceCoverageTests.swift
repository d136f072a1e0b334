import Foundation
import Testing

/// That no reference number is left without a test.
@Suite("Reference coverage", .enabled(if: ReferenceVectors.exist))
struct ReferenceCoverageTests {
  /// What is run, as the tests themselves count it when they have run it.
  private static let run: [String: [[String: Int]]] = [
    "gramian_cases": [
      ReferenceVectorTests.gramianCases, ReferenceProjectionTests.gramianCases,
      ReferenceQuadraticTests.gramianCases, PrimarySchemeTests.gramianCases,
    ],
    "loss_cases": [ReferenceVectorTests.lossCases],
    "sequences": [
      ReferenceSequenceTests.sequences, ReferenceProjectionTests.sequences,
      ReferenceJacobianTests.sequences,
    ],
    "edge_cases": [ReferenceEdgeCaseTests.edgeCases, ReferenceQuadraticTests.edgeCases],
  ]

  @Test("every case in the file is run by a test, whatever its part and scheme")
  func everyCase() throws {
    let file = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: ReferenceVectors.url))
        as? [String: Any])
    let parts = file.compactMapValues { $0 as? [[String: Any]] }
    // The constants are of Statistics: ReferenceConstantTests runs all of them, by their losses.
    #expect(Set(parts.keys) == Set(Self.run.keys).union(["constants"]))
    for (part, tests) in Self.run {
      let cases = try #require(parts[part])
      let schemes = cases.map { $0["scheme"] as? String ?? "a case without a scheme" }
      let found = Dictionary(schemes.map { ($0, 1) }, uniquingKeysWith: +)
      let run = tests.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
      #expect(run == found, "\(part)")
    }
    #expect(
      parts.mapValues(\.count) == [
        "gramian_cases": 480, "loss_cases": 399, "sequences": 156, "edge_cases": 52,
        "constants": 98,
      ])
  }
}
