import Exporting
import Foundation
import ModelExamples
import Safetensors
import Testing
import Training

struct CalibrationDescriptionTests {
  /// Scores of as many rows for each label of the example: of the first so many that not all are
  /// kept, of the last none.
  private static let rowCounts = [1000, 7, 20, 3, 0]

  private static let calibration = ConformalCalibration(
    labels: rowCounts.map { count in
      CalibrationScores((0..<count).map { Double($0 * 13 % 101) / 128 - 0.125 })
    })

  private static func model() throws -> MultiTaskModel {
    var model = try ExampleModel.make()
    model.calibration = calibration
    return model
  }

  @Test("a model's scores come back as they were, and its file has the same bytes again")
  func roundTrip() throws {
    let model = try Self.model()
    let data = try ModelFile.encode(model)
    let decoded = try ModelFile.decode(data)
    #expect(decoded.calibration == Self.calibration)
    #expect(decoded.description == model.description)
    #expect(try ModelFile.encode(decoded) == data)
    #expect(try ModelFile.encode(.model(decoded)) == data)
  }

  @Test("a pack's scores are its own, and come back as they were")
  func pack() throws {
    var pack = try ExamplePack.make(ownEpochs: true)
    pack.calibration = Self.calibration
    let data = try ModelFile.encode(pack)
    guard case .pack(let decoded) = try ModelFile.read(data) else {
      Issue.record("a pack is read as one")
      return
    }
    #expect(decoded.calibration == Self.calibration)
    #expect(decoded.members.allSatisfy { $0.model.calibration == nil })
    #expect(try ModelFile.encode(decoded) == data)
  }

  @Test("a file without scores is a model without them, as those written before are")
  func without() throws {
    let data = try ModelFile.encode(try ExampleModel.make())
    #expect(!String(decoding: data, as: UTF8.self).contains("calibration"))
    #expect(try ModelFile.decode(data).calibration == nil)
  }

  @Test("the scores are tensors beside the model's, called by their labels")
  func tensors() throws {
    let file = try SafetensorsFile(decoding: try ModelFile.encode(try Self.model()))
    let bare = try SafetensorsFile(decoding: try ModelFile.encode(try ExampleModel.make()))
    let added = file.tensors.filter { bare[$0.name] == nil }
    #expect(
      Dictionary(uniqueKeysWithValues: added.map { ($0.name, $0.shape) }) == [
        "calibration.price": [CalibrationScores.keptRanks(of: 1000).count],
        "calibration.delay": [7], "calibration.rain": [20], "calibration.sort": [3],
        "calibration.visits": [0],
      ])
    #expect(file.tensors.count == bare.tensors.count + 5)
    let description = try #require(CalibrationDescription(Self.model()))
    #expect(
      description.labels.map(\.score) == [
        "residual", "residual", "class-probability", "class-probability", "pearson-residual",
      ])
    #expect(description.labels.map(\.rows) == Self.rowCounts)
  }

  /// The error of reading a file that was altered.
  private func error(_ edit: (inout ModelDocument) throws -> Void) throws -> (any Error)? {
    var document = try ModelDocument(Self.model())
    try edit(&document)
    let data = try document.encoded()
    return #expect(throws: (any Error).self) { try ModelFile.decode(data) }
  }

  @Test(
    "a description that contradicts the model or the tensors is refused",
    arguments: [
      (["labels", 0], nil, "its calibration is not that of its labels"),
      (["labels"], .array([]), "its calibration is not that of its labels"),
      (["labels", 1, "score"], .string("class-probability"), "\"delay\" was calibrated by"),
      (["labels", 2, "score"], .string(""), "label \"rain\" was calibrated by another score"),
      (["labels", 1, "rows"], .int(-1), "\"delay\" was calibrated on an impossible number"),
      (["labels", 1, "rows"], .int(.max), "\"delay\" was calibrated on an impossible number"),
      (["labels", 1, "rows"], .int(8), "tensor \"calibration.delay\" with shape [7]"),
      (["labels", 0, "rows"], .int(654), "has the tensor \"calibration.price\" with"),
      (["labels", 1, "rows"], .int(1 << 30), "tensor \"calibration.delay\" with shape [7]"),
      (["labels", 1, "rows"], .double(7.5), "cannot be read"),
      (["labels", 1, "rows"], nil, "cannot be read"),
      (["labels"], nil, "cannot be read"),
    ] as [([JSON.Step], JSON?, String)])
  func contradiction(path: [JSON.Step], value: JSON?, message: String) throws {
    let found = try error {
      $0.description = $0.description.replacing(["calibration"] + path, by: value) ?? .null
    }
    #expect("\(try #require(found))".contains(message), "\(String(describing: found))")
  }

  @Test("scores that are out of order, not finite, or not there are refused")
  func scores() throws {
    func replaced(_ values: [Float]?) throws -> (any Error)? {
      try error { document in
        let name = "calibration.sort"
        document.tensors.removeAll { $0.name == name }
        if let values {
          document.tensors.append(Tensor(name: name, shape: [values.count], values: values))
        }
      }
    }
    let disorder = ModelFileError.inconsistent(
      "the scores of label \"sort\" are not finite and in order")
    for values in [[0, 2, 1], [0, 1, .infinity], [-.infinity, 0, 1], [0, .nan, 1]] as [[Float]] {
      #expect(try replaced(values) as? ModelFileError == disorder)
    }
    #expect(try replaced(nil) as? ModelFileError == .missingTensor("calibration.sort"))
    #expect(
      try replaced([0, 1]) as? ModelFileError
        == .wrongShape("calibration.sort", found: [2], expected: [3]))
    let integers = try error { document in
      document.tensors.removeAll { $0.name == "calibration.sort" }
      document.tensors.append(Tensor(name: "calibration.sort", values: [0, 1, 2] as [Int32]))
    }
    #expect(
      integers as? SafetensorsError
        == .wrongDataType(tensor: "calibration.sort", expected: .f32, found: .i32))
  }

  @Test("tensors of scores that no description tells of are too many")
  func untold() throws {
    let found = try error {
      $0.description = $0.description.replacing(["calibration"], by: nil) ?? .null
    }
    #expect(found as? ModelFileError == .extraTensors(5))
  }

  @Test("scores as a stranger may write them make sets, however far out they are")
  func strange() throws {
    var model = try ExampleModel.make()
    let most = Float.greatestFiniteMagnitude
    model.calibration = ConformalCalibration(
      labels: [[-most, most], [0, 0], [-5, -4], [7, 8], [-most, -most]].map {
        CalibrationScores(rowCount: 2, kept: $0)
      })
    let decoded = try ModelFile.decode(try ModelFile.encode(model))
    let (rows, predictions) = try decoded.predictions(csv: ExampleModel.table)
    for value in [0.001, 0.3, 0.6, 0.999] {
      let sets = try decoded.predictionSets(of: predictions, at: try CoverageLevel(value))
      #expect(sets.count == 5)
      for set in sets { #expect((0..<rows).allSatisfy { !(set.size(row: $0) < 0) }) }
    }
  }
}
