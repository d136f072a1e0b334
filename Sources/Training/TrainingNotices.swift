public import Datasets
internal import NeuralNetwork
internal import Remedies
internal import Statistics

extension PreparedData {
  /// What a person should know before a run on this table begins, because its result will not be
  /// what they may expect.
  public func notices(for configuration: TrainingConfiguration) -> [Notice] {
    var notices = table.features.constantFeatures(of: schema.features, rows: split.train).map {
      Notice("its cells are the same in every training row: it teaches nothing", column: $0.name)
    }
    notices += unlearntClasses
    if configuration.network.sharing == .separate { notices.append(whatIsShared) }
    let rows = trainingRowCount
    if configuration.batchSize > rows {
      notices.append(
        Notice(
          "\(.batchSize) is \(configuration.batchSize), but there are \(rows) training rows: every "
            + "epoch is a single step on all of them"))
    }
    guard !split.validation.isEmpty else {
      notices.append(
        Notice(
          "there are no validation rows: the last epoch counts as the best, and nothing stops the "
            + "training early"))
      return notices
    }
    return notices + weakJudges
  }

  /// What separate networks have in common, and what schemes do there.
  private var whatIsShared: Notice {
    let layout = table.features.layout
    let numbers = Set(layout.splines.map(\.name) + layout.waves.map(\.name))
    let count = layout.embeddings.count + numbers.count
    guard count == 0 else {
      let columns = count == 1 ? "1 column" : "\(count) columns"
      return Notice(
        "each task has a network of its own; they share the learnt embeddings of \(columns), and "
          + "schemes that read gradients read those of the embeddings")
    }
    return Notice(
      "each task has a network of its own, and nothing is shared: schemes that read gradients find "
        + "none in common, and each task is trained by its own loss over its prior loss")
  }

  /// Classes that the rows which judge have and no training row has: nothing can be learnt of them.
  private var unlearntClasses: [Notice] {
    schema.labels.indices.compactMap { index in
      let counts = judgedRows(of: index)
      let absent = statistics[index].classes.enumerated().filter { code, summary in
        summary.rows == 0 && counts[code] > 0
      }
      guard !absent.isEmpty else { return nil }
      let shown = absent.prefix(5).map { code, summary in
        "\(quoted(summary.name)) (\(counts[code]) \(counts[code] == 1 ? "row" : "rows"))"
      }
      let more = absent.count > shown.count ? " and \(absent.count - shown.count) more" : ""
      let (what, pronoun) = absent.count == 1 ? ("class", "it") : ("classes", "they")
      return Notice(
        "no training row has the \(what) \(shown.joined(separator: ", "))\(more) of the validation "
          + "and test rows: \(pronoun) cannot be learnt, and each such row costs much; move some to "
          + "training, or leave them out", column: schema.labels[index].name)
    }
  }

  /// How many validation and test rows each class of a label has.
  private func judgedRows(of label: Int) -> [Int] {
    var counts = Array(repeating: 0, count: statistics[label].classes.count)
    guard !counts.isEmpty else { return counts }
    for row in split.validation + split.test {
      let code = table.targets[label][Int(row)]
      if !code.isNaN, table.weights.ofLabel(label)?[Int(row)] != 0 { counts[Int(code)] += 1 }
    }
    return counts
  }

  /// Labels of which the validation rows say little or nothing.
  private var weakJudges: [Notice] {
    let constants = validationConstants
    var weak = WeakJudges(rows: split.validation.count, areWeighted: table.weights.rows != nil)
    for (label, constant) in zip(schema.labels, constants) { weak.add(constant, of: label) }
    return weak.notices
  }
}
