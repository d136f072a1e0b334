package import Comparing

extension PlannedRun {
  /// The run for people.
  package var inWords: String {
    switch subject {
    case .task(let name): "\(name.printable) alone, \(round.inWords)"
    case .scheme(let name): "\(name.printable), \(round.inWords)"
    }
  }
}

extension ComparisonRound {
  /// The round for people, who count folds from 1.
  var inWords: String { "seed \(seed)" + (fold.map { ", fold \($0 + 1)" } ?? "") }
}

extension PlannedRun.Subject {
  /// What was trained, for machines.
  package var identifier: String {
    switch self {
    case .task(let name): "single:\(name)"
    case .scheme(let name): "shared:\(name)"
    }
  }
}
