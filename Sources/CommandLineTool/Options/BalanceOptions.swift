public import ArgumentParser
public import Balancing
import Datasets
public import LinearAlgebra
import Training

/// How the tasks are weighted against each other.
struct BalanceOptions: StatedOptions {
  @Option(
    help: ArgumentHelp(
      "How the tasks are weighted against each other; 'equipoise schemes' lists the ways. "
        + "\(Recipe.scheme) if not given.", valueName: "scheme"))
  var balance: String?

  @Option(
    help: ArgumentHelp(
      "A factor on a task's weight. May be repeated.", valueName: "NAME=FACTOR"))
  var taskWeight: [String] = []

  @OptionGroup var helped: PrimaryOptions

  @Option(
    help: ArgumentHelp(
      "Let weights follow the scheme's slowly: the share of a step's weights that is kept.",
      valueName: "share"))
  var balanceEma = 0.0

  @Option(
    help: ArgumentHelp(
      "Ask the scheme every so many steps, and use its weights in between.", valueName: "steps"))
  var balanceEvery = 1

  @Flag(help: "Let a scheme that reads gradients read those of the log losses.")
  var logLosses = false

  @Option(
    help: ArgumentHelp("How long the weights or the update are to be.", valueName: "length"))
  var rescale = Rescaling.native

  @Flag(
    inversion: .prefixedNo,
    help: """
      Multiply each task's weight by the share of its training cells that are labelled, over the mean \
      of these shares. So it is if neither is given.
      """)
  var balanceCoverage: Bool?

  @Flag(
    inversion: .prefixedNo,
    help: """
      Hold a task back while it does not improve on the validation rows: its weight in the shared layers, \
      and the steps of its own, halve with each such epoch, and double again with each better one. So it \
      is if neither is given.
      """)
  var balanceDamping: Bool?

  @Option(
    help: ArgumentHelp(
      "What each label's own layer is trained with: its loss over its prior loss, or the label's "
        + "weight in the shared layers. What suits the scheme if not given.", valueName: "weights"))
  var headWeights: HeadWeights?

  @Option(
    help: ArgumentHelp(
      "Where a scheme reads gradients: at all shared parameters, at the last shared layer's, or at "
        + "the representation that the heads read, for next to nothing. What suits the scheme if "
        + "not given.", valueName: "scope"))
  var gradientScope: GradientScope?

  @Option(
    help: ArgumentHelp(
      "How the products of gradients of all shared parameters are had: exactly, or estimated in a "
        + "fraction of the time from random projections on k columns a layer "
        + "(\(GramianForm.usualColumns) if not given).", valueName: "exact|sketch[:k]"))
  var gramian = "exact"

  func validate() throws {
    guard balanceEma >= 0, balanceEma < 1 else {
      throw ValidationError(
        "--balance-ema is \(balanceEma), but must be from 0 up to but not including 1")
    }
    guard balanceEvery >= 1 else {
      throw ValidationError("--balance-every is \(balanceEvery), but must be at least 1")
    }
    guard GramianForm(gramian) != nil else {
      throw ValidationError(
        "--gramian is '\(gramian)', but must be exact, sketch, or sketch:k with k of at least 1")
    }
  }

  /// The scheme, as it is asked for.
  var scheme: String { balance ?? Recipe.scheme }

  /// What changes the scheme.
  ///
  /// - Parameter recipe: What decides where options do not.
  func modifiers(_ recipe: Recipe) -> BalanceModifiers {
    var modifiers = recipe.modifiers
    modifiers.smoothing = balanceEma
    modifiers.every = balanceEvery
    modifiers.logLosses = logLosses
    modifiers.rescaling = rescale
    modifiers.headWeights = headWeights
    modifiers.scope = gradientScope
    modifiers.coverage = balanceCoverage ?? modifiers.coverage
    modifiers.damping = balanceDamping ?? modifiers.damping
    modifiers.gramian = GramianForm(gramian) ?? .exact
    return modifiers
  }

  /// The options with what was not given as a recipe has it.
  func settled(_ recipe: Recipe) -> BalanceOptions {
    let modifiers = modifiers(recipe)
    var settled = self
    settled.balance = scheme
    settled.balanceCoverage = modifiers.coverage
    settled.balanceDamping = modifiers.damping
    return settled
  }

  /// One factor for each task.
  func taskWeights(_ tasks: [PredictionTask]) throws -> TaskWeights {
    try TaskWeights(parsing: taskWeight, tasks: tasks)
  }
}

extension Rescaling: ExpressibleByArgument {}

extension HeadWeights: ExpressibleByArgument {}

extension GradientScope: ExpressibleByArgument {
  private static let scopes: [GradientScope] = [.shared, .lastShared, .representation]

  /// `shared`, `last` or `representation`.
  public init?(argument: String) {
    guard let scope = Self.scopes.first(where: { $0.argument == argument }) else { return nil }
    self = scope
  }

  var argument: String {
    switch self {
    case .shared: "shared"
    case .lastShared: "last"
    case .representation: "representation"
    }
  }

  /// What may be written.
  public static var allValueStrings: [String] { scopes.map(\.argument) }
}

extension GramianForm {
  /// `exact`, `sketch` or `sketch:k`.
  fileprivate init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    switch (parts[0], parts.count) {
    case ("exact", 1): self = .exact
    case ("sketch", 1): self = .sketch(columns: Self.usualColumns)
    case ("sketch", 2):
      guard let columns = Int(parts[1]), columns > 0 else { return nil }
      self = .sketch(columns: columns)
    default: return nil
    }
  }
}
