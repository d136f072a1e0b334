import Datasets
import Exporting
import Foundation
import Losses
import ModelExamples
import Testing

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
}
