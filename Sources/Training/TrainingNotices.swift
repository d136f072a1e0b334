public import Datasets
internal import NeuralNetwork
internal import Statistics

extension PreparedData {
  /// What a person should know before a run on this table begins, because its result will not be what
  /// they may expect.
  public func notices(for configuration: TrainingConfiguration) -> [Notice] {
    var notices = table.features.constantFeatures(of: schema.features, rows: split.train).map {
      Notice("its cells are the same in every training row: it teaches nothing", column: $0.name)
    }
    notices += unlearntClasses
    let rows = split.train.count
    if configuration.batchSize > rows {
      notices.append(
        Notice(
          "--batch-size is \(configuration.batchSize), but there are \(rows) training rows: every "
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

  /// Classes that the rows which judge have and no training row has: nothing can be learnt of them.
  private var unlearntClasses: [Notice] {
    schema.tasks.indices.compactMap { task in
      let counts = judgedRows(of: task)
      let absent = statistics[task].classes.enumerated().filter { code, summary in
        summary.rows == 0 && counts[code] > 0
      }
      guard !absent.isEmpty else { return nil }
      let shown = absent.prefix(5).map { code, summary in
        "\"\(summary.name)\" (\(counts[code]) \(counts[code] == 1 ? "row" : "rows"))"
      }
      let more = absent.count > shown.count ? " and \(absent.count - shown.count) more" : ""
      let (what, pronoun) = absent.count == 1 ? ("class", "it") : ("classes", "they")
      return Notice(
        "no training row has the \(what) \(shown.joined(separator: ", "))\(more) of the validation "
          + "and test rows: \(pronoun) cannot be learnt, and each such row costs much; move some to "
          + "training, or leave them out", column: schema.tasks[task].name)
    }
  }

  /// How many validation and test rows each class of a label has.
  private func judgedRows(of task: Int) -> [Int] {
    var counts = Array(repeating: 0, count: statistics[task].classes.count)
    guard !counts.isEmpty else { return counts }
    for row in split.validation + split.test {
      let label = table.targets[task][Int(row)]
      if !label.isNaN, table.rowWeights?[Int(row)] != 0 { counts[Int(label)] += 1 }
    }
    return counts
  }

  /// Labels of which the validation rows say little or nothing.
  private var weakJudges: [Notice] {
    let constants = validationConstants
    var weak = WeakJudges(rows: split.validation.count, areWeighted: table.rowWeights != nil)
    for (task, constant) in zip(schema.tasks, constants) { weak.add(constant, of: task) }
    return weak.notices
  }
}

/// What is to be said of labels whose validation rows cannot choose an epoch well.
private struct WeakJudges {
  /// How many validation rows there are.
  private let rows: Int
  /// Whether a row may have the weight zero.
  private let areWeighted: Bool
  private var unlabelled: [Notice] = []
  private var settled: [Notice] = []
  private var few: [(rows: Int, notice: Notice)] = []
  private var single: [(share: Double, notice: Notice)] = []

  /// With fewer rows a single one can turn the choice.
  private static let fewRows = 10
  /// Beyond this part of what the constant costs, a single row outweighs all others together.
  private static let largeShare = 0.5
  /// As many labels are told of one by one.
  private static let mostNotices = 3

  init(rows: Int, areWeighted: Bool) {
    self.rows = rows
    self.areWeighted = areWeighted
  }

  /// Takes in what a label's constant costs on the validation rows.
  mutating func add(_ constant: ConstantLoss, of task: PredictionTask) {
    func notice(_ message: String) -> Notice { Notice(message, column: task.name) }
    let having = "\(constant.rows) of the \(rows) validation rows"
    guard constant.rows > 0 else {
      unlabelled.append(
        notice(
          "none of the \(rows) validation rows has this label"
            + "\(areWeighted ? " and a weight above zero" : ""): it has no part in choosing the best "
            + "epoch"))
      return
    }
    guard constant.mean != 0 else {
      settled.append(
        notice(
          "the training labels' best constant is right on all validation rows with this label "
            + "(\(having)): it has no part in choosing the best epoch, and no skill there"))
      return
    }
    // Of few rows in all there is one notice.
    if constant.rows < Self.fewRows, rows >= Self.fewRows {
      let message =
        "this label is in \(having) only: a single row can decide which epoch is best; give "
        + "validation more rows with it"
      few.append((constant.rows, notice(message)))
    } else if constant.rows >= Self.fewRows, constant.largestShare > Self.largeShare {
      let percent = Int((100 * constant.largestShare).rounded(.down))
      let loss =
        task.loss == .squaredError
        ? ", or take a loss that makes less of it: --label \(task.name):regression:huber" : ""
      let message =
        "a single one of the \(constant.rows) validation rows with this label makes up \(percent) % of "
        + "what the training labels' best constant costs there, so that it decides which epoch is "
        + "best; give validation more rows\(loss)"
      single.append((constant.largestShare, notice(message)))
    }
  }

  /// A notice for each label; where many have the same to be said, the worst and how many there are.
  var notices: [Notice] {
    let general =
      rows < Self.fewRows
      ? [
        Notice(
          "there \(rows == 1 ? "is 1 validation row" : "are \(rows) validation rows") only: a single "
            + "row can decide which epoch is best; give validation more rows")
      ] : []
    return general + unlabelled + settled
      + Self.shortened(few.sorted { $0.rows < $1.rows }.map(\.notice)) {
        "\($0) more labels are in fewer than \(Self.fewRows) validation rows"
      }
      + Self.shortened(single.sorted { $0.share > $1.share }.map(\.notice)) {
        "of \($0) more labels a single validation row decides which epoch is best"
      }
  }

  private static func shortened(_ notices: [Notice], rest: (Int) -> String) -> [Notice] {
    let hidden = notices.count - mostNotices
    return hidden > 0 ? notices.prefix(mostNotices) + [Notice(rest(hidden))] : notices
  }
}
