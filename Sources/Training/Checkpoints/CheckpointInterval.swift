/// How often a run is saved, besides at its end. Written as a number and a unit: `1epoch`, `5epochs`,
/// `200000rows`, `90s`, `10min`, or `epoch` for every one; `never` for not at all.
public enum CheckpointInterval: Equatable, Sendable {
  /// At the end of every so many epochs.
  case epochs(Int)
  /// After every so many training rows, wherever in an epoch that is.
  case rows(Int)
  /// After so many seconds, wherever in an epoch that is.
  case seconds(Double)
  /// Not at all, not even at the end.
  case never
}

extension CheckpointInterval: LosslessStringConvertible {
  /// As a command line writes it.
  public var description: String {
    switch self {
    case .epochs(1): "epoch"
    case .epochs(let count): "\(count)epochs"
    case .rows(let count): "\(count)rows"
    case .seconds(let seconds): "\(seconds)s"
    case .never: "never"
    }
  }

  /// What a text means; nil for any that is no interval.
  public init?(_ description: String) {
    let text = description.filter { $0 != " " }
    let unit = String(text.drop { $0.isNumber || $0 == "." })
    let number = text.dropLast(unit.count)
    let count = number.isEmpty ? 1 : Int(number) ?? 0
    let amount = Double(number) ?? 0
    switch unit {
    case "never" where number.isEmpty: self = .never
    case "epoch" where count > 0, "epochs" where count > 0: self = .epochs(count)
    case "row" where count > 0, "rows" where count > 0: self = .rows(count)
    case "s" where amount > 0: self = .seconds(amount)
    case "min" where amount > 0: self = .seconds(60 * amount)
    case "h" where amount > 0: self = .seconds(3600 * amount)
    default: return nil
    }
  }
}

/// When a run was saved last, and whether it is time again.
struct CheckpointTurn {
  private let interval: CheckpointInterval
  private var epochs = 0
  private var rows = 0
  private var savedAt = 0.0

  init(_ interval: CheckpointInterval) {
    self.interval = interval
  }

  /// Counts a step of so many rows.
  mutating func add(rows count: Int) { rows += count }

  /// Counts an epoch.
  mutating func addEpoch() { epochs += 1 }

  /// Whether it is time, so many seconds after the run began.
  func isDue(at seconds: Double) -> Bool {
    switch interval {
    case .epochs(let count): epochs >= count
    case .rows(let count): rows >= count
    case .seconds(let most): seconds - savedAt >= most
    case .never: false
    }
  }

  /// Begins to count anew.
  mutating func saved(at seconds: Double) {
    (epochs, rows, savedAt) = (0, 0, seconds)
  }
}
