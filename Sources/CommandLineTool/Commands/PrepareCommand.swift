import ArgumentParser
import Datasets
import DurableFiles
import Foundation
import Preparing
import Remedies
import Reports
import Statistics

/// `equipoise prepare`: from tables of text to a folder that other commands read at once.
struct PrepareCommand: EquipoiseCommand {
  static let configuration = CommandConfiguration(
    commandName: "prepare",
    abstract: "Read tables once and keep their columns in a folder.",
    discussion: """
      Writes the folder TABLE: dataset.json with the columns, the labels and what these cost before \
      anything is learnt; and a safetensors file for each group of rows, with a checksum. The tables are \
      read in one pass, and memory does not grow with their rows. Ended too early, the same command goes on \
      behind the last table that was read to its end. Other commands take the folder in place of tables, and \
      its labels where no others are named.
      """)

  @Argument(help: "Tables with the same columns; - is standard input.")
  var data: [String]

  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The folder to write; it must not exist yet.", valueName: "table"))
  var output: String

  @Flag(help: "Replace the prepared table that is there already, once the new one is complete.")
  var overwrite = false

  @OptionGroup(title: "Columns") var labels: LabelOptions
  @OptionGroup(title: "Columns") var columns: ColumnOptions
  @OptionGroup(title: "Reading") var table: TableOptions
  @OptionGroup(title: "Computing") var computing: ThreadOptions
  @OptionGroup(title: "Printing") var printing: OutputOptions

  func validate() throws {
    try columns.refuse(labels)
    try labels.requireLabel()
    guard !output.isEmpty else {
      throw ValidationError("the folder's name is empty; name a folder with -o")
    }
  }

  func execute() throws {
    try checkPlace()
    var options = try table.readingOptions()
    options.columns = try columns.selection(labels: labels, split: [])
    let preparation = TablePreparation(
      data.map(TableSource.init(argument:)), options: options, labels: labels.prepared,
      threads: computing.threads)
    let bar = ReadingBar(isShown: printing.showsProgress)
    do {
      let (index, scan) = try Interruption.watched {
        try preparation.write(
          to: output, begun: tellBegun, progress: bar.show,
          isInterrupted: { Interruption.signal != nil })
      }
      bar.finish()
      tell(scan.notices, unless: printing.quiet)
      try printing.json
        ? Console.printJSON(PreparedReport(index, path: output), onOneLine: true)
        : Console.print(PreparedReport(index, path: output).text)
    } catch let error as InterruptedPreparation {
      bar.finish()
      throw EndedPreparation(error: error, isKept: error.isKept)
    }
  }

  /// Tells that some tables were read before.
  private func tellBegun(count: Int) {
    guard !printing.quiet else { return }
    Console.tell("going on behind \(count) of \(data.count) tables that were read before")
  }

  /// Refuses to write where something is that is not to be replaced.
  private func checkPlace() throws(FileError) {
    guard FileManager.default.fileExists(atPath: output) else { return }
    guard TableSource.file(path: output).preparedPath != nil else {
      throw FileError(
        path: output, problem: "exists and is no prepared table",
        remedy: Remedy("choose another \(.path)"))
    }
    guard overwrite else {
      throw FileError(
        path: output, problem: "holds a prepared table already",
        remedy: Remedy("choose another \(.path), or replace it with \(.overwriting)"))
    }
  }
}

/// What `equipoise prepare` prints.
struct PreparedReport: Encodable {
  let path: String
  let rows: Int
  let columns: Int
  let groups: Int
  let tasks: [PreparedIndex.Task]

  init(_ index: PreparedIndex, path: String) {
    self.path = path
    rows = index.rows
    columns = index.columns.count
    groups = index.groups.count
    tasks = index.tasks
  }

  /// For people.
  var text: String {
    let files = groups == 1 ? "1 file" : "\(groups.grouped) files"
    let tasks = tasks.count == 1 ? "1 task" : "\(tasks.count) tasks"
    return
      "wrote \(rows.grouped) rows of \(columns) columns, for \(tasks), to \(path.printable) in \(files)"
  }
}
