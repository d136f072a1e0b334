internal import Datasets
package import Statistics
internal import Training

/// What the numbers of a run say to whoever wonders what to do next: at most three sentences, each
/// with its figure; none where there is nothing to say.
package struct TrainingAdvice {
  /// The sentences.
  package let sentences: [String]

  /// A task as the advice sees it.
  package struct Task {
    /// The label's name.
    package let name: String
    /// The loss of its best constant on the training rows.
    package let priorLoss: Double
    /// Its part of the weighted loss in the best epoch; nil where it had none.
    package let weightedShare: Double?
    /// 1 − loss / constant loss on the validation rows, and how many have the label.
    package let validation: (skill: Double, rows: Int)?

    /// Collects what is known of a task.
    package init(
      name: String, priorLoss: Double, weightedShare: Double?,
      validation: (skill: Double, rows: Int)?
    ) {
      self.name = name
      self.priorLoss = priorLoss
      self.weightedShare = weightedShare
      self.validation = validation
    }
  }

  /// Two tasks and the share of an epoch's steps in which their gradients conflicted.
  package typealias Conflict = (task: String, other: String, share: Double)

  // Below these figures a sentence would be no news.
  private static let (smallShare, largeShare, growth, conflict) = (0.01, 0.8, 3.0, 0.5)

  /// - Parameters:
  ///   - balance: The scheme, as it was asked for.
  ///   - conflicts: Of the epoch whose parameters were kept; none under a scheme that reads no
  ///     gradients.
  package init(tasks: [Task], balance: String, conflicts: [Conflict]) {
    sentences = [
      Self.worseThanConstant(tasks), Self.drowned(tasks, balance: balance),
      Self.conflicting(conflicts),
    ].compactMap(\.self)
  }

  /// Labels whose predictions do harm.
  private static func worseThanConstant(_ tasks: [Task]) -> String? {
    let worse = tasks.compactMap { task in
      task.validation.flatMap {
        $0.skill < 0 ? (name: task.name, skill: $0.skill, rows: $0.rows) : nil
      }
    }
    guard let worst = worse.min(by: { $0.skill < $1.skill }) else { return nil }
    let more = worse.count - 1
    let others =
      more == 0 ? "" : more == 1 ? "; 1 more label is below 0" : "; \(more) more labels are below 0"
    return
      "\(worst.name.printable) is predicted worse than by the training labels' best constant: skill "
      + "\(worst.skill.short) on \(worst.rows.grouped) validation rows\(others)."
  }

  /// Labels that equal weights let count for nothing, or for nearly all.
  private static func drowned(_ tasks: [Task], balance: String) -> String? {
    let sum = tasks.reduce(0) { $0 + $1.priorLoss }
    guard tasks.count > 1, sum > 0 else { return nil }
    if balance == "equal" {
      guard let largest = tasks.max(by: { $0.priorLoss < $1.priorLoss }),
        largest.priorLoss / sum > largeShare
      else { return nil }
      return
        "\(largest.name.printable) is \((largest.priorLoss / sum).percentage) of the loss under "
        + "equal weights, before anything is learnt; --balance prior would give it "
        + "\((1 / Double(tasks.count)).percentage)."
    }
    let raised = tasks.filter { task in
      let equal = task.priorLoss / sum
      return equal < smallShare && (task.weightedShare ?? 0) > growth * equal
    }
    guard let smallest = raised.min(by: { $0.priorLoss < $1.priorLoss }),
      let share = smallest.weightedShare
    else { return nil }
    return
      "\(smallest.name.printable) would be \((smallest.priorLoss / sum).percentage) of the loss "
      + "under equal weights; \(balance.printable) gives it \(share.percentage)."
  }

  /// The pair that conflicts most often.
  private static func conflicting(_ conflicts: [Conflict]) -> String? {
    guard let worst = conflicts.max(by: { $0.share < $1.share }), worst.share > conflict else {
      return nil
    }
    return "\(worst.task.printable) and \(worst.other.printable) conflict in "
      + "\(worst.share.percentage) of the best epoch's steps."
  }
}

extension TrainingAdvice {
  /// What a run's record and its validation rows say.
  package init(
    _ statistics: [TaskStatistics], record: TrainingRecord?, balance: String,
    _ validation: EvaluationReport?
  ) {
    let tasks = statistics.enumerated().map { index, label in
      let scored = validation?.tasks[index]
      return Task(
        name: label.task.name, priorLoss: label.priorLoss,
        weightedShare: record?.tasks[index].best.weightedLossShare,
        validation: scored.flatMap { scored in scored.skill.map { ($0, scored.labelled) } })
    }
    self.init(
      tasks: tasks, balance: balance,
      conflicts: (record?.pairs ?? []).map { ($0.task, $0.otherTask, $0.conflictShare) })
  }
}
