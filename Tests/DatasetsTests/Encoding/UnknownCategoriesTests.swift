import Datasets
import Testing

struct UnknownCategoriesTests {
  private static let slots = CategorySlots(categories: ["a", "b"], hasMissingSlot: false)

  @Test("cells of categories that training did not know are counted, the most frequent first")
  func counts() throws {
    let cells = ["a", "x", nil, "A", "x", "b", "y", "x", nil, "a"]
    let unknown = try #require(
      UnknownCategories(of: Column(name: "c", categories: cells), slots: Self.slots))
    #expect(unknown.cellCount == cells.count { $0 == "x" || $0 == "A" || $0 == "y" })
    #expect(unknown.presentCount == cells.count { $0 != nil })
    #expect(unknown.categories.map(\.text) == ["x", "A", "y"])
    #expect(unknown.categories.map(\.cellCount) == [3, 1, 1])
    #expect(
      unknown.notice.description
        == #"column "c": 5 of 8 cells hold what training did not know, or saw in one row only "#
        + #"("x" 3, "A" 1, "y" 1)"#)
  }

  @Test("where nothing was known that is said")
  func nothing() throws {
    let column = Column(name: "c", categories: ["TRUE", nil, "FALSE", "TRUE"])
    let unknown = try #require(UnknownCategories(of: column, slots: Self.slots))
    #expect(
      unknown.notice.description
        == #"column "c": training knew nothing of what its 3 cells hold, or saw it in one row only "#
        + #"("TRUE" 2, "FALSE" 1): the column tells the model nothing"#)
  }

  @Test("a few categories stand for many")
  func many() throws {
    let column = Column(name: "c", categories: ["a"] + (0..<40).map { "k\($0)" })
    let unknown = try #require(UnknownCategories(of: column, slots: Self.slots))
    #expect(unknown.categories.count == 40)
    #expect(unknown.notice.message.contains(", and 35 more)"))
  }

  @Test("known and missing cells are nothing to tell of")
  func known() {
    for cells in [["a", "b", nil], [nil, nil], []] as [[String?]] {
      #expect(UnknownCategories(of: Column(name: "c", categories: cells), slots: Self.slots) == nil)
    }
    // A category that no cell holds, as after a cut of the table.
    let spare = Column.Categorical(codes: [0], categories: ["a", "x"])
    #expect(
      UnknownCategories(of: Column(name: "c", values: .categorical(spare)), slots: Self.slots)
        == nil)
  }

  @Test("a schema's categorical features are looked at, in its order")
  func schema() {
    let scaling = Standardisation(mean: 0, deviation: 1, indicatesMissing: false)
    let schema = Schema(
      features: [
        Feature(name: "d", encoding: .embedding(Self.slots, dimension: 2)),
        Feature(name: "n", encoding: .numeric(scaling)),
        Feature(name: "c", encoding: .oneHot(Self.slots)),
      ], labels: [])
    let dataset = Dataset(
      rowCount: 1,
      columns: [
        Column(name: "c", categories: ["z"]), Column(name: "n", values: .numeric([3])),
        Column(name: "d", categories: ["y"]),
      ])
    #expect(schema.unknownCategories(in: dataset).map(\.column) == ["d", "c"])
  }
}
