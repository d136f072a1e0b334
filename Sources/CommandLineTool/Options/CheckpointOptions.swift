public import ArgumentParser
public import Training

/// How often a run is saved, so that it can go on after whatever ends it.
struct CheckpointOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      How often to save the run on its way: auto, after epochs, but at most every two seconds and for at most \
      a tenth of the time; epoch, after each, however short; 5epochs, 200000rows, 90s, 10min; or never.
      """, valueName: "interval"))
  var checkpointEvery = CheckpointInterval.automatic
}

extension CheckpointInterval: ExpressibleByArgument {}
