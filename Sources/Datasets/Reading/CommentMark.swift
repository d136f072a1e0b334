internal import CTextKernels

/// What lines begin with that are no data, for comparison with bytes.
struct CommentMark: Sendable {
  private let bytes: [UInt8]

  /// - Parameter text: The mark; nil if no line is a comment.
  init(_ text: String?) {
    bytes = Array((text ?? "").utf8)
  }

  /// Whether there may be comments.
  var isUsed: Bool { !bytes.isEmpty }

  /// Whether a text begins with the mark.
  func begins(_ text: ArraySlice<UInt8>) -> Bool {
    isUsed && text.starts(with: bytes)
  }

  /// Lends the mark to a kernel.
  func withKernelComment<Result>(_ body: (et_comment) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { bytes in
      body(et_comment(mark: bytes.baseAddress, size: bytes.count))
    }
  }
}
