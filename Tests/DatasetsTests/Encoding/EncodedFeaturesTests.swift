import Datasets
import Testing

struct EncodedFeaturesTests {
  private static let scaling = Standardisation(mean: 2, deviation: 4, indicatesMissing: false)
  private static let gappy = Standardisation(mean: -1, deviation: 0.5, indicatesMissing: true)
  private static let colours = CategorySlots(categories: ["blue", "red"], hasMissingSlot: true)
  private static let sizes = CategorySlots(categories: ["L", "S"], hasMissingSlot: false)
  private static let cities = CategorySlots(categories: ["Rome", "York"], hasMissingSlot: true)
  private static let trees = CategorySlots(categories: ["oak"], hasMissingSlot: false)

  /// In no order of kinds: the layout sorts them, numbers, one-hot slots, embeddings.
  private let features = [
    Feature(name: "city", encoding: .embedding(cities, dimension: 3)),
    Feature(name: "colour", encoding: .oneHot(colours)),
    Feature(name: "x", encoding: .numeric(scaling)),
    Feature(name: "tree", encoding: .embedding(trees, dimension: 2)),
    Feature(name: "gappy", encoding: .numeric(gappy)),
    Feature(name: "size", encoding: .oneHot(sizes)),
  ]

  /// The columns in another order than the features, and one more that no feature reads.
  private func table() -> Dataset {
    Dataset(
      rowCount: 4,
      columns: [
        Column(name: "size", categories: ["S", "L", nil, "XL"]),
        Column(name: "tree", categories: [nil, "oak", "elm", "oak"]),
        Column(name: "x", values: .numeric([2, 10, .nan, -2])),
        Column(name: "ignored", values: .numeric([9, 9, 9, 9])),
        Column(name: "gappy", values: .numeric([-1, .nan, 0, -1.5])),
        Column(name: "colour", categories: ["red", "green", nil, "blue"]),
        Column(name: "city", categories: ["York", "Paris", nil, "Rome"]),
      ])
  }

  @Test("numbers are standardised, missing ones 0 with an indicator where there is one")
  func numbers() {
    let encoded = EncodedFeatures(table(), features: features)
    #expect(encoded.rowCount == 4)
    // x, gappy, gappy's indicator.
    #expect(
      encoded.numbers == [
        0, 0, 0,
        2, 0, 1,
        0, 2, 0,
        -1, -1, 0,
      ])
  }

  @Test("categories become columns: known, unknown, and missing with and without a slot")
  func oneHot() {
    let encoded = EncodedFeatures(table(), features: features)
    // colour: unknown 3, blue 4, red 5, missing 6. size: unknown and missing 7, L 8, S 9.
    #expect(
      encoded.hot == [
        5, 9,
        3, 8,
        6, 7,
        4, 7,
      ])
  }

  @Test("embedded categories become slots: known, unknown, and missing with and without a slot")
  func embedded() {
    let encoded = EncodedFeatures(table(), features: features)
    // city: unknown 0, Rome 1, York 2, missing 3. tree: unknown and missing 0, oak 1.
    #expect(
      encoded.embedded == [
        2, 0,
        0, 1,
        3, 0,
        1, 1,
      ])
  }

  @Test("the categories' order in the table does not matter")
  func otherOrder() {
    let shuffled = Column.Categorical(codes: [0, 1, -1, 2], categories: ["red", "green", "blue"])
    let table = Dataset(
      rowCount: 4, columns: [Column(name: "colour", values: .categorical(shuffled))])
    let encoded = EncodedFeatures(table, features: [features[1]])
    #expect(encoded.hot == [2, 0, 3, 1])
  }

  @Test("categories are told apart by their bytes, as the reader does")
  func canonicallyEquivalent() throws {
    // é as one scalar and as e with an accent: Swift holds these strings to be equal.
    let (composed, decomposed) = ("\u{E9}", "e\u{301}")
    let text = "x\n\(composed)\n\(decomposed)\n\(decomposed)\n"
    let dataset = try read(text).dataset
    let column = try #require(dataset["x"])
    let feature = Feature(
      fitting: column, rows: [0, 1, 2], options: EncodingOptions(rarestCategory: 1))
    let encoded = EncodedFeatures(dataset, features: [feature])
    // "e" comes before "é" by bytes.
    #expect(encoded.hot == [2, 1, 1])
  }

  @Test("a table without rows has no codes")
  func empty() {
    let table = Dataset(rowCount: 0, columns: [Column(name: "x", values: .numeric([]))])
    let encoded = EncodedFeatures(table, features: [features[2]])
    #expect(encoded.rowCount == 0 && encoded.numbers.isEmpty && encoded.hot.isEmpty)
  }

  @Test("a column of another type or name stops the process")
  func otherType() async {
    await #expect(processExitsWith: .failure) {
      let table = Dataset(rowCount: 1, columns: [Column(name: "x", categories: ["a"])])
      let scaling = Standardisation(mean: 0, deviation: 1, indicatesMissing: false)
      _ = EncodedFeatures(table, features: [Feature(name: "x", encoding: .numeric(scaling))])
    }
    await #expect(processExitsWith: .failure) {
      let scaling = Standardisation(mean: 0, deviation: 1, indicatesMissing: false)
      _ = EncodedFeatures(
        Dataset(rowCount: 0, columns: []),
        features: [Feature(name: "x", encoding: .numeric(scaling))])
    }
  }
}
