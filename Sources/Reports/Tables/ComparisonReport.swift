package import Comparing
package import Datasets
internal import Exporting
package import Losses
internal import Statistics
internal import Training

/// What a comparison found, for the terminal, for files and for the page.
package struct ComparisonReport {
  package let comparison: Comparison
  package let table: ComparedTable
  package let records: [RunRecord]
  /// The most epochs a model was trained for.
  package let epochs: Int
  /// How many threads trained a model, and how many models at a time.
  package let threads: (perRun: Int, lanes: Int)
  /// The command that makes the same.
  package let command: [String]
  /// What the figures say.
  package let findings: [String]
  /// What sharing costs or saves; nil where no scheme has figures.
  package let sharing: String?

  package init(
    _ trainer: ComparisonTrainer, table: ComparedTable, records: [RunRecord], command: [String]
  ) {
    comparison = Comparison(tasks: table.tasks, plan: trainer.plan, records: records)
    self.table = table
    self.records = records
    epochs = trainer.configuration.epochs
    threads = (trainer.threadsPerRun, trainer.lanes)
    self.command = command
    findings = ComparisonAdvice(comparison).sentences
    sharing = SharingAdvice(comparison, parameters: table.parameters).sentence
  }

  /// What was done, in a sentence.
  package var summary: String {
    "\(comparison.tasks.count) tasks, \(comparison.schemes.count) schemes, "
      + "\(comparison.roundsInWords): \(records.count) models of up to \(epochs) "
      + "\(epochs == 1 ? "epoch" : "epochs") on \(table.trainingRows.grouped) rows, judged on "
      + "\(table.judgingRows.grouped) \(table.judgedOn.rawValue) rows"
  }

  /// The mean over rounds of what a label's constant costs on the rows that judge; all models of a
  /// round have the same. Nil where no model was fitted.
  fileprivate func constantLoss(of task: String) -> Double? {
    let losses = comparison.rounds.compactMap { round in
      records.lazy.filter { $0.run.round == round }.compactMap { record in
        record.fitted?.evaluations.first { $0.name == task }?.constantLoss
      }.first
    }
    return losses.isEmpty ? nil : losses.reduce(0, +) / Double(losses.count)
  }

  /// What `compare.json` holds.
  package var document: ComparisonDocument { ComparisonDocument(self) }

  package var text: String {
    let sentences = findings + [sharing].compactMap(\.self)
    return ([summary] + ComparisonTables(comparison).blocks + [sentences.joined(separator: "\n")])
      .filter { !$0.isEmpty }.joined(separator: "\n\n")
  }
}

/// What `compare.json` holds, and `equipoise compare --json` prints at its end.
package struct ComparisonDocument: Encodable {
  package let seeds: [UInt64]
  package let folds: Int?
  package let epochs: Int
  package let trainingRows: Int
  package let judgedOn: Split.Part
  package let judgingRows: Int
  package let interval: String
  /// The rows that judge over those learnt from, where each round divides the same rows anew.
  package let overlap: Double
  package let correction: String
  package let threadsPerModel: Int
  package let tasks: [Task]
  package let singleTaskSecondsPerEpoch: Double?
  package let parameters: Int
  package let singleTaskParameters: Int
  package let schemes: [Scheme]
  package let copies: [[String]]
  package let failures: [Failure]
  package let findings: [String]
  package let sharing: String?

  package struct Failure: Encodable {
    package let model: String
    package let seed: UInt64
    package let fold: Int?
    package let reason: String
  }

  package struct Task: Encodable {
    package let name: String
    package let kind: LabelKind
    package let metric: String
    /// What the training labels' best constant costs on the rows that judge, mean over rounds.
    package let constantLoss: Double?
    package let priorLoss: Double
    package let equalWeightShare: Double
    package let singleTaskValue: Double?
    package let singleTaskSkill: Double?
  }

  package struct Scheme: Encodable {
    package let name: String
    package let tasks: [SchemeTask]
    package let deltaM: RoundMean?
    package let deltaMVerdict: Verdict?
    package let differenceToEqual: RoundMean?
    package let differenceVerdict: Verdict?
    package let meanRank: Double?
    package let secondsPerEpoch: Double?
    package let sharingCost: SharingCost?
  }

  package struct SchemeTask: Encodable {
    package let name: String
    package let value: Double?
    package let skill: Double?
    package let gain: RoundMean?
  }

  fileprivate init(_ report: ComparisonReport) {
    let comparison = report.comparison
    seeds = comparison.seeds
    folds = comparison.folds
    epochs = report.epochs
    trainingRows = report.table.trainingRows
    judgedOn = report.table.judgedOn
    judgingRows = report.table.judgingRows
    interval = "\(comparison.intervalWords), \(RoundMean.level)"
    overlap = comparison.overlap
    correction = "Holm over schemes, \(Verdict.risk)"
    threadsPerModel = report.threads.perRun
    let shares = TaskStatistics.equalWeightShares(report.table.statistics)
    tasks = comparison.tasks.enumerated().map { index, task in
      Task(
        name: task.name, kind: task.kind, metric: Metric.principal(of: task.loss).name,
        constantLoss: report.constantLoss(of: task.name),
        priorLoss: report.table.statistics[index].priorLoss, equalWeightShare: shares[index],
        singleTaskValue: comparison.singles[index].value,
        singleTaskSkill: comparison.singles[index].skill)
    }
    singleTaskSecondsPerEpoch = comparison.singleSecondsPerEpoch
    parameters = report.table.parameters.shared
    singleTaskParameters = report.table.parameters.single.reduce(0, +)
    schemes = comparison.ranked.map { scheme in
      Scheme(
        name: scheme.name,
        tasks: zip(comparison.tasks, scheme.tasks).map {
          SchemeTask(name: $0.name, value: $1.value, skill: $1.skill, gain: $1.gain)
        },
        deltaM: scheme.deltaM, deltaMVerdict: scheme.deltaMVerdict,
        differenceToEqual: scheme.difference, differenceVerdict: scheme.differenceVerdict,
        meanRank: scheme.meanRank, secondsPerEpoch: scheme.secondsPerEpoch,
        sharingCost: scheme.sharingCost)
    }
    copies = comparison.copies
    failures = comparison.failures.map {
      Failure(
        model: $0.run.subject.identifier, seed: $0.run.seed, fold: $0.run.fold,
        reason: $0.reason)
    }
    findings = report.findings
    sharing = report.sharing
  }
}
