import Datasets
import Foundation
import Losses
import Testing

struct SchemaTests {
  private static let plain = Standardisation(mean: 0.1, deviation: 2, indicatesMissing: false)
  private static let gappy = Standardisation(mean: -1e-9, deviation: 3e7, indicatesMissing: true)
  private static let three = CategorySlots(categories: ["a", "b"], hasMissingSlot: false)
  private static let five = CategorySlots(categories: ["é", "\"", " "], hasMissingSlot: true)

  private let features = [
    Feature(name: "e", encoding: .embedding(five, dimension: 4)),
    Feature(name: "h", encoding: .oneHot(three)),
    Feature(name: "n", encoding: .numeric(plain)),
    Feature(name: "i", encoding: .oneHot(five)),
    Feature(name: "f", encoding: .embedding(three, dimension: 2)),
    Feature(name: "m", encoding: .numeric(gappy)),
  ]

  @Test("numbers come first, then one-hot slots, then embeddings")
  func layout() {
    let layout = InputLayout(features: features)
    // n; m and its indicator; three slots of h, five of i; four inputs of e, two of f.
    #expect(layout.numberCount == 3)
    #expect(layout.oneHotCount == 2)
    #expect(layout.unknownColumns == [3, 6])
    #expect(layout.oneHotEnd == 11)
    #expect(layout.embeddings.map(\.name) == ["e", "f"])
    #expect(layout.embeddings.map(\.slots) == [5, 3])
    #expect(layout.embeddings.map(\.dimension) == [4, 2])
    #expect(layout.embeddings.map(\.column) == [11, 15])
    #expect(layout.width == 17)
  }

  @Test("the width is that of the kinds there are")
  func partialLayouts() {
    #expect(InputLayout(features: []).width == 0)
    #expect(InputLayout(features: [features[5]]).width == 2)
    #expect(InputLayout(features: [features[3]]).width == 5)
    #expect(InputLayout(features: [features[0]]).width == 4)
    #expect(InputLayout(features: [features[0]]).embeddings.map(\.column) == [0])
  }

  @Test("every column of the layout belongs to one input")
  func columns() {
    let layout = InputLayout(features: features)
    let table = Dataset(
      rowCount: 1,
      columns: ["n", "m"].map { Column(name: $0, values: .numeric([.nan])) }
        + ["e", "h", "i", "f"].map { Column(name: $0, categories: [nil]) })
    let encoded = EncodedFeatures(table, features: features)
    #expect(encoded.layout == layout)
    #expect(encoded.numbers.count == layout.numberCount)
    #expect(encoded.hot.allSatisfy { (layout.numberCount..<layout.oneHotEnd).contains(Int($0)) })
  }

  @Test("a schema survives coding to the last bit")
  func coding() throws {
    let schema = Schema(
      features: features,
      labels: [
        Label(name: "y", kind: .regression, loss: .huber(delta: 0.1)),
        Label(
          name: "class", kind: .multiclass, loss: .crossEntropy, classes: ["u", "v", "w"]),
        Label(name: "count", kind: .count, loss: .poissonDeviance),
      ])
    let data = try JSONEncoder().encode(schema)
    #expect(try JSONDecoder().decode(Schema.self, from: data) == schema)
  }

  @Test("a layout survives coding")
  func layoutCoding() throws {
    let layout = InputLayout(features: features)
    let data = try JSONEncoder().encode(layout)
    #expect(try JSONDecoder().decode(InputLayout.self, from: data) == layout)
  }
}
