public import Datasets
internal import Losses

/// The columns of predictions and their names: no two are the same, whatever labels and classes are
/// called.
///
/// A label has one column, named like it, and behind it what `ClassDetail` says of its classes, then
/// its prediction sets: of numbers `NAME.low` and `NAME.high`, of classes `NAME.set`. Columns kept
/// from the input come first.
///
/// Labels are certain of their names; then columns kept from the input take theirs, then what is
/// written of classes, then what is written of prediction sets. Where a name is taken, a kept column
/// is `NAME (input)`, and any other has a number behind it: `NAME (2)`.
public struct PredictionHeader: Equatable, Sendable {
  /// The names in the order of the columns.
  public private(set) var names: [String]
  /// What a person should know: which columns have other names than they would have by themselves.
  public let notices: [Notice]
  /// What the columns tell.
  private(set) var columns: [PredictionColumn]

  /// Names the columns.
  ///
  /// - Parameters:
  ///   - kept: The names of the columns kept from the input, no two the same.
  ///   - detail: What is written of class labels.
  ///   - hasSets: Whether prediction sets are written.
  public init(labels: [Label], kept: [String], detail: ClassDetail, hasSets: Bool = false) {
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
    typealias Named = (column: PredictionColumn, name: String)
    let keptColumns: [Named] = kept.enumerated().map { place, name in
      let name = claim(
        name, or: "\(name) (input)",
        saying: "the predictions have a column of this name: that of the input")
      return (.kept(place), name)
    }
    let details = labels.enumerated().map { index, label -> [Named] in
      PredictionColumn.details(of: index, label, detail).map { column, name in
        let message = "another label's predictions have this name: what is told of a class"
        return (column, claim(name, saying: message))
      }
    }
    let sets = labels.enumerated().map { index, label -> [Named] in
      guard hasSets else { return [] }
      return PredictionColumn.sets(of: index, label).map { column, name in
        let message = "another column has this name: what is told of prediction intervals"
        return (column, claim(name, saying: message))
      }
    }
    let predictions = labels.enumerated().flatMap { index, label -> [Named] in
      let column: PredictionColumn =
        label.kind.isClass ? .predictedClass(label: index) : .number(label: index)
      return [(column, label.name)] + details[index] + sets[index]
    }
    columns = (keptColumns + predictions).map(\.column)
    names = (keptColumns + predictions).map(\.name)
    self.notices = notices
  }

  /// Of the columns of predictions only those that a person asks for, in that order, behind those
  /// kept from the input.
  ///
  /// - Parameter requests: Each a column's exact name, or else names and patterns separated by commas.
  /// - Throws: `DatasetError` for what is no column.
  public func selecting(_ requests: [String]) throws(DatasetError) -> PredictionHeader {
    let keptCount = columns.prefix { if case .kept = $0 { true } else { false } }.count
    let told = NameIndex(Array(names[keptCount...]))
    let chosen = try told.positions(ofRequested: requests, file: "the predictions")
    var selected = self
    selected.names = names[..<keptCount] + chosen.map { told.names[$0] }
    selected.columns = columns[..<keptCount] + chosen.map { columns[keptCount + $0] }
    return selected
  }
}
