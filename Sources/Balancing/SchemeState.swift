public import LinearAlgebra
public import RandomNumbers

/// What a scheme remembers from step to step, or a part of it. A checkpoint keeps it, and a file
/// may say anything: before it is taken, a state says whether it fits.
public protocol SchemeState: Codable, Equatable, Sendable {
  /// Whether it has as many numbers in each part as another one that is known to fit, and counts
  /// from which one can count on.
  func fits(_ fresh: Self) -> Bool
}

extension Int: SchemeState {
  /// Whether one can count on from it.
  public func fits(_ fresh: Int) -> Bool { (0...1 << 53).contains(self) }
}

extension Double: SchemeState {
  /// Always.
  public func fits(_ fresh: Double) -> Bool { true }
}

extension Optional: SchemeState where Wrapped: SchemeState {
  /// Always where one is nil: what is not known yet in the one may be in the other.
  public func fits(_ fresh: Wrapped?) -> Bool {
    guard let self, let fresh else { return true }
    return self.fits(fresh)
  }
}

extension Array: SchemeState where Element: SchemeState {
  /// Whether there are as many, and each fits.
  public func fits(_ fresh: [Element]) -> Bool {
    count == fresh.count && zip(self, fresh).allSatisfy { $0.fits($1) }
  }
}

extension SeededGenerator: SchemeState {
  /// Always: reading it has checked it.
  public func fits(_ fresh: SeededGenerator) -> Bool { true }
}

extension GradientMemory: SchemeState {
  /// Whether it is of as many tasks. How many columns it has is compared with the network's when it
  /// meets one.
  public func fits(_ fresh: GradientMemory) -> Bool { taskCount == fresh.taskCount }
}
