package import Datasets
internal import NeuralNetwork
package import Packs
package import Runs
package import Training

/// How a pack ended: what `metrics.json` holds and `equipoise train --pack` prints.
package struct PackReport: Encodable {
  /// How many models were trained, and how many some task has a share in.
  package let models, chosen: Int
  /// The seconds that all models' epochs took, one after another.
  package let seconds: Double
  /// The parameters of the models that were chosen, once for each epoch kept.
  package let parameters: Int
  package let rows: TrainingReport.Rows
  package let validation: EvaluationReport?
  package let test: EvaluationReport?
  /// How often prediction intervals hold the test rows' labels; nil where there are none.
  package let predictionIntervals: PredictionIntervalReport?
  /// What features are worth, if that was asked for and could be measured.
  package var importance: ImportanceReport?
  package let members: [PackMemberReport]

  /// Measures a pack on the validation and test rows.
  ///
  /// - Parameters:
  ///   - judged: What it says of them.
  ///   - split: Which rows they are.
  ///   - bootstrap: How its figures get intervals.
  package init(
    _ result: PackTrainer.Result, _ judged: JudgedSplit, split: Split, bootstrap: Bootstrap,
    threads: Int
  ) {
    let pack = result.pack
    func evaluate(_ scored: ScoredTable) -> EvaluationReport {
      EvaluationReport(scored.evaluation(bootstrap, groups: split.groups, threads: threads))
    }
    models = result.records.count
    chosen = pack.members.count
    seconds = result.records.reduce(0) { $0 + ($1.fitted?.history.seconds ?? 0) }
    parameters = pack.keptParameterCount
    rows = TrainingReport.Rows(split, train: split.train.count)
    validation = judged.validation.map(evaluate)
    test = judged.test.map(evaluate)
    // Without rows to make them from there are none.
    predictionIntervals = judged.test.flatMap { try? PredictionIntervalReport(pack, $0) }
    members = result.records.map { PackMemberReport($0, in: pack) }
  }

  package func text(in folder: RunFolder) -> String {
    let summary =
      "\(rows.train.grouped) training rows, \(models) models in \(seconds.short) s of training, \(chosen) of "
      + "them in the mean; \(parameters.grouped) parameters"
    var table = TextTable(
      ["model", "learns", "epochs", "seconds", "skill", "share", "settings"], wordColumns: 2,
      endsInWords: true)
    for member in members {
      table.add([
        "\(member.number)", member.task ?? "all", member.epochs.map { "\($0)" } ?? "–",
        member.seconds.short, member.skill.short, member.meanShare.percentage,
        member.failure.map { "failed: \($0)" } ?? member.settings,
      ])
    }
    let models =
      table.text + "\nskill: on the validation rows, of the model alone; share: mean over the tasks"
    let results = [("validation", validation), ("test", test)].compactMap { name, report in
      report.map { "\(name) (\($0.rows.grouped) rows)\n\($0.text)" }
    }
    let intervals = [predictionIntervals?.text].compactMap { $0 }
    let importance = [importance?.printed].compactMap { $0 }
    return ([summary, models] + results + intervals + importance + ["wrote \(folder.modelPath)"])
      .joined(separator: "\n\n")
  }
}

/// One model of a pack: how it was trained, how well it does alone, and what it counts for.
package struct PackMemberReport: Encodable {
  package let number: Int
  /// The one task it learns; nil where all.
  package let task: String?
  /// What was drawn, in words.
  package let settings: String
  /// How many epochs it took; nil where it failed.
  package let epochs: Int?
  package let seconds: Double?
  /// Its mean skill on the validation rows over the tasks it learns.
  package let skill: Double?
  /// For each task of the pack what its prediction counts for.
  package let shares: [Double]
  /// Why there is no model.
  package let failure: String?

  /// The mean over the tasks of what its prediction counts for.
  package var meanShare: Double { shares.reduce(0, +) / Double(shares.count) }

  init(_ record: PackRecord, in pack: ModelPack) {
    number = record.settings.number
    task = record.settings.task
    settings = record.settings.words
    epochs = record.fitted?.history.epochs.count
    seconds = record.fitted?.history.seconds
    skill = record.fitted?.evaluations.meanSkill
    let place = pack.members.firstIndex { $0.number == record.settings.number }
    shares = pack.shares.map { shares in place.map { shares[$0] } ?? 0 }
    failure = record.outcome.failure
  }
}

extension PackSettings {
  /// What may differ between the models of a pack.
  fileprivate var words: String {
    let network = training.network
    let widths = network.hidden.map(String.init).joined(separator: "-")
    let options =
      [
        widths.isEmpty ? "linear" : widths, network.activation.rawValue,
        "dropout \(network.dropout.short)", "numbers \(numericEmbedding.rawValue)",
        "rate \(training.learningRate.short)", "decay \(training.weightDecay.short)",
      ] + (network.layerNorm ? ["layer norm"] : [])
      + (network.linearPath ? ["linear path"] : []) + (task == nil ? [scheme] : [])
    return options.joined(separator: ", ")
  }
}
