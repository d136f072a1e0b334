internal import Synchronization

/// A cutter of blocks that threads take turns with.
final class SharedCutter: Sendable {
  // Locked for as long as a block takes; only the one thread that is cutting asks for it.
  private let cutter: Mutex<BlockCutter>

  init(_ cutter: sending BlockCutter) {
    self.cutter = Mutex(cutter)
  }

  /// The next block, and whether the source ends with it.
  ///
  /// - Parameter memory: That of a block that is not used any more.
  func next(reusing memory: BlockMemory = BlockMemory()) -> (block: TextBlock, isLast: Bool) {
    cutter.withLock { cutter in (cutter.next(reusing: memory), cutter.isAtEnd) }
  }
}
