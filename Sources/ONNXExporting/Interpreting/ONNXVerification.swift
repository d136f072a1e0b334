package import Datasets
package import Exporting
internal import Foundation
internal import Losses
internal import Statistics
internal import Training

/// How far the graph of a file and the model that it was made of are apart: the file is read again and
/// its graph computed by `GraphInterpreter`.
package struct ONNXVerification: Sendable {
  /// How many rows both predicted.
  package let rows: Int
  /// The largest difference of a number, over the number itself or the spread of the training labels,
  /// whichever is larger; and of a probability.
  package let largest: Double
  /// The output that differs most; nil where nothing differs.
  package let output: String?
  /// In how many cells another class is predicted.
  package let otherClasses: Int

  /// What may be lost to the precision of Floats.
  package static let tolerance = 1e-5

  /// Whether the file says what the model does. Classes that are as probable as each other, but for
  /// what may be lost, count as the same.
  package var holds: Bool { largest <= Self.tolerance && otherClasses == 0 }

  /// Compares both on rows of a table, and on odd ones: with all cells missing, with unknown categories,
  /// and with numbers far out.
  ///
  /// - Parameters:
  ///   - table: Columns as they were read, dates as seconds; nil for the odd rows alone.
  ///   - most: The most rows of the table, which are those at equal distances.
  /// - Throws: Where the file cannot be read again.
  package init(
    _ file: ONNXFile, of stored: StoredPredictor, on table: Dataset?, most: Int = 1_000,
    threads: Int
  ) throws {
    let graph = try OperatorGraph(decoding: file.bytes)
    let predictor = stored.predictor
    let rows = VerifiedRows(predictor, graph.inputs, table, most: most)
    let found = GraphInterpreter(graph).outputs(rows.feeds)
    let predictions = predictor.predictions(
      for: try rows.dataset.replacing(predictor.reading.dateFeatures), threads: threads)
    var (largest, output, otherClasses) = (0.0, String?.none, 0)
    let outputs = graph.outputs.filter { $0.type == .float }.map(\.name)
    precondition(outputs.count == predictor.labels.count, "numbers of each label")
    func note(_ difference: Double, _ name: String) {
      guard difference > largest || difference.isNaN else { return }
      (largest, output) = (difference.isNaN ? .infinity : difference, name)
    }
    for (index, label) in predictor.labels.enumerated() {
      let name = outputs[index]
      guard let numbers = found[name]?.numbers else { continue }
      let spread = label.kind.isClass ? 1 : predictor.statistics[index].spread
      let expected =
        label.kind == .binary
        ? predictions[index].flatMap { [1 - $0, $0] } : predictions[index]
      for (number, expected) in zip(numbers, expected) where number != expected {
        if number.isNaN && expected.isNaN { continue }
        note(abs(number - expected) / max(label.kind.isClass ? 1 : abs(expected), spread), name)
      }
      guard label.kind.isClass, case .texts(let classes)? = found[label.name]?.values else {
        continue
      }
      otherClasses += label.otherClasses(
        classes, predictions[index], above: predictor.thresholds[index])
    }
    self.rows = rows.dataset.rowCount
    self.largest = largest
    self.output = output
    self.otherClasses = otherClasses
  }
}

extension Label {
  /// How many of some classes are not those that probabilities ask for.
  fileprivate func otherClasses(
    _ found: [String], _ predictions: [Double], above threshold: Double?
  ) -> Int {
    let near = ONNXVerification.tolerance
    return found.indices.count { row in
      if kind == .binary {
        let probability = predictions[row]
        let threshold = threshold ?? DecisionThreshold.usual
        let predicted = DecisionThreshold.predictedClass(of: probability, above: threshold)
        return found[row] != classes[predicted] && abs(probability - threshold) > near
      }
      let own = predictions[row * outputCount..<(row + 1) * outputCount]
      guard let place = classes.firstIndex(of: found[row]), let most = own.max() else {
        return true
      }
      return most - own[own.startIndex + place] > near
    }
  }
}

/// The rows that a graph and a model are compared on.
private struct VerifiedRows {
  /// As they are read, dates as seconds.
  let dataset: Dataset
  /// The same for the graph.
  let feeds: [String: InterpretedTensor]

  init(
    _ predictor: any Predictor, _ ports: [OperatorGraph.Port], _ table: Dataset?, most: Int
  ) {
    let taken: [Int]
    if let table {
      let step = max((table.rowCount + most - 1) / most, 1)
      taken = Array(stride(from: 0, to: table.rowCount, by: step))
    } else {
      taken = []
    }
    let dates = predictor.reading.dateFeatures
    var columns: [Column] = []
    var feeds: [String: InterpretedTensor] = [:]
    var count = 0
    for port in ports {
      let column = table?[port.name]
      if port.type == .string {
        var texts: [String?] = []
        if case .categorical(let values)? = column?.values {
          texts = taken.map { row in
            values.codes[row] < 0 ? nil : values.categories[Int(values.codes[row])]
          }
        }
        texts += OddRows.texts(port, of: predictor)
        columns.append(.texts(port.name, texts))
        feeds[port.name] = InterpretedTensor(
          .texts(texts.map { $0 ?? "" }), shape: [texts.count, 1])
        count = texts.count
      } else {
        var numbers: [Double] = []
        if case .numeric(let values)? = column?.values { numbers = taken.map { values[$0] } }
        numbers += OddRows.numbers(port, of: predictor, dates: dates)
        let values = Numbers(numbers)
        columns.append(Column(name: port.name, values: .numeric(values)))
        let read = (0..<values.count).map { values[$0] }
        feeds[port.name] = InterpretedTensor(
          port.type == .float ? .floats(read.map { Float($0) }) : .doubles(read),
          shape: [read.count, 1])
        count = read.count
      }
    }
    dataset = Dataset(rowCount: count, columns: columns)
    self.feeds = feeds
  }
}

/// Rows that no careful user has, and every model meets.
private enum OddRows {
  /// How many there are.
  private static let count = 8

  /// A category that training did not know, texts that look like others, and missing cells.
  static func texts(_ port: OperatorGraph.Port, of predictor: any Predictor) -> [String?] {
    let known = predictor.schema.readFeatures.first { $0.name == port.name }.flatMap { feature in
      switch feature.encoding {
      case .oneHot(let slots), .embedding(let slots, _): slots.categories.first
      case .numeric, .embeddedNumber: nil
      }
    }
    return [nil, "no such category", known, nil, "", known, "ä¼ 🙂", "no such category"].map {
      $0 == "" ? nil : $0
    }
  }

  /// Missing cells, the middle of the training numbers, and numbers far out of them.
  static func numbers(
    _ port: OperatorGraph.Port, of predictor: any Predictor, dates: [DateFeatures]
  ) -> [Double] {
    let middle: Double
    let scale: Double
    if let date = dates.first(where: { $0.name == port.name }) {
      (middle, scale) = (date.first, 86_400)
    } else {
      switch predictor.schema.readFeatures.first(where: { $0.name == port.name })?.encoding {
      case .numeric(let scaling): (middle, scale) = (scaling.mean, scaling.deviation)
      case .embeddedNumber(let number): (middle, scale) = (number.centre, number.scale)
      default: (middle, scale) = (0, 1)
      }
    }
    return [
      .nan, middle, middle + 1e3 * scale, middle - 1e3 * scale, .nan, middle + 10 * scale,
      middle - 10 * scale, 0,
    ]
  }
}
