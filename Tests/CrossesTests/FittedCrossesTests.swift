import Datasets
import Testing

import Crosses

struct FittedCrossesTests {
  private func numbers(_ column: Column) -> [Double] {
    guard case .numeric(let numbers) = column.values else { return [] }
    return numbers.doubles
  }

  @Test("the columns that name a class together are found, for the labels that classes differ in")
  func found() throws {
    let crosses = try ClassroomTable().crosses()
    #expect(crosses.cells.map { $0.columns.map(\.name) } == [["school", "kind", "years"]])
    #expect(
      crosses.columns.map(\.name)
        == ["near by school × kind × years", "flag by school × kind × years"])
    #expect(crosses.cells[0].means.map(\.name) == crosses.columns.map(\.name))
  }

  @Test("what was found before gives the same again")
  func again() throws {
    let table = try ClassroomTable()
    let first = table.crosses([["kind", "colour"]])
    let second = FittedCrosses(
      table.columns, labels: table.labels, rowWeights: nil, split: table.split, again: first.cells)
    #expect(first.cells.count == 2 && second.cells == first.cells)
    #expect(second.columns.map(\.name) == first.columns.map(\.name))
    #expect(second.columns.map(numbers) == first.columns.map(numbers))
  }

  @Test("where classes do not differ nothing is found", arguments: [1, 2, 3, 4] as [UInt64])
  func nothing(seed: UInt64) throws {
    #expect(try ClassroomTable(effect: 0, seed: seed).crosses().cells.isEmpty)
  }

  @Test("without a category nothing is looked for")
  func numbersAlone() throws {
    let table = try ClassroomTable()
    let years = FittedCrosses(
      [table.columns[2]], labels: table.labels, rowWeights: nil, split: table.split, named: [],
      searches: true)
    #expect(years.cells.isEmpty)
  }

  @Test("rows that are not for training read (S + m ȳ) / (n + m) of their cell's training rows")
  func means() throws {
    let table = try ClassroomTable()
    let crosses = table.crosses([["school", "kind"]], searches: false)
    #expect(crosses.columns.count == 3)
    let found = numbers(crosses.columns[0])
    let labels = table.labels[0].values
    var sums: [Int: (sum: Double, count: Double)] = [:]
    for row in table.split.train.map(Int.init) {
      let cell = 3 * table.school[row] + table.kind[row]
      sums[cell, default: (0, 0)].sum += labels[row]
      sums[cell, default: (0, 0)].count += 1
    }
    let overall =
      sums.values.reduce(0) { $0 + $1.sum } / sums.values.reduce(0) { $0 + $1.count }
    // One weight of the prior suits all cells.
    let fitting = [1.0, 2, 4, 8, 16, 32, 64].filter { prior in
      (table.split.validation + table.split.test).allSatisfy { row in
        let cell = 3 * table.school[Int(row)] + table.kind[Int(row)]
        guard let (sum, count) = sums[cell] else { return found[Int(row)] == overall }
        return abs(found[Int(row)] - (sum + prior * overall) / (count + prior)) < 1e-9
      }
    }
    #expect(fitting.count == 1)
    // They are what the file's means make of the table.
    let again = Dataset(rowCount: 4000, columns: table.columns).adding(crosses.cells)
    let made = numbers(try #require(again["near by school × kind"]))
    for row in table.split.validation { #expect(made[Int(row)] == found[Int(row)]) }
  }

  @Test("a training row does not read its own label")
  func outOfFold() throws {
    let table = try ClassroomTable(rows: 500)
    let row = Int(table.split.train[7])
    let changed = try LabelColumn(
      column: Column(
        name: "near",
        values: .numeric(
          Numbers(
            table.labels[0].values.enumerated().map { $0 == row ? $1 + 1000 : $1 }))),
      specification: LabelSpecification(parsing: "near"))
    func made(_ label: LabelColumn) -> [Double] {
      numbers(
        FittedCrosses(
          table.columns, labels: [label], rowWeights: nil, split: table.split,
          named: [["school", "kind"]], searches: false
        ).columns[0])
    }
    let (before, after) = (made(table.labels[0]), made(changed))
    // The mean over all rows moves by 1000 / 300, and no further does what the row reads; another
    // row of its cell in another fold reads the label.
    #expect(abs(after[row] - before[row]) < 1000 / 300 + 2)
    let mates = table.split.train.map(Int.init).filter {
      $0 != row && table.school[$0] == table.school[row] && table.kind[$0] == table.kind[row]
    }
    #expect(mates.contains { after[$0] - before[$0] > 10 })
  }

  @Test("a label of several classes is told of class by class, and names stay unlike others")
  func classes() throws {
    let table = try ClassroomTable()
    let sort = try LabelColumn(
      column: Column(
        name: "sort",
        values: .categorical(
          .init(
            codes: table.kind.map { Int32(2 - $0) }, categories: ["x", "y", "z"]))),
      specification: LabelSpecification(parsing: "sort"))
    let taken = Column(name: "sort=x by school × kind", values: table.columns[2].values)
    let crosses = FittedCrosses(
      table.columns + [taken], labels: [sort], rowWeights: nil, split: table.split,
      named: [["school", "kind"]], searches: false)
    #expect(
      crosses.columns.map(\.name) == [
        "sort=x by school × kind (2)", "sort=y by school × kind", "sort=z by school × kind",
      ])
    // Kinds and classes are the same: each share is next to 0 or 1.
    let shares = crosses.columns.map(numbers)
    for row in table.split.validation.map(Int.init) {
      let total = shares[0][row] + shares[1][row] + shares[2][row]
      #expect(abs(total - 1) < 1e-9)
      #expect(shares[2 - table.kind[row]][row] > 0.9)
    }
  }
}
