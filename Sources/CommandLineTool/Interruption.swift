import CLibrary
import Synchronization

/// Whether someone wants the program to end: Ctrl-C, a terminal that closes, a system that shuts
/// down.
///
/// The first signal is noted, and whoever watches ends in order; a second one of the same kind ends
/// the program at once.
enum Interruption {
  fileprivate static let noted = Atomic<CInt>(0)
  private static let signals = [SIGINT, SIGTERM, SIGHUP]

  /// The signal that was noted, if any.
  static var signal: CInt? {
    let signal = noted.load(ordering: .relaxed)
    return signal == 0 ? nil : signal
  }

  /// Does something during which signals are noted.
  static func watched<Result>(_ body: () throws -> Result) rethrows -> Result {
    // The handler must not be the first to use it.
    noted.store(0, ordering: .relaxed)
    var before = signals.map { _ in sigaction() }
    // A program may be started by a thread that blocks them, and inherits that.
    var watched = sigset_t()
    sigemptyset(&watched)
    for (index, signal) in signals.enumerated() {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = note
      // The system's own way of handling it comes back with the first signal.
      action.sa_flags = CInt(bitPattern: SA_RESETHAND) | SA_RESTART
      sigaction(signal, nil, &before[index])
      // What was started to outlive its terminal does.
      if before[index].isIgnored { continue }
      sigaction(signal, &action, nil)
      sigaddset(&watched, signal)
    }
    pthread_sigmask(SIG_UNBLOCK, &watched, nil)
    defer {
      for (index, signal) in signals.enumerated() { sigaction(signal, &before[index], nil) }
    }
    return try body()
  }
}

/// What the system calls on a signal.
private func note(_ signal: CInt) {
  Interruption.noted.store(signal, ordering: .relaxed)
}

extension sigaction {
  fileprivate var isIgnored: Bool {
    unsafeBitCast(__sigaction_handler.sa_handler, to: Int.self) == 1
  }
}
