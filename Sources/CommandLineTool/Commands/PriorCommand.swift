import ArgumentParser
import Datasets
import Reports
import Statistics

/// `equipoise prior`: what each label costs before anything is learnt.
struct PriorCommand: EquipoiseCommand {
  static let configuration = CommandConfiguration(
    commandName: "prior",
    abstract: "Print what each label costs before anything is learnt.",
    discussion: """
      The initial loss is that of the output 0, the prior loss that of the best constant prediction: \
      the variance of a regression under squared error, the entropy of a class label. The share is \
      what each task makes of the sum of prior losses, as it would under equal weights.
      """)

  @Argument(help: "Tables with the same columns; - is standard input.")
  var data: [String]

  @OptionGroup var labels: LabelOptions
  @OptionGroup var table: TableOptions
  @OptionGroup var computing: ThreadOptions
  @OptionGroup var output: OutputOptions

  func execute() throws {
    let labels = try labels.completed(for: data)
    let bar = ReadingBar(isShown: output.showsProgress)
    let scan = try LabelScan(
      data.map(TableSource.init(argument:)), options: table.readingOptions(of: data),
      labels: labels.specifications(), ignored: labels.ignoredColumns,
      weightColumn: labels.weightColumn, weighting: labels.weighting,
      threads: computing.threads, progress: bar.show)
    bar.finish()
    tell(scan.notices, unless: output.quiet)
    if output.json {
      try Console.printJSON(PriorReport(scan))
    } else {
      try Console.print(PriorTables(scan).text)
    }
  }
}
