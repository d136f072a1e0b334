/// How often a run is saved, besides at its end. Written as a number and a unit: `1epoch`,
/// `5epochs`, `200000rows`, `90s`, `10min`, or `epoch` for every one, however short; `auto` for
/// what costs little, `never` for not at all.
public enum CheckpointInterval: Equatable, Sendable {
  /// At the end of an epoch, and within one that takes longer than ten minutes; not before two
  /// seconds have passed since the last time, nor 29 times what saving took then, so that a run
  /// never spends more than a tenth of its time on it.
  case automatic
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
    case .automatic: "auto"
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
    case "auto" where number.isEmpty: self = .automatic
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
