internal import Foundation
internal import Synchronization

/// Something that is made on another thread before it is needed.
final class ReadAhead<Value: Sendable>: Sendable {
  private let made = Mutex<Value?>(nil)
  private let done = DispatchGroup()

  init(_ make: @escaping @Sendable () -> Value) {
    done.enter()
    DispatchQueue.global().async { [self] in
      let value = make()
      made.withLock { $0 = value }
      done.leave()
    }
  }

  /// The value, once it is made.
  var value: Value {
    done.wait()
    guard let value = made.withLock({ $0 }) else {
      preconditionFailure("who has made it has left it here")
    }
    return value
  }
}
