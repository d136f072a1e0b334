internal import Datasets
internal import Exporting
internal import Foundation
internal import Losses
internal import Statistics
internal import Training

/// What a file says of its model besides the graph, as entries of its metadata.
struct ONNXDescription {
  /// Names and values, in the order in which they are written.
  let entries: [(key: String, value: String)]

  private struct Task: Encodable {
    let name: String
    let kind: LabelKind
    let loss: String
    let priorLoss: Double
    let labels: [OutputLabel]
  }

  private struct OutputLabel: Encodable {
    let name: String
    let kind: LabelKind
    let classes: [String]
    let transform: String?
    let threshold: Double?
  }

  private struct Input: Encodable {
    let name: String
    let type: String
    let holds: String
  }

  init(_ stored: StoredPredictor, version: String) throws {
    let predictor = stored.predictor
    let ranges = predictor.schema.labelRanges
    let tasks = zip(zip(predictor.tasks, ranges), predictor.taskStatistics).map {
      task, statistics in
      Task(
        name: task.0.name, kind: task.0.kind, loss: task.0.lossName,
        priorLoss: statistics.priorLoss,
        labels: zip(task.0.labels, task.1).map { label, index in
          OutputLabel(
            name: label.name, kind: label.kind, classes: label.classes,
            transform: label.transform?.transform.name, threshold: predictor.thresholds[index])
        })
    }
    let inputs = ColumnInputs.ports(predictor.schema, predictor.reading).map { port in
      Input(name: port.name, type: "\(port.type)", holds: port.note)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    func json(_ value: some Encodable) throws -> String {
      String(decoding: try encoder.encode(value), as: UTF8.self)
    }
    entries = [
      ("equipoise_version", version),
      ("equipoise_fingerprint", try ModelFile.fingerprint(of: stored)),
      ("equipoise_inputs", try json(inputs)),
      ("equipoise_tasks", try json(tasks)),
    ]
  }
}
