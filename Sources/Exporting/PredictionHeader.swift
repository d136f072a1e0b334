public import Datasets
internal import Losses
public import Training

/// The names of the columns of predictions: no two are the same, whatever labels and classes are
/// called.
///
/// Labels are certain of their names; then columns kept from the input take theirs, then what is
/// written of classes, then what is written of prediction sets. Where a name is taken, a kept column
/// is `NAME (input)`, and any other has a number behind it: `NAME (2)`.
public struct PredictionHeader: Equatable, Sendable {
  /// The names in the order of the columns: those kept, then the labels' with what belongs to each.
  public let names: [String]
  /// What a person should know: which columns have other names than they would have by themselves.
  public let notices: [Notice]

  /// Names the columns.
  ///
  /// - Parameters:
  ///   - kept: The names of the columns kept from the input, no two the same.
  ///   - detail: What is written of class labels.
  ///   - sets: For each label its prediction sets; none at all where they are not written.
  public init(
    labels: [Label], kept: [String], detail: ClassDetail, sets: [PredictionSets] = []
  ) {
    var taken = Set(labels.map(\.name))
    var notices: [Notice] = []
    /// The first of the names that is free, or the last with a number behind it.
    ///
    /// - Parameter message: What is told of a column by another name, before that name.
    func claim(_ name: String, or other: String? = nil, saying message: String) -> String {
      var free = name
      if let other, taken.contains(free) { free = other }
      var number = 2
      while taken.contains(free) {
        free = "\(other ?? name) (\(number))"
        number += 1
      }
      taken.insert(free)
      if free != name {
        notices.append(Notice("\(message) is called \(quoted(free))", column: name))
      }
      return free
    }
    let keptNames = kept.map {
      claim(
        $0, or: "\($0) (input)",
        saying: "the predictions have a column of this name: that of the input")
    }
    let classNames = labels.map { label in
      detail.columns(of: label).map {
        claim(
          $0, saying: "another label's predictions have this name: what is told of a class")
      }
    }
    let setNames = zip(labels, sets).map { label, sets in
      sets.columns(of: label).map {
        claim($0, saying: "another column has this name: what is told of prediction intervals")
      }
    }
    let labelNames = labels.indices.flatMap { index in
      [labels[index].name] + classNames[index] + (setNames.isEmpty ? [] : setNames[index])
    }
    names = keptNames + labelNames
    self.notices = notices
  }
}

extension ClassDetail {
  /// What the columns behind a label's own would be called, were no other column there.
  fileprivate func columns(of label: Label) -> [String] {
    guard let count = rankCount(of: label) else {
      return hasProbabilities ? label.classes.map { "\(label.name)=\($0)" } : []
    }
    return (1...count).flatMap { rank in
      let name = rank == 1 ? label.name : "\(label.name)_top\(rank)"
      return (rank == 1 ? [] : [name]) + (hasProbabilities ? ["\(name)_probability"] : [])
    }
  }

  /// How many of the most probable classes are written one after the other; nil where all have a
  /// column for their probability.
  func rankCount(of label: Label) -> Int? {
    guard label.kind == .multiclass, let top else { return nil }
    return min(max(top, 1), label.classes.count)
  }
}
