import Datasets
import Exporting
import Foundation
import ModelExamples
import RandomNumbers
import Statistics
import Testing
import Training

struct PredictionStreamTests {
  /// Rows of the example's columns, with missing and unknown cells and something to keep.
  private static func text(rowCount: Int) -> String {
    var generator = SeededGenerator(seed: 3, stream: .split)
    func number() -> String {
      Int.random(in: 0..<9, using: &generator) == 0 ? "" : "\(Float(generator.normal() * 4))"
    }
    func one(of cells: String...) -> String { cells.randomElement(using: &generator) ?? "" }
    let rows = (0..<rowCount).map { row in
      [
        "r\(row)", number(), number(), one(of: "red", "blue", "green", ""),
        one(of: "S", "L", "XL", ""), one(of: "Köln", "Lyon", "Bari", "Oslo", ""),
        one(of: "a", "b", ""), number(), number(),
      ].joined(separator: ",") + "\n"
    }
    return "id,x,v,colour,size,city,shop,u,t\n" + rows.joined()
  }

  /// What is written of some text.
  private func written(
    _ stream: PredictionStream, _ text: String, keeping kept: [String] = ["id"]
  ) throws -> (bytes: String, notices: [Notice]) {
    var found = ("", [Notice]())
    try inTemporaryFolder { folder in
      let file = folder.appending(path: "p.csv")
      let writer = try TableWriter(.file(path: file.path))
      let (rowCount, notices) = try stream.write(
        [.bytes(name: "t.csv", Array(text.utf8))], keeping: kept, to: writer)
      try writer.finish()
      #expect(rowCount == text.utf8.count { $0 == UInt8(ascii: "\n") } - 1)
      found = (try String(contentsOf: file, encoding: .utf8), notices)
    }
    return found
  }

  /// The same by reading the whole table, and predicting it at once.
  private func expected(_ model: some Predictor, _ text: String) throws -> String {
    let (dataset, description) = try model.read(
      [.bytes(name: "t.csv", Array(text.utf8))], keeping: ["id"])
    let table = PredictionTable(
      labels: model.labels, predictions: model.predictions(for: dataset, threads: 2),
      scales: model.statistics.map(\.spread), kept: description.kept)
    var bytes = ""
    try inTemporaryFolder { folder in
      let file = folder.appending(path: "p.csv")
      let writer = try TableWriter(.file(path: file.path))
      try table.write(to: writer, rowCount: dataset.rowCount)
      try writer.finish()
      bytes = try String(contentsOf: file, encoding: .utf8)
    }
    return bytes
  }

  @Test(
    "what is written does not depend on threads, parts or blocks, and is that of the whole table")
  func sameBytes() throws {
    let text = Self.text(rowCount: 2_900)
    let models: [any Predictor] = [
      try ExampleModel.make(hidden: [9, 7]), try ExampleModel.make(ownEpochs: true),
      try ExamplePack.make(),
    ]
    for model in models {
      let whole = try expected(model, text)
      #expect(whole.utf8.count { $0 == UInt8(ascii: "\n") } == 2_901)
      for (threads, rows, bytes) in [
        (1, 4096, 1 << 18), (2, 256, 1 << 18), (3, 512, 700), (2, 1024, 40_000), (1, 256, 3_000),
      ] {
        var stream = PredictionStream(model, threads: threads)
        stream.mostRows = rows
        stream.blockSize = bytes
        #expect(try written(stream, text).bytes == whole)
      }
    }
  }

  @Test("a gzipped file holds the same text, and its bytes do not depend on threads either")
  func gzipped() throws {
    let model = try ExampleModel.make()
    let text = Self.text(rowCount: 2_000)
    try inTemporaryFolder { folder in
      var files: [Data] = []
      for (name, threads) in [("p.csv", 2), ("one.csv.gz", 1), ("three.csv.gz", 3)] {
        let file = folder.appending(path: name)
        var stream = PredictionStream(model, threads: threads)
        stream.mostRows = 512
        let writer = try TableWriter(.file(path: file.path))
        _ = try stream.write([.bytes(name: "t.csv", Array(text.utf8))], to: writer)
        try writer.finish()
        files.append(try Data(contentsOf: file))
      }
      #expect(files[1] == files[2] && files[1].count < files[0].count)
      let texts = try ["p.csv", "one.csv.gz"].map { name in
        var reader = TableReader(
          sources: [.file(path: folder.appending(path: name).path)],
          options: ReadingOptions(columns: .only([])), threads: 1)
        reader.kept = ["*"]
        return try Dataset.read(reader).description.kept
      }
      #expect(texts[0] == texts[1] && texts[0].cells(ofRow: 1_999).count == 10)
    }
  }

  @Test("a table without rows has a header, and one of the columns asked for")
  func empty() throws {
    let model = try ExampleModel.make()
    var stream = PredictionStream(model, threads: 2)
    #expect(
      try written(stream, Self.text(rowCount: 0)).bytes
        == "id,price,delay,rain,rain=no,rain=yes,sort,sort=a,sort=b,sort=c,visits\n")
    stream.selected = ["sort=*", "price"]
    #expect(
      try written(stream, Self.text(rowCount: 0)).bytes == "id,sort=a,sort=b,sort=c,price\n")
  }

  @Test("columns that are asked for hold what they do among all")
  func selected() throws {
    let model = try ExampleModel.make()
    let text = Self.text(rowCount: 700)
    var stream = PredictionStream(model, threads: 2)
    func columns(_ selected: [String]) throws -> [[Substring]] {
      stream.selected = selected
      return try written(stream, text).bytes.split(separator: "\n").map {
        $0.split(separator: ",", omittingEmptySubsequences: false)
      }
    }
    let all = try columns([])
    let some = try columns(["visits,sort=?", "rain"])
    #expect(some[0] == ["id", "visits", "sort=a", "sort=b", "sort=c", "rain"])
    let places = some[0].map { all[0].firstIndex(of: $0) ?? 0 }
    #expect(some == all.map { row in places.map { row[$0] } })
    let error = try #require(throws: DatasetError.self) { _ = try columns(["rain=maybe"]) }
    #expect("\(error)".contains(#"the predictions: there is no column "rain=maybe""#))
  }

  @Test("unknown categories are told of all rows")
  func unknown() throws {
    let model = try ExampleModel.make()
    let text = Self.text(rowCount: 1_500)
    var stream = PredictionStream(model, threads: 2)
    stream.mostRows = 256
    let (dataset, description) = try model.read([.bytes(name: "t.csv", Array(text.utf8))])
    #expect(
      try written(stream, text).notices.map(\.description)
        == (description.notices + model.schema.unknownCategories(in: dataset).map(\.notice))
        .map(\.description))
  }

  @Test("what ends it on its way is thrown")
  func interrupted() throws {
    let model = try ExampleModel.make()
    var stream = PredictionStream(model, threads: 2)
    stream.mostRows = 256
    try inTemporaryFolder { folder in
      let file = folder.appending(path: "p.csv")
      try "before".write(to: file, atomically: true, encoding: .utf8)
      var asked = 0
      #expect(throws: InterruptedPrediction.self) {
        let writer = try TableWriter(.file(path: file.path))
        _ = try stream.write(
          [.bytes(name: "t.csv", Array(Self.text(rowCount: 2_000).utf8))], to: writer,
          isInterrupted: {
            asked += 1
            return asked == 3
          })
      }
      #expect(asked == 3)
      #expect(try names(in: folder) == ["p.csv"])
      #expect(try String(contentsOf: file, encoding: .utf8) == "before")
    }
  }
}
