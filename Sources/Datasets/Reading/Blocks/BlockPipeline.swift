internal import Dispatch
internal import Synchronization

/// The blocks of one source on their way from the file to typed cells.
///
/// Threads take from it whatever is to be done next: one at a time cuts the next block, and any
/// number read blocks that were cut. The thread that runs the pipeline also joins what was read, in
/// the order of the source. There are only so many blocks: where reading is behind, the thread that
/// cuts finds no memory for another block, and helps to read.
final class BlockPipeline: Sendable {
  private struct State {
    var spare: [BlockMemory]
    var isCutting = false
    var cut: [TextBlock] = []
    var read: [ParsedBlock] = []
    var plan: ParsingPlan
    /// The block to be joined next.
    var next: Int
    /// The number of blocks, once the last one has been cut.
    var count: Int?
    var isStopped = false
    /// What threads that found nothing to do wait for.
    var idle: [DispatchSemaphore] = []
  }

  /// What a thread is to do.
  private enum Job {
    case cut(BlockMemory)
    case read(TextBlock, ParsingPlan)
    case join(ParsedBlock)
    case wait
    case stop
  }

  private let state: Mutex<State>
  private let cutter: SharedCutter

  /// - Parameters:
  ///   - cutter: Has the rest of the source.
  ///   - first: The sequence number of its next block.
  ///   - blockCount: How many blocks there may be at a time.
  init(_ cutter: SharedCutter, from first: Int, plan: ParsingPlan, blockCount: Int) {
    self.cutter = cutter
    let spare = (0..<blockCount).map { _ in BlockMemory() }
    state = Mutex(State(spare: spare, plan: plan, next: first))
  }

  /// Reads all blocks with this thread and others, and joins them in order.
  ///
  /// - Parameter join: Takes a block in, and returns how blocks are to be read from now on.
  func run(
    threads: Int, join: (ParsedBlock) throws(DatasetError) -> ParsingPlan
  ) throws(DatasetError) {
    let helpers = DispatchGroup()
    for _ in 1..<max(threads, 1) {
      DispatchQueue.global().async(group: helpers) { self.help() }
    }
    defer {
      change { $0.isStopped = true }
      helpers.wait()
    }
    let wake = DispatchSemaphore(value: 0)
    var room = TextRoom()
    while true {
      switch nextJob(wake, joins: true) {
      case .cut(let memory): cut(into: memory)
      case .read(let block, let plan): read(block, plan, &room)
      case .join(let block):
        let plan = try join(block)
        change { state in
          state.plan = plan
          state.spare.append(block.memory)
        }
      case .wait: wake.wait()
      case .stop: return
      }
    }
  }

  /// Does what another thread may do, until there is nothing more.
  private func help() {
    let wake = DispatchSemaphore(value: 0)
    var room = TextRoom()
    while true {
      switch nextJob(wake, joins: false) {
      case .cut(let memory): cut(into: memory)
      case .read(let block, let plan): read(block, plan, &room)
      case .wait: wake.wait()
      case .join, .stop: return
      }
    }
  }

  private func cut(into memory: BlockMemory) {
    let (block, isAtEnd) = cutter.next(reusing: memory)
    change { state in
      state.cut.append(block)
      if isAtEnd { state.count = block.sequence + 1 } else { state.isCutting = false }
    }
  }

  private func read(_ block: TextBlock, _ plan: ParsingPlan, _ room: inout TextRoom) {
    let parsed = plan.read(block, room: &room)
    change { $0.read.append(parsed) }
  }

  /// Takes the most urgent job: to join, as only one thread can; then to cut, on which all else
  /// depends.
  private func nextJob(_ wake: DispatchSemaphore, joins: Bool) -> Job {
    state.withLock { state in
      if state.isStopped || state.next == state.count { return .stop }
      if joins, let index = state.read.firstIndex(where: { $0.sequence == state.next }) {
        state.next += 1
        return .join(state.read.remove(at: index))
      }
      if !state.isCutting, let memory = state.spare.popLast() {
        state.isCutting = true
        return .cut(memory)
      }
      if !state.cut.isEmpty { return .read(state.cut.removeFirst(), state.plan) }
      state.idle.append(wake)
      return .wait
    }
  }

  /// Changes the state, and wakes the threads that may find something to do now.
  private func change(_ body: @Sendable (inout State) -> Void) {
    let idle = state.withLock { state in
      body(&state)
      let idle = state.idle
      state.idle = []
      return idle
    }
    for wake in idle { wake.signal() }
  }
}
