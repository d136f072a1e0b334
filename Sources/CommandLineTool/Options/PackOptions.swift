import ArgumentParser
import Packs
import Training

/// How many models are trained, where it is more than one.
struct PackOptions: StatedOptions {
  @Option(
    help: ArgumentHelp(
      """
      Train so many models side by side and predict the mean of those that the validation rows choose for \
      each label: more time for better predictions, in place of tuning. The first model is as without this \
      option; of the others the hidden layers, the activation, dropout, layer norm, the linear path, how \
      numbers are embedded, learning rate, weight decay and scheme are drawn, but for what is given; every \
      fourth learns a single label.
      """, valueName: "models"))
  var pack: Int?

  @Option(
    help: ArgumentHelp(
      """
      Train as many models as can be expected to end within this time, such as 90s, 5min or 2h; with \
      --pack no more than these.
      """, valueName: "duration"))
  var time: TimeLimit?

  /// The most models of a pack.
  private static let mostModels = 1000

  /// Whether there is to be a pack.
  var isAsked: Bool { pack != nil || time != nil }

  /// The most models that are trained.
  var count: Int { pack ?? Self.mostModels }

  func validate() throws {
    guard (1...Self.mostModels).contains(count) else {
      throw ValidationError("--pack is \(count), but must be from 1 to \(Self.mostModels)")
    }
  }
}

/// How long something may take.
struct TimeLimit: Equatable, Sendable {
  /// In seconds, above 0.
  let seconds: Double
}

extension TimeLimit: ExpressibleByArgument, CustomStringConvertible {
  private static let units = ["s": 1.0, "min": 60, "h": 3600]

  /// A number and its unit: `90s`, `5min`, `2h`.
  init?(argument: String) {
    let unit = String(argument.drop { $0.isNumber || $0 == "." })
    guard let size = Self.units[unit], let number = Double(argument.dropLast(unit.count)),
      number > 0, number.isFinite
    else { return nil }
    seconds = number * size
  }

  /// As a command line writes it.
  var description: String { "\(seconds)s" }
}

extension TimeLimit: StatedValue {}
