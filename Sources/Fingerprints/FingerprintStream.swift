internal import CXXHash
public import Foundation

/// Takes in values one after the other and gives the fingerprint of all of them.
///
/// Before each value goes the number of its bytes, so that the same bytes cut elsewhere have
/// another fingerprint.
public final class FingerprintStream {
  private let state: OpaquePointer

  /// Nothing yet.
  public init() {
    guard let state = XXH3_createState() else { preconditionFailure("no memory for a fingerprint") }
    self.state = state
    XXH3_128bits_reset(state)
  }

  deinit { XXH3_freeState(state) }

  /// Takes in some bytes.
  public func add(_ bytes: Data) {
    bytes.withUnsafeBytes(add)
  }

  /// Takes in the UTF-8 of a text.
  public func add(_ text: String) {
    Array(text.utf8).withUnsafeBytes(add)
  }

  /// Takes in the bytes of numbers as they lie in memory.
  public func add<Number: BitwiseCopyable>(_ numbers: [Number]) {
    numbers.withUnsafeBytes(add)
  }

  /// The fingerprint of what was taken in so far.
  public var fingerprint: Fingerprint {
    let digest = XXH3_128bits_digest(state)
    return Fingerprint(high: digest.high64, low: digest.low64)
  }

  private func add(_ bytes: UnsafeRawBufferPointer) {
    withUnsafeBytes(of: UInt64(bytes.count).littleEndian, append)
    append(bytes)
  }

  /// Takes in bytes without their number before them.
  fileprivate func append(_ bytes: UnsafeRawBufferPointer) {
    _ = XXH3_128bits_update(state, bytes.baseAddress, bytes.count)
  }
}

extension Fingerprint {
  /// The fingerprint of bytes alone, in whatever pieces they come: what `xxh128sum` prints of a file
  /// that holds them.
  public init(ofBytes pieces: [Data]) {
    let stream = FingerprintStream()
    for piece in pieces { piece.withUnsafeBytes(stream.append) }
    self = stream.fingerprint
  }
}
