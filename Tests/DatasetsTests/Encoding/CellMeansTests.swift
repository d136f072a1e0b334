import Foundation
import Testing

import Datasets

struct CellMeansTests {
  private static let town = CellColumn(name: "town", division: .categories(["Bari", "Lyon"]))
  private static let years = CellColumn(name: "years", division: .bounds([2, 5]))

  private func table(_ towns: [String?], _ years: [Double]) -> Dataset {
    let names = Array(Set(towns.compactMap(\.self))).sorted()
    let codes = towns.map { town in town.flatMap { names.firstIndex(of: $0) }.map(Int32.init) ?? -1
    }
    return Dataset(
      rowCount: towns.count,
      columns: [
        Column(name: "town", values: .categorical(.init(codes: codes, categories: names))),
        Column(name: "years", values: .numeric(Numbers(years))),
      ])
  }

  @Test("a number lies behind the bounds that are not above it, and what is missing is a code")
  func codes() throws {
    let table = table(["Lyon", "Bari", nil, "Oslo", "Lyon"], [1.5, 2, 4.9, 5, .nan])
    let (towns, years) = (try #require(table["town"]), try #require(table["years"]))
    #expect(Self.town.codes(of: towns) == [1, 0, 2, -1, 1])
    #expect(Self.years.codes(of: years) == [0, 1, 1, 2, 3])
    #expect(Self.town.count == 3 && Self.years.count == 4)
  }

  @Test("a row reads its cell's number, and that of all where training rows have no such cell")
  func numbers() throws {
    let table = table(["Lyon", "Bari", "Lyon", "Oslo", nil], [1, 3, 9, 1, .nan])
    // Codes are 1·4 + 0, 0·4 + 1, 1·4 + 2, unknown, 2·4 + 3.
    let means = CellMeans(
      columns: [Self.town, Self.years], cells: [1, 4, 11], rows: [3, 1, 2],
      means: [
        .init(name: "a", label: "y", overall: 0.5, ofCells: [10, 20, 30]),
        .init(name: "b", label: "z", overall: -1, ofCells: [1, 2, 3]),
      ])
    #expect(means.cells(of: table) == [4, 1, 6, -1, 11])
    #expect(means.words == "town × years, 3 cells, for y, z")
    let wide = table.adding([means])
    #expect(wide.columns.map(\.name) == ["town", "years", "a", "b"])
    func numbers(_ name: String) throws -> [Double] {
      guard case .numeric(let numbers) = try #require(wide[name]).values else { return [] }
      return numbers.doubles
    }
    // Lyon with 9 years agrees with Lyon, Oslo with 1 year with Lyon with 1 year.
    #expect(try numbers("a") == [20, 10, 20, 20, 30])
    #expect(try numbers("b") == [2, 1, 2, 2, 3])
    // Oslo with 9 years agrees with no cell; Bari without years with Bari, and with what has none.
    let others = self.table(["Oslo", "Bari"], [9, .nan]).adding([means])
    guard case .numeric(let far) = try #require(others["a"]).values else { return }
    #expect(far[0] == 0.5)
    #expect(abs(far[1] - (3 * 10 + 2 * 30) / 5) < 1e-12)
    let text = try JSONEncoder().encode(means)
    #expect(try JSONDecoder().decode(CellMeans.self, from: text) == means)
  }

  @Test("a column is divided by its distinct values, or by quantiles where they are many")
  func fitting() throws {
    let few = Column(name: "n", values: .numeric(Numbers([3, 1, 1, 2, .nan, 9])))
    #expect(
      CellColumn(fitting: few, rows: [0, 1, 2, 3, 4]).division == .bounds([1.5, 2.5]))
    let many = Column(name: "n", values: .numeric(Numbers((0..<160).map(Double.init))))
    guard case .bounds(let bounds) = CellColumn(fitting: many, rows: Array(0..<160)).division
    else {
      Issue.record("numbers have bounds")
      return
    }
    #expect(bounds == (1..<16).map { Double(10 * $0) - 0.5 })
    let texts = Column(
      name: "c", values: .categorical(.init(codes: [0, 2, -1, 1], categories: ["x", "y", "z"])))
    #expect(
      CellColumn(fitting: texts, rows: [0, 1, 2]).division == .categories(["x", "z"]))
  }
}
