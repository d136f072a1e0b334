internal import Datasets
internal import Losses

/// What one column of predictions tells of a row.
enum PredictionColumn: Equatable, Sendable {
  /// A column of the input, by its place among those kept.
  case kept(Int)
  /// A number or count in the label's units.
  case number(label: Int)
  /// The most probable class, of two that which the threshold says.
  case predictedClass(label: Int)
  /// The probability of a class.
  case probability(label: Int, ofClass: Int)
  /// The class that is the most probable but for so many, …
  case rankedClass(label: Int, rank: Int)
  /// … and its probability.
  case rankedProbability(label: Int, rank: Int)
  /// The ends of a prediction interval, rounded outwards.
  case low(label: Int)
  case high(label: Int)
  /// The classes of a prediction set, in the order of the model's.
  case classSet(label: Int)

  /// The label that is told of; nil of a column of the input.
  var label: Int? {
    switch self {
    case .kept: nil
    case .number(let label), .predictedClass(let label), .probability(let label, _),
      .rankedClass(let label, _), .rankedProbability(let label, _), .low(let label),
      .high(let label), .classSet(let label):
      label
    }
  }

  /// What is told of a label besides its prediction, each with the name it would have were no other
  /// column there.
  static func details(
    of index: Int, _ label: Label, _ detail: ClassDetail
  ) -> [(column: PredictionColumn, name: String)] {
    guard label.kind.isClass else { return [] }
    guard let count = detail.rankCount(of: label) else {
      guard detail.hasProbabilities else { return [] }
      return label.classes.enumerated().map {
        (.probability(label: index, ofClass: $0), "\(label.name)=\($1)")
      }
    }
    return (0..<count).flatMap { rank -> [(PredictionColumn, String)] in
      let name = rank == 0 ? label.name : "\(label.name)_top\(rank + 1)"
      return (rank == 0 ? [] : [(.rankedClass(label: index, rank: rank), name)])
        + (detail.hasProbabilities
          ? [(.rankedProbability(label: index, rank: rank), "\(name)_probability")] : [])
    }
  }

  /// What is told of a label's prediction sets, named alike.
  static func sets(of index: Int, _ label: Label) -> [(column: PredictionColumn, name: String)] {
    label.kind.isClass
      ? [(.classSet(label: index), "\(label.name).set")]
      : [(.low(label: index), "\(label.name).low"), (.high(label: index), "\(label.name).high")]
  }
}
