import Losses
import Testing

struct LossCatalogueTests {
  @Test("each loss has a name of its own, and no two of a kind answer to one name")
  func names() {
    let entries = LossCatalogue.entries
    #expect(Set(entries.map(\.name)).count == entries.count)
    for kind in LabelKind.allCases {
      let names = entries.filter { $0.kind == kind }.flatMap {
        [$0.name, $0.alias].compactMap(\.self)
      }
      #expect(Set(names).count == names.count && !names.isEmpty)
    }
    #expect(Set(LossCatalogue.names).count == LossCatalogue.names.count)
  }

  @Test(
    "the usual loss of each kind",
    arguments: [
      (LabelKind.regression, "squared"), (.binary, "binary-cross-entropy"),
      (.multiclass, "cross-entropy"), (.count, "poisson"),
    ])
  func standard(kind: LabelKind, name: String) {
    #expect(LossEntry.standard(for: kind).name == name)
    #expect(LossRequest.standard(for: kind).text == name)
  }

  @Test("every loss that is more robust is one of the same kind")
  func robustAlternatives() throws {
    for entry in LossCatalogue.entries {
      guard let name = entry.robustAlternative else { continue }
      #expect(try #require(LossRequest(name)).entry(for: entry.kind) != nil)
    }
  }
}
