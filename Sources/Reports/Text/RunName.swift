package import Comparing

extension PlannedRun {
  /// The run for people.
  package var inWords: String {
    switch subject {
    case .task(let name): "\(name.printable) alone, seed \(seed)"
    case .scheme(let name): "\(name.printable), seed \(seed)"
    }
  }
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
