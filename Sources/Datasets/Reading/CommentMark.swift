internal import CTextKernels

/// What lines begin with that are no data, for comparison with bytes.
struct CommentMark: Sendable {
  private let bytes: [UInt8]
  /// Whether spaces and tabs before the mark are no part of the line.
  private let mayFollowBlanks: Bool

  /// The mark of a layout, which may have none.
  init(_ layout: TextLayout) {
    bytes = Array((layout.comment ?? "").utf8)
    mayFollowBlanks = layout.isDelimitedByBlanks
  }

  /// Whether there may be comments.
  var isUsed: Bool { !bytes.isEmpty }

  /// Whether a line is a comment.
  func begins(_ line: ArraySlice<UInt8>) -> Bool {
    guard isUsed else { return false }
    let text = mayFollowBlanks ? line.drop { $0 == 0x20 || $0 == 0x09 } : line
    return text.starts(with: bytes)
  }

  /// Lends the mark to a kernel.
  func withKernelComment<Result>(_ body: (et_comment) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { bytes in
      body(
        et_comment(
          mark: bytes.baseAddress, size: bytes.count, may_follow_blanks: mayFollowBlanks))
    }
  }
}
