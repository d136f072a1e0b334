import Datasets
import Exporting
import Foundation
import Losses
import ModelExamples
import Testing
import Training

struct PredictionTableTests {
  private static let tasks = [
    Label(name: "price", kind: .regression, loss: .squaredError),
    Label(
      name: "rain", kind: .binary, loss: .binaryCrossEntropy, classes: ["dry, mostly", "wet"]),
    Label(name: "sort", kind: .multiclass, loss: .crossEntropy, classes: ["a", "b", "c"]),
    Label(name: "visits", kind: .count, loss: .poissonDeviance),
  ]

  private func written(_ table: PredictionTable, rowCount: Int) throws -> [String] {
    var text = ""
    try inTemporaryFolder { folder in
      let file = folder.appending(path: "p.csv")
      let writer = try TableWriter(.file(path: file.path))
      try table.write(to: writer, rowCount: rowCount)
      try writer.finish()
      text = try String(contentsOf: file, encoding: .utf8)
    }
    return text.split(separator: "\n").map(String.init)
  }

  @Test("a column for each number, and for each class label its class and all probabilities")
  func columns() throws {
    let table = PredictionTable(
      labels: Self.tasks,
      predictions: [[1.5, -2e10], [0.75, 0.25], [0.125, 0.625, 0.25, 0, 0, 1], [3, 0.5]],
      scales: [1, 1, 1, 1])
    #expect(
      table.header.names == [
        "price", "rain", "rain=dry, mostly", "rain=wet", "sort", "sort=a", "sort=b", "sort=c",
        "visits",
      ])
    #expect(
      try written(table, rowCount: 2) == [
        "price,rain,\"rain=dry, mostly\",rain=wet,sort,sort=a,sort=b,sort=c,visits",
        "1.5,wet,0.25,0.75,b,0.125,0.625,0.25,3.0",
        "-2e+10,\"dry, mostly\",0.75,0.25,c,0.0,0.0,1.0,0.5",
      ])
  }

  @Test("of equally probable classes the first is named")
  func ties() throws {
    let table = PredictionTable(
      labels: [Self.tasks[1], Self.tasks[2]],
      predictions: [[0.5, 0.5], [0.25, 0.375, 0.375, 0.5, 0, 0.5]], scales: [1, 1])
    let records = try written(table, rowCount: 2).dropFirst()
    #expect(
      records == [
        "\"dry, mostly\",0.5,0.5,b,0.25,0.375,0.375", "\"dry, mostly\",0.5,0.5,a,0.5,0.0,0.5",
      ])
  }

  @Test("the most probable classes come in order, the first of equal ones first")
  func top() throws {
    let tasks = [Self.tasks[1], Self.tasks[2]]
    let predictions: [[Double]] = [[0.75, 0.25], [0.25, 0.375, 0.375, 0.5, 0, 0.5]]
    func records(_ detail: ClassDetail) throws -> [String] {
      let table = PredictionTable(
        labels: tasks, predictions: predictions, scales: [1, 1], detail: detail)
      return Array(try written(table, rowCount: 2).dropFirst())
    }
    #expect(
      try records(ClassDetail(top: 2)) == [
        "wet,0.25,0.75,b,0.375,c,0.375", "\"dry, mostly\",0.75,0.25,a,0.5,c,0.5",
      ])
    #expect(
      try records(ClassDetail(top: 9, hasProbabilities: false)) == [
        "wet,b,c,a", "\"dry, mostly\",a,c,b",
      ])
    #expect(
      try records(ClassDetail(hasProbabilities: false)) == ["wet,b", "\"dry, mostly\",a"])
  }

  @Test("without rows there is a header")
  func empty() throws {
    let table = PredictionTable(labels: [Self.tasks[0]], predictions: [[]], scales: [1])
    #expect(try written(table, rowCount: 0) == ["price"])
  }

  @Test("numbers come back as the Floats they were")
  func exact() throws {
    let values: [Float] = [0.1, 1 / 3, .pi, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.0]
    let table = PredictionTable(
      labels: [Self.tasks[0]], predictions: [values.map(Double.init)], scales: [1])
    let records = try written(table, rowCount: values.count).dropFirst()
    #expect(records.map { Float($0)?.bitPattern } == values.map(\.bitPattern))
  }

  @Test("a label far from zero has digits for its spread", arguments: [0.01, 1, 250])
  func farFromZero(scale: Double) throws {
    let values = (0..<200).map { 1.7e9 + scale * Double(Float($0) / 64 - 1.5) }
    let table = PredictionTable(
      labels: [Self.tasks[0]], predictions: [values], scales: [scale])
    let records = try written(table, rowCount: values.count).dropFirst()
    for (text, value) in zip(records, values) {
      let written = try #require(Double(text))
      // A Double has some 2e-7 left there.
      #expect(abs(written - value) <= max(scale * 1e-6, 2.5e-7), "\(text)")
      #expect(text.count < 20, "\(text)")
    }
  }

  @Test("behind what is told of a label stand the ends of its interval, or its set of classes")
  func sets() throws {
    let sets: [PredictionSets] = [
      .intervals(low: [0.5, -.infinity], high: [2.25, .infinity]),
      .classes(members: [true, true, false, true], classCount: 2),
      .classes(members: [true, false, true, false, false, true], classCount: 3),
      .intervals(low: [0, 0], high: [7.5, .infinity]),
    ]
    let table = PredictionTable(
      labels: Self.tasks,
      predictions: [[1.5, -2], [0.75, 0.25], [0.125, 0.625, 0.25, 0, 0, 1], [3, 0.5]],
      scales: [1, 1, 1, 1], detail: ClassDetail(top: 1), sets: sets)
    #expect(
      try written(table, rowCount: 2) == [
        "price,price.low,price.high,rain,\"rain=dry, mostly\",rain=wet,rain.set,sort,"
          + "sort_probability,sort.set,visits,visits.low,visits.high",
        "1.5,0.5,2.25,wet,0.25,0.75,\"dry, mostly|wet\",b,0.625,\"a|c\",3.0,0.0,7.5",
        "-2.0,-inf,inf,\"dry, mostly\",0.75,0.25,wet,c,1.0,c,0.5,0.0,inf",
      ])
  }

  @Test("a class whose name has a mark of sets in it is quoted among others, and when it is alone")
  func quotedClasses() throws {
    let label = Label(
      name: "k", kind: .multiclass, loss: .crossEntropy, classes: ["a|b", "c", "d \"e\""])
    let table = PredictionTable(
      labels: [label], predictions: [[0.5, 0.25, 0.25, 1, 0, 0, 0, 1, 0]], scales: [1],
      detail: ClassDetail(hasProbabilities: false),
      sets: [
        .classes(
          members: [true, true, true, true, false, false, false, true, false], classCount: 3)
      ])
    // In the file each double quote of a cell is written twice, and the cell in others.
    let cells = [#""a|b"|c|"d ""e""""#, #""a|b""#].map {
      "\"" + $0.replacing("\"", with: "\"\"") + "\""
    }
    #expect(
      try written(table, rowCount: 3) == [
        "k,k.set", "\"a|b\",\(cells[0])", "\"a|b\",\(cells[1])", "c,c",
      ])
  }

  @Test("the ends of intervals are rounded outwards", arguments: [1, 0.001, 1000])
  func outwards(scale: Double) throws {
    // Tenths and thirds, which are no numbers of single or double precision, near and far.
    let ends = (1...300).map { row in
      (scale * Double(row) / 10, scale * (Double(row) / 10 + Double(row) / 3))
    }
    for offset in [0, -50, 1.7e9] {
      let (low, high) = (ends.map { $0.0 + offset }, ends.map { $0.1 + offset })
      let table = PredictionTable(
        labels: [Self.tasks[0]], predictions: [low], scales: [scale],
        sets: [.intervals(low: low, high: high)])
      let records = try written(table, rowCount: ends.count).dropFirst()
      for (row, record) in records.enumerated() {
        let cells = record.split(separator: ",").compactMap { Double($0) }
        try #require(cells.count == 3)
        let slack = scale * 1e-6 + abs(low[row]) * 2.5e-7
        #expect(cells[1] <= low[row] && low[row] - cells[1] <= slack, "\(record)")
        #expect(cells[2] >= high[row] && cells[2] - high[row] <= slack + scale * 1e-4, "\(record)")
      }
    }
  }
}
