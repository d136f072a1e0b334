public import Datasets
internal import LinearAlgebra
internal import NeuralNetwork

/// A model made ready to predict rows one by one, as a service does: what does not depend on a row is
/// computed once, and a prediction allocates nothing but its result. (oneDNN allocates a little within
/// each of its products.) A category that is written in another way than in training, and a cell of a
/// cross without training rows, take longer.
///
/// A number is the same as in a table of many rows but for its last digits: of one row and of many
/// sums are rounded in another order. One caller at a time may use it; make one for each thread.
public final class RowPredictor {
  /// A network, and what its epochs and labels are for.
  private struct Member {
    let evaluator: Evaluator
    /// For each epoch kept.
    let parameters: [FloatBuffer]
    /// Which of the encoders it reads.
    let encoder: Int
    let contributions: [Contribution]
    /// What one epoch's network predicts: for each of its labels.
    var predictions: [[Double]]
  }

  /// What a label of a network contributes.
  private struct Contribution {
    /// The label, and where it stands among the network's.
    let label: Int
    let place: Int
    /// Which epoch predicts it.
    let snapshot: Int
    /// What its prediction counts for.
    let share: Double
  }

  /// The labels, in the order of the predictions.
  public let labels: [Label]
  private let layout: RowPrediction.Layout
  private let smearing: [Smearing?]
  private var encoders: [RowEncoder]
  private var members: [Member] = []

  /// Makes a model ready.
  public convenience init(_ model: MultiTaskModel) {
    self.init(model, schemas: [model.schema])
    add(
      model, encoder: 0,
      model.snapshotOfLabel.enumerated().map {
        Contribution(label: $0, place: $0, snapshot: $1, share: 1)
      })
  }

  /// Makes a pack ready.
  public convenience init(_ pack: ModelPack) {
    let encodings = pack.encodings
    self.init(pack, schemas: encodings.schemas)
    for (index, member) in pack.members.enumerated() {
      add(
        member.model, encoder: encodings.ofMember[index],
        pack.contributions(of: index).map {
          Contribution(
            label: $0.label, place: $0.place,
            snapshot: member.model.snapshotOfLabel[$0.place], share: $0.share)
        })
    }
  }

  /// - Parameters:
  ///   - predictor: The model or pack.
  ///   - schemas: The ways in which its networks encode a row.
  private init(_ predictor: some Predictor, schemas: [Schema]) {
    labels = predictor.labels
    layout = RowPrediction.Layout(predictor)
    smearing = predictor.smearing
    encoders = schemas.map {
      RowEncoder(
        $0, dates: predictor.reading.dateFeatures, decimalMark: predictor.reading.decimalMark)
    }
  }

  /// Adds a network.
  private func add(_ model: MultiTaskModel, encoder: Int, _ contributions: [Contribution]) {
    members.append(
      Member(
        evaluator: Evaluator(network: model.network, threads: 1, batchSize: 1),
        parameters: model.snapshots.map { FloatBuffer($0) }, encoder: encoder,
        contributions: contributions,
        predictions: model.labels.map { Array(repeating: 0, count: $0.outputCount) }))
  }

  /// The columns of a row, in their order.
  public var columns: [String] { encoders[0].sources.map(\.name) }

  /// A row of named cells; those that are not named are missing.
  ///
  /// - Throws: `DatasetError` for a name that is no column, and for a cell of another type than the
  ///   column's.
  public func row(_ cells: [String: Cell]) throws(DatasetError) -> [Cell] {
    let sources = encoders[0].sources
    if let unknown = cells.keys.sorted().first(where: { name in
      !sources.contains { $0.name == name }
    }) {
      throw DatasetError(
        .request, column: unknown, problem: "is no column that the model reads",
        remedy: DatasetError.remedy(for: unknown, among: columns))
    }
    var row: [Cell] = []
    for source in sources {
      let cell = cells[source.name] ?? .missing
      switch (cell, source.isNumeric) {
      case (.missing, _), (.number, true), (.text, false): row.append(cell)
      case (.text(let text), true):
        throw DatasetError(
          .data, column: source.name, value: text,
          problem: "is a text, where the model reads numbers",
          remedy: "give a number, or nothing where it is missing")
      case (.number(let number), false):
        throw DatasetError(
          .data, column: source.name, value: "\(number)",
          problem: "is a number, where the model reads categories",
          remedy: "give the category as text")
      }
    }
    return row
  }

