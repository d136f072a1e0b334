import Datasets
import Foundation
import RandomNumbers
import Testing

struct FeatureFittingTests {
  private func standardisation(_ values: [Float], rows: [Int32]) throws -> Standardisation {
    let feature = Feature(fitting: Column(name: "x", values: .numeric(Numbers(values))), rows: rows)
    #expect(feature.name == "x")
    guard case .numeric(let scaling) = feature.encoding else {
      throw Unexpected(encoding: feature.encoding)
    }
    return scaling
  }

  private func slots(
    _ cells: [String?], rows: [Int32]? = nil, rarest: Int = 1
  ) throws -> CategorySlots {
    let feature = Feature(
      fitting: Column(name: "x", categories: cells), rows: rows ?? cells.indices.map { Int32($0) },
      options: EncodingOptions(rarestCategory: rarest))
    guard case .oneHot(let slots) = feature.encoding else {
      throw Unexpected(encoding: feature.encoding)
    }
    return slots
  }

  private struct Unexpected: Error {
    let encoding: Feature.Encoding
  }

  @Test("numbers are standardised by the mean and deviation of the given rows only")
  func moments() throws {
    // Mean 5 and deviation 2 are the well-known ones of 2, 4, 4, 4, 5, 5, 7, 9.
    let values: [Float] = [1e6, 2, 4, 4, 4, .nan, 5, 5, 7, 9, -1e6]
    let scaling = try standardisation(values, rows: [1, 2, 3, 4, 6, 7, 8, 9])
    #expect(scaling == Standardisation(mean: 5, deviation: 2, indicatesMissing: false))
  }

  @Test("moments of many rows are those of two passes in Double, even far from zero")
  func manyRows() throws {
    var generator = SeededGenerator(seed: 1, stream: .split)
    let values = (0..<10_000).map { _ in Float(1e5 + generator.normal()) }
    let rows = values.indices.filter { $0 % 3 != 0 }.map { Int32($0) }
    let used = rows.map { Double(values[Int($0)]) }
    let mean = used.reduce(0, +) / Double(used.count)
    let variance = used.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(used.count)
    let scaling = try standardisation(values, rows: rows)
    #expect(abs(scaling.mean - mean) < 1e-8)
    #expect(abs(scaling.deviation - variance.squareRoot()) < 1e-8)
  }

  @Test("missing cells are left out of the moments and get an indicator")
  func missing() throws {
    let scaling = try standardisation([.nan, 1, 3, .nan], rows: [0, 1, 2])
    #expect(scaling == Standardisation(mean: 2, deviation: 1, indicatesMissing: true))
  }

  @Test("a cell that is missing outside of the given rows needs no indicator")
  func missingElsewhere() throws {
    let scaling = try standardisation([.nan, 1, 3], rows: [1, 2])
    #expect(!scaling.indicatesMissing)
  }

  @Test("a constant column has deviation 1", arguments: [0, 0.1, -3e7] as [Float])
  func constant(value: Float) throws {
    let scaling = try standardisation(Array(repeating: value, count: 7), rows: [0, 1, 2, 3, 4, 5])
    #expect(
      scaling == Standardisation(mean: Double(value), deviation: 1, indicatesMissing: false))
  }

  @Test("a column without a single number has mean 0, deviation 1 and an indicator")
  func allMissing() throws {
    let scaling = try standardisation([.nan, .nan, 4], rows: [0, 1])
    #expect(scaling == Standardisation(mean: 0, deviation: 1, indicatesMissing: true))
  }

  @Test("categories keep their order, each with a slot behind that of the unknown")
  func categories() throws {
    let slots = try slots(["b", "a", "c", "a"])
    #expect(slots == CategorySlots(categories: ["a", "b", "c"], hasMissingSlot: false))
    #expect(slots.count == 4)
  }

  @Test("a category is known by the given rows only, if they have it often enough")
  func rareCategories() throws {
    let cells = ["often", "often", "twice", "twice", "once", "never", "never", "never"]
    let rows: [Int32] = [0, 1, 2, 3, 4]
    #expect(try slots(cells, rows: rows).categories == ["often", "once", "twice"])
    #expect(try slots(cells, rows: rows, rarest: 2).categories == ["often", "twice"])
    #expect(try slots(cells, rows: rows, rarest: 3).categories.isEmpty)
  }

  @Test("missing cells have a slot if and only if one of the given rows has one")
  func missingSlot() throws {
    let cells = ["a", "b", nil]
    #expect(try slots(cells, rows: [0, 1]).hasMissingSlot == false)
    let slots = try slots(cells, rows: [0, 2])
    #expect(slots == CategorySlots(categories: ["a"], hasMissingSlot: true))
    #expect(slots.count == 3 && slots.missing == 2)
    #expect(try self.slots([nil, nil]) == CategorySlots(categories: [], hasMissingSlot: true))
  }

  @Test("more slots than the limit are embedded, in 1.6 · slots^0.56 dimensions up to 48")
  func embeddings() {
    // Worked out by hand: 5^0.56 = 2.463, 101^0.56 = 13.26, 1001^0.56 = 47.89.
    for (categories, dimension) in [(4, 4), (100, 21), (1000, 48)] {
      let cells = (0..<categories).map { "c\($0)" }
      let column = Column(name: "x", categories: cells)
      let rows = (0..<Int32(categories)).map { $0 }
      let atLimit = Feature(
        fitting: column, rows: rows,
        options: EncodingOptions(oneHotLimit: categories + 1, rarestCategory: 1))
      let beyond = Feature(
        fitting: column, rows: rows,
        options: EncodingOptions(oneHotLimit: categories, rarestCategory: 1))
      let slots = CategorySlots(categories: cells.sorted(), hasMissingSlot: false)
      #expect(atLimit.encoding == .oneHot(slots))
      #expect(beyond.encoding == .embedding(slots, dimension: dimension))
    }
  }
}
