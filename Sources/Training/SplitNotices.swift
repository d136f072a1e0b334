public import Datasets
internal import Remedies
internal import Splitting

extension LabelledTable {
  /// What of a split, and of the features under it, would make figures better than they are: rows
  /// that equal training rows, and features that say what a label is.
  public func notices(of split: Split) -> [Notice] {
    let columns = splittable.features
    let repeated = RepeatedRows(columns).shared(by: split).map(notice)
    let disguises = LabelDisguise.all(among: columns, labels: labels, rows: split.train)
    let shown = disguises.prefix(Self.mostDisguises).map(\.notice)
    let more = disguises.count - shown.count
    return repeated + shown
      + (more > 0 ? [Notice("\(more) more pairs of a column and a label are like that")] : [])
  }

  private static let mostDisguises = 3

  /// Where a row stands.
  private func name(of row: Int) -> String {
    places.map { "\($0[row].file):\($0[row].line)" } ?? "data row \(row + 1)"
  }

  private func notice(_ shared: RepeatedRows.Shared) -> Notice {
    let (rows, have) = shared.count == 1 ? ("row", "has") : ("rows", "have")
    return Notice(
      Wording(
        "\(shared.count) of the \(shared.of) \(shared.part.rawValue) rows \(have) the same features "
          + "as a training row (the first \(rows == "row" ? "is" : "of them is") "
          + "\(name(of: shared.first)), which equals \(name(of: shared.equalTo))): what is learnt by "
          + "heart counts as skill there"),
      remedy: Remedy(
        .parameter(
          .repeatsTogether, .literal("true"), purpose: "to keep such rows in one part")))
  }
}
