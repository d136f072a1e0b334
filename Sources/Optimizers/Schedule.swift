import Foundation
internal import Suggestions

/// A learning-rate schedule: what multiple of the base rate each step takes.
///
/// The rate climbs linearly over the warm-up's steps (Goyal et al. 2017, "Accurate, Large Minibatch
/// SGD", section 2.2) and then follows the decay over the remaining ones.
public struct Schedule: Codable, Equatable, Sendable {
  /// What the rate does after the warm-up.
  public let decay: Decay
  /// The part of the steps over which the rate climbs.
  public let warmup: Warmup

  /// Creates a schedule from a floor or a fraction from 0 to 1 and a number of steps from 0.
  public init(_ decay: Decay = .constant, warmup: Warmup = .steps(0)) {
    precondition(decay.isValid && warmup.isValid, "a schedule's rate lies between 0 and 1")
    self.decay = decay
    self.warmup = warmup
  }

  /// The multiple of the base rate for one step.
  ///
  /// With k warm-up steps of T in all: (step + 1)/k for step < k, so that no step is lost to a rate
  /// of zero; from step k on, where the rate is 1, the decay at (step − k)/(T − k). The end of the
  /// decay is reached at step T, after the last step, and kept from there on.
  ///
  /// - Parameters:
  ///   - step: The number of steps taken before this one.
  ///   - total: The number of steps T of the whole training.
  /// - Returns: A number from 0 to 1.
  public func rate(step: Int, of total: Int) -> Double {
    let climbing = warmup.steps(of: total)
    if step < climbing { return Double(step + 1) / Double(climbing) }
    guard step < total else { return decay.rate(progress: 1) }
    return decay.rate(progress: Double(step - climbing) / Double(total - climbing))
  }
}

extension Schedule {
  /// What the rate does after the warm-up. Written `constant`, `linear` or `cosine`, the latter two
  /// with the fraction they end at after a colon where it is not 0: `cosine:0.1`.
  public enum Decay: Equatable, Sendable {
    /// 1 throughout.
    case constant
    /// From 1 to `floor` in a straight line: 1 − (1 − floor) t.
    case linear(floor: Double)
    /// From 1 to `floor` along half a cosine wave, floor + (1 − floor)(1 + cos πt)/2 (Loshchilov
    /// and Hutter 2017, "SGDR", eq. (5), without restarts).
    case cosine(floor: Double)

    fileprivate var isValid: Bool {
      switch self {
      case .constant: true
      case .linear(let floor), .cosine(let floor): (0...1).contains(floor)
      }
    }

    /// The multiple of the base rate when the share `progress` (t, from 0 to 1) of the steps is
    /// done.
    fileprivate func rate(progress: Double) -> Double {
      switch self {
      case .constant: 1
      case .linear(let floor): 1 - (1 - floor) * progress
      case .cosine(let floor): floor + (1 - floor) * (1 + cos(.pi * progress)) / 2
      }
    }
  }

  /// How long the rate climbs. Written as a whole number of steps, `500`, or with a decimal point
  /// as a fraction of all of them, `0.05`.
  public enum Warmup: Equatable, Sendable {
    /// Over the first so many steps; over none, the rate is full from the first step on.
    case steps(Int)
    /// Over this fraction of all steps, rounded to the nearest step.
    case fraction(Double)

    fileprivate var isValid: Bool {
      switch self {
      case .steps(let count): count >= 0
      case .fraction(let fraction): (0...1).contains(fraction)
      }
    }

    /// The number of steps it takes in a training of `total`.
    fileprivate func steps(of total: Int) -> Int {
      switch self {
      case .steps(let count): min(count, total)
      case .fraction(let fraction): Int((fraction * Double(total)).rounded())
      }
    }
  }
}

extension Schedule.Decay: CustomStringConvertible {
  /// Reads a decay as it is written on the command line.
  ///
  /// - Throws: `ScheduleError` where the name is unknown or the floor is not a number from 0 to 1.
  public init(parsing text: String) throws(ScheduleError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard parts.count == 2 else {
      self = try Self(name: name, floor: 0)
      return
    }
    let floor = Double(parts[1]) ?? .nan
    self = try Self(name: name, floor: floor)
    guard self != .constant else { throw .constantWithFloor(found: text) }
    guard isValid else { throw .badFloor(found: String(parts[1])) }
  }

  private init(name: String, floor: Double) throws(ScheduleError) {
    switch name {
    case "constant": self = .constant
    case "linear": self = .linear(floor: floor)
    case "cosine": self = .cosine(floor: floor)
    default: throw .unknownDecay(found: name)
    }
  }

  /// The decay as it is written on the command line.
  public var description: String {
    switch self {
    case .constant: "constant"
    case .linear(let floor): floor == 0 ? "linear" : "linear:\(floor)"
    case .cosine(let floor): floor == 0 ? "cosine" : "cosine:\(floor)"
    }
  }
}

extension Schedule.Warmup: CustomStringConvertible {
  /// Reads a warm-up as it is written on the command line.
  ///
  /// - Throws: `ScheduleError.badWarmup` where it is neither a whole number from 0 nor a fraction
  ///   from 0 to 1.
  public init(parsing text: String) throws(ScheduleError) {
    if let steps = Int(text), steps >= 0 {
      self = .steps(steps)
    } else if Int(text) == nil, let fraction = Double(text), (0...1).contains(fraction) {
      self = .fraction(fraction)
    } else {
      throw .badWarmup(found: text)
    }
  }

  /// The warm-up as it is written on the command line.
  public var description: String {
    switch self {
    case .steps(let count): "\(count)"
    case .fraction(let fraction): "\(fraction)"
    }
  }
}

extension Schedule.Decay: CodedAsText {}
extension Schedule.Warmup: CodedAsText {}

/// What is wrong with the text of a schedule.
public enum ScheduleError: Error, Equatable, Sendable {
  /// No decay has that name.
  case unknownDecay(found: String)
  /// The fraction after the colon is not a number from 0 to 1.
  case badFloor(found: String)
  /// A constant rate has no fraction to end at.
  case constantWithFloor(found: String)
  /// The warm-up is neither a number of steps nor a fraction.
  case badWarmup(found: String)
}

extension ScheduleError: CustomStringConvertible {
  private static let names = ["constant", "cosine", "linear"]

  /// A sentence that says what was found and what may be written instead.
  public var description: String {
    switch self {
    case .unknownDecay(let found):
      "unknown schedule \"\(found)\"; \(NearMiss.question(for: found, among: Self.names))"
        + "known are \(Self.names.joined(separator: ", "))"
    case .badFloor(let found):
      "\"\(found)\" is not a fraction of the learning rate to end at; "
        + "use a number from 0 to 1, as in cosine:0.1"
    case .constantWithFloor(let found):
      "\"\(found)\": a constant rate does not end at another; "
        + "write constant alone, or linear or cosine"
    case .badWarmup(let found):
      "\"\(found)\" is not a warm-up; use a whole number of steps, as in 500, "
        + "or a fraction of them up to 1, as in 0.05"
    }
  }
}
