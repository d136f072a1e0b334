import ArgumentParser

/// What is printed, and for whom.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print the result as JSON.")
  var json = false

  @Flag(name: [.short, .long], help: "Print nothing but the result and errors.")
  var quiet = false

  /// Whether a person watches.
  var showsProgress: Bool { !quiet && !json && Console.isInteractive }
}
