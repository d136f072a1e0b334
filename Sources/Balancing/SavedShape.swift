import LinearAlgebra
import RandomNumbers

/// Whether a scheme's state, as a file has it, has the shape of the scheme's own: as many numbers in
/// each part, and counts that can be counted on from. A file may say anything.
struct SavedShape {
  /// A state of the right shape.
  let fresh: Any

  /// Counts that can be counted on from.
  static let counts = 0...1 << 53

  func fits(_ state: Any) -> Bool {
    Self.fits(state, fresh)
  }

  private static func fits(_ state: Any, _ fresh: Any) -> Bool {
    switch (state, fresh) {
    case (let count as Int, _):
      return counts.contains(count)
    case (let memory as GradientMemory, let fresh as GradientMemory):
      // How many columns it has is compared with the network's when it meets one.
      return memory.taskCount == fresh.taskCount
    case (is SeededGenerator, _):
      return true
    default:
      let (parts, freshParts) = (Mirror(reflecting: state), Mirror(reflecting: fresh))
      // What is not known yet in the one may be in the other.
      if parts.displayStyle == .optional { return true }
      return parts.children.count == freshParts.children.count
        && zip(parts.children, freshParts.children).allSatisfy { fits($0.value, $1.value) }
    }
  }
}
