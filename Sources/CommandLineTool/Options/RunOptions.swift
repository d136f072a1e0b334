import ArgumentParser

/// Where a run is written to, or which run goes on, and what is written besides.
struct RunOptions: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: ArgumentHelp("The folder to write; it must not exist yet.", valueName: "run"))
  var output: String?

  @Flag(help: "Replace the run that is there already, once the new one is complete.")
  var overwrite = false

  @Option(
    help: ArgumentHelp(
      "Go on with a run that was interrupted, as it was begun; or with a complete one, for more "
        + "--epochs. DATA need be given only if it has moved.", valueName: "run"))
  var resume: String?

  @Flag(
    help: ArgumentHelp(
      "Write an event file for TensorBoard as well, which can look on while the run is on its way: "
        + "losses, validation metrics, weights, and how the gradients lie. A run that goes on keeps it."
    ))
  var tensorboard = false

  func validate() throws {
    guard (output == nil) != (resume == nil) else {
      throw ValidationError(
        output == nil
          ? "neither a run to write nor one to go on with is named; name a folder with -o or --resume"
          : "-o begins a run and --resume goes on with one; give one of them")
    }
    guard output != "", resume != "" else {
      throw ValidationError("the run's name is empty; name a folder")
    }
    guard !overwrite || output != nil else {
      throw ValidationError("--overwrite goes with -o; --resume replaces its own run when it ends")
    }
  }
}
