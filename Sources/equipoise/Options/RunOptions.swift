import ArgumentParser

/// Where a run is written to.
struct RunOptions: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The folder to write; it must not exist yet.", valueName: "run"))
  var output: String

  @Flag(help: "Replace the run that is there already.")
  var overwrite = false

  func validate() throws {
    guard !output.isEmpty else { throw ValidationError("--output is empty; name a folder") }
  }
}