  /// Predicts a row.
  ///
  /// - Parameter row: A cell for each of `columns`, of its type: `row` makes one of names.
  public func predict(_ row: [Cell]) -> RowPrediction {
    for index in encoders.indices { encoders[index].encode(row) }
    var values = Array(repeating: 0.0, count: layout.count)
    for index in members.indices { add(index, to: &values) }
    for (label, smearing) in smearing.enumerated() {
      guard let smearing else { continue }
      let place = layout.ranges[label].lowerBound
      values[place] = smearing.mean(of: values[place], labels[label])
    }
    return RowPrediction(values: values, layout: layout)
  }

  /// Adds what a network predicts, by its share of each label.
  private func add(_ index: Int, to values: inout [Double]) {
    for snapshot in members[index].parameters.indices {
      members[index].evaluator.predictRow(
        encoders[members[index].encoder].encoded,
        parameters: members[index].parameters[snapshot], into: &members[index].predictions)
      for contribution in members[index].contributions where contribution.snapshot == snapshot {
        let start = layout.ranges[contribution.label].lowerBound
        for (output, value) in members[index].predictions[contribution.place].enumerated() {
          values[start + output] += contribution.share * value
        }
      }
    }
  }
}

/// What a model predicts of one row.
public struct RowPrediction: Sendable {
  /// For each label its number in the label's units, the probability of the second of two classes,
  /// or the probabilities of all classes, one label's after the other's.
  public let values: [Double]
  fileprivate let layout: Layout

  /// Where each label's values are; made once for all rows.
  fileprivate final class Layout: Sendable {
    let labels: [Label]
    let ranges: [Range<Int>]
    let thresholds: [Double?]
    let count: Int

    init(_ predictor: some Predictor) {
      labels = predictor.labels
      ranges = labels.ranges(\.outputCount)
      thresholds = predictor.thresholds
      count = ranges.last?.upperBound ?? 0
    }
  }

  /// The number, or the probability of the second of two classes; nil for a label of more classes,
  /// and where the model has none of that name.
  public func number(of label: String) -> Double? {
    guard let index = index(of: label), layout.ranges[index].count == 1 else { return nil }
    return values[layout.ranges[index].lowerBound]
  }

  /// The probabilities of the classes, in the order of `Label.classes`; nil for a label without
  /// classes, and where the model has none of that name.
  public func probabilities(of label: String) -> [Double]? {
    guard let index = index(of: label), !layout.labels[index].classes.isEmpty else { return nil }
    let own = values[layout.ranges[index]]
    return own.count == 1 ? own.flatMap { [1 - $0, $0] } : Array(own)
  }

  /// The most probable class, of two that which the label's threshold says; nil for a label without
  /// classes, and where the model has none of that name.
  public func predictedClass(of label: String) -> String? {
    guard let index = index(of: label), !layout.labels[index].classes.isEmpty else { return nil }
    let own = values[layout.ranges[index]]
    guard own.count > 1 else {
      return layout.labels[index].classes[
        DecisionThreshold.predictedClass(
          of: own[own.startIndex], above: layout.thresholds[index])]
    }
    let best = own.indices.reduce(own.startIndex) { own[$1] > own[$0] ? $1 : $0 }
    return layout.labels[index].classes[best - own.startIndex]
  }

  private func index(of label: String) -> Int? {
    layout.labels.firstIndex { $0.name == label }
  }
}
