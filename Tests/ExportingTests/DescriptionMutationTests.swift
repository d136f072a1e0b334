import Datasets
import Exporting
import Foundation
import ModelExamples
import RandomNumbers
import Testing
import Training

/// Descriptions as a stranger may write them: one part or several at random put another way.
struct DescriptionMutationTests {
  private static let numbers: [JSON] = [
    0, 1, -1, 2, 3, 255, 65_536, 1_000_000_000, .int(.max), .int(.min), 0.5, -0.5, 1.5, 1e-300,
    1e18, 1e19, 1e300, 0.9999999999999999,
  ]
  private static let strings: [JSON] = [
    "", "x", "price", " ", "\u{0}", "a\nb", "\u{E9}", "e\u{301}", "trunk.0.weight", ",", "\"",
  ]

  /// Another value in a part's stead: of its own type mostly, or one from elsewhere.
  private func other(
    than value: JSON, in document: JSON, using generator: inout SeededGenerator
  ) -> JSON? {
    func any(of values: [JSON]) -> JSON? {
      values.isEmpty ? nil : values[Int.random(in: 0..<values.count, using: &generator)]
    }
    switch (Int.random(in: 0..<8, using: &generator), value) {
    case (0, _): return nil
    case (1, _): return .null
    case (2, _): return any(of: document.paths.compactMap { document[$0] })
    case (_, .int), (_, .double): return any(of: Self.numbers)
    case (_, .string): return any(of: Self.strings)
    case (_, .bool(let flag)): return .bool(!flag)
    case (3, .array(let parts)): return .array(parts.reversed())
    case (4, .array): return []
    case (_, .array(let parts)): return .array(parts + (any(of: parts).map { [$0] } ?? []))
    default: return any(of: Self.numbers + Self.strings)
    }
  }

  /// A text in all the places where the description repeats it, so that more than a name is wrong.
  private func mutated(_ document: JSON, using generator: inout SeededGenerator) -> JSON {
    var document = document
    for _ in 1...Int.random(in: 1...2, using: &generator) {
      let paths = document.paths.filter { $0.first == "model" }
      guard !paths.isEmpty else { break }
      let path = paths[Int.random(in: 0..<paths.count, using: &generator)]
      guard let value = document[path] else { continue }
      let new = other(than: value, in: document, using: &generator)
      let isEverywhere = Bool.random(using: &generator)
      for place in isEverywhere ? paths.filter({ document[$0] == value }) : [path] {
        document = document.replacing(place, by: new) ?? .null
      }
    }
    return document
  }

  @Test("an altered description is refused, or makes a model that predicts", arguments: 1...4)
  func mutations(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed, stream: .split)
    let sound = try ModelDocument(
      try ExampleModel.make(layerNorm: seed % 2 == 0, ownEpochs: seed > 2, seed: seed))
    var (refused, accepted) = (0, 0)
    for _ in 0..<500 {
      var document = sound
      document.description = mutated(sound.description, using: &generator)
      guard let data = try? document.encoded() else { continue }
      let model: MultiTaskModel
      do {
        model = try ModelFile.decode(data)
      } catch {
        refused += 1
        #expect(!"\(error)".isEmpty)
        continue
      }
      accepted += 1
      try use(model)
    }
    // Both ends must have been reached for the test to mean anything.
    #expect(refused > 50 && accepted > 20, "\(refused) refused, \(accepted) accepted")
  }

  /// Predicts and scores a row, and writes the model again.
  private func use(_ model: MultiTaskModel) throws {
    let dataset = Dataset(
      rowCount: 2,
      columns: model.description.schema.features.map { feature in
        if feature.encoding.isNumeric {
          Column(name: feature.name, values: .numeric([1.5, .nan]))
        } else {
          Column(
            name: feature.name, values: .categorical(.init(codes: [0, -1], categories: ["red"])))
        }
      })
    let predictions = model.predictions(for: dataset, threads: 1)
    #expect(predictions.map(\.count) == model.labels.map { 2 * $0.outputCount })
    let labels = model.labels.map { _ in [1.0, 0] }
    let evaluations = model.evaluate(
      dataset, labels: LabelledRows(values: labels), rows: [0, 1], threads: 1)
    #expect(evaluations.count == model.labels.count)
    // A column of another name is an error of the table, which is no crash either.
    _ = try? model.predictions(csv: ExampleModel.table)
    let again = try ModelFile.decode(try ModelFile.encode(model))
    #expect(again.description == model.description)
  }
}
