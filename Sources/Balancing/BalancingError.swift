public import Remedies

/// What can go wrong between naming a scheme and taking a step with it.
public enum BalancingError: Error, Equatable, Sendable {
  /// No scheme has that name.
  case unknownScheme(name: String, suggestion: String?, known: [String])
  /// A parameter without a default was left out.
  case missingParameter(scheme: String, parameter: String, meaning: String)
  /// A parameter has a value outside its range.
  case badParameter(scheme: String, parameter: String, value: String, allowed: String)
  /// More parameters were given than the scheme has.
  case tooManyParameters(scheme: String, extra: String, form: String)
  /// A weight was given for a task that does not exist.
  case unknownTask(name: String, suggestion: String?, known: [String])
  /// Fixed weights do not cover each task once.
  case weightsDoNotCoverTasks(given: Int, missing: [String])
  /// A task's initial or prior loss is not a positive number, so nothing can be divided by it.
  case unusableReference(task: String, reference: String, value: Double)
  /// A user's task weight is negative or not finite.
  case badTaskWeight(task: String, value: Double)
  /// A loss is negative under a scheme that divides by losses or takes their logarithm.
  case negativeLoss(task: String, value: Double)
  /// A task's loss or gradient was not finite for too many steps in a row.
  case nonFinite(task: String, quantity: Quantity, value: Double, steps: Int)
  /// A scheme for one primary task was asked for, but not which.
  case missingPrimary(scheme: String)
  /// A modifier that reads gradients was asked for beside a scheme that reads losses only.
  case unsuitableModifier(Wording)
  /// A modifier that keeps gradients from a scheme was asked for beside one that needs all of them,
  /// in every step.
  case inflexibleScheme(Wording)
  /// Estimates were asked for of inner products that are had exactly for less.
  case needlessSketch
  /// A saved state belongs to another scheme or other tasks, or cannot be read.
  case unusableState(reason: String)

  /// What was not finite.
  public enum Quantity: String, Sendable {
    case loss, gradient
  }
}

extension BalancingError: Worded {
  /// What happened, where, the value found and the remedy, in plain sentences.
  public var description: String { description(naming: LibraryNaming()) }

  /// The same for readers who call parameters by other names.
  public func description(naming names: any ParameterNaming) -> String {
    wording.text(naming: names)
  }

  private var wording: Wording {
    switch self {
    case .unknownScheme, .missingParameter, .badParameter, .tooManyParameters: requestWording
    case .unknownTask, .weightsDoNotCoverTasks, .badTaskWeight: weightWording
    case .unusableReference(let task, let reference, let value):
      "task \"\(task)\": its \(reference) loss is \(value), and a weight cannot be 1/\(value); "
        + "leave the label out with \(.ignored, .column(task)), or choose another scheme, "
        + "such as equal"
    case .negativeLoss(let task, let value):
      "task \"\(task)\": its loss is \(value), but this scheme needs losses that are not negative; "
        + "choose a loss bounded below by zero (a deviance, not a log-likelihood), or equal, "
        + "power:1 or unit-gradient"
    case .nonFinite(let task, let quantity, let value, let steps):
      "task \"\(task)\": its \(quantity.rawValue) was not finite (\(value)) for \(steps) "
        + "\(steps == 1 ? "step" : "steps in a row"); lower the learning rate, clip the gradient, "
        + "or look for extreme values in the column"
    case .missingPrimary(let scheme):
      "\(.scheme, .literal(scheme)) helps one task by the others; "
        + "name it with \(.primary, .described("LABEL"))"
    case .unsuitableModifier(let option):
      "\(option) needs a scheme that reads gradients, such as unit-gradient; leave it out, or "
        + "choose one that \(.describeSchemes) says reads gradients"
    case .inflexibleScheme(let option):
      "\(option) does not go with a scheme that follows the whole gradients from step to step; "
        + "leave it out, or choose one that \(.describeSchemes) says reads products of gradients"
    case .needlessSketch:
      "\(.gramian, .literal("sketch")) is for the gradients of all shared layers; those of the last "
        + "layer or of the representation cost less as they are: leave it out, or add "
        + "\(.scope, .literal("shared"))"
    case .unusableState(let reason):
      "the saved state of the balancing scheme cannot be used: \(reason); "
        + "continue with the scheme and labels it was saved with, or start anew"
    }
  }

  private var requestWording: Wording {
    switch self {
    case .unknownScheme(let name, let suggestion, let known):
      "there is no balancing scheme \"\(name)\""
        + (suggestion.map { "; did you mean \"\($0)\"?" } ?? ".")
        + " Known schemes: \(known.joined(separator: ", "))"
    case .missingParameter(let scheme, let parameter, let meaning):
      "\(.scheme, .literal(scheme)) needs its parameter \(parameter): \(meaning); "
        + "write \(.scheme, .literal("\(scheme):\(parameter)"))"
    case .badParameter(let scheme, let parameter, let value, let allowed):
      "\(.scheme, .literal(scheme)): \(parameter) is \"\(value)\", but it must be \(allowed)"
    case .tooManyParameters(let scheme, let extra, let form):
      "\(.scheme, .literal(scheme)): \"\(extra)\" is one parameter too many; the form is \(form)"
    default: ""
    }
  }

  private var weightWording: Wording {
    switch self {
    case .unknownTask(let name, let suggestion, let known):
      "a weight is given for \"\(name)\", which is not a label"
        + (suggestion.map { "; did you mean \"\($0)\"?" } ?? ".")
        + " Labels: \(known.joined(separator: ", "))"
    case .weightsDoNotCoverTasks(let given, let missing) where missing.isEmpty:
      "\(given) weights are given, which is not one for each label; "
        + "write one for each, in the labels' order, or NAME=WEIGHT pairs"
    case .weightsDoNotCoverTasks(_, let missing):
      "no weight is given for \(missing.map { "\"\($0)\"" }.joined(separator: ", ")); "
        + "write NAME=WEIGHT for each label, 0 for one that should not train"
    case .badTaskWeight(let task, let value):
      "the weight of task \"\(task)\" is \(value), but it must be a number of zero or more"
    default: ""
    }
  }
}
