internal import Datasets
internal import Losses
package import Training

/// How well a model predicts some rows: what `equipoise evaluate` prints.
package struct EvaluationReport: Encodable {
  package let rows: Int
  package let meanSkill: Double?
  package let meanSkillInterval: Interval?
  package let tasks: [TaskEvaluation]
  package let resampling: Evaluation.Resampling?
  /// The rows that cost most, if they were asked for.
  package var worst: WorstRowsReport?

  package init(_ evaluation: Evaluation) {
    rows = evaluation.rows
    meanSkill = evaluation.meanSkill
    meanSkillInterval = evaluation.meanSkillInterval
    tasks = evaluation.tasks
    resampling = evaluation.resampling
  }

  package var text: String {
    var table = TextTable(
      ["task", "kind", "labelled", "loss", "constant loss", "prior loss", "skill"], wordColumns: 2)
    for (name, line) in lines {
      table.add([
        name, line.kind.rawValue, line.labelled.grouped, line.loss.short, line.constantLoss.short,
        line.priorLoss.short, line.skillText,
      ])
    }
    let metrics = metricTables.map { metrics in
      var table = TextTable(["task"] + metrics.names)
      for line in metrics.lines { table.add([line.name] + line.cells) }
      return table.text
    }
    let last = ["mean skill \(meanSkill.short(within: meanSkillInterval))", note].compactMap(\.self)
    let ends = [last.joined(separator: "\n"), worst?.text].compactMap(\.self)
    return ([table.text] + metrics + ends).joined(separator: "\n\n")
  }

  /// What stands in brackets, and what losses are of, in sentences; nil where nothing is to be said.
  package var note: String? {
    let sentences = [intervalNote].compactMap(\.self) + transformNotes
    return sentences.isEmpty ? nil : sentences.joined(separator: " ")
  }

  private var intervalNote: String? {
    resampling.map { resampling in
      let drawn = resampling.groups.map { "\($0.grouped) groups of rows" } ?? "the rows"
      return "In brackets \((100 * resampling.level).short) % intervals: percentile bootstrap, "
        + "\(resampling.resamples.grouped) resamples of \(drawn)."
    }
  }

  /// Which tasks' losses are not of the labels themselves.
  private var transformNotes: [String] {
    let transforms = tasks.compactMap(\.transform).reduce(into: [String]()) { names, name in
      if !names.contains(name) { names.append(name) }
    }
    return transforms.map { transform in
      let names = tasks.filter { $0.transform == transform }.map(\.name)
      return
        "The losses of \(names.joined(separator: ", ")) are of the \(transform) of the label, the "
        + "metrics in the label's own units."
    }
  }

  /// What has a line of its own in tables: each task, and behind one of several labels the first of
  /// these, called `TASK: LABEL`. All are in the JSON.
  package var lines: [(name: String, evaluation: TaskEvaluation)] {
    tasks.flatMap { task in
      [(task.name, task)]
        + (task.labels ?? []).prefix(Self.mostLabels).map { ("\(task.name): \($0.name)", $0) }
    }
  }

  /// Of a task of several labels so many have lines of their own.
  static let mostLabels = 12
}

extension TaskEvaluation {
  /// The skill and what it lies between.
  package var skillText: String { skill.short(within: intervals?.skill) }
}
