/// The texts that stand for a missing cell, for comparison with bytes.
struct MissingMarkers: Sendable {
  private var markers: [[UInt8]]
  /// Whether a marker begins with the byte: most cells are told apart by it.
  private var isFirstByte: [Bool]

  init(_ texts: [String]) {
    markers = texts.map { Array($0.utf8) }.filter { !$0.isEmpty }
    isFirstByte = [Bool](repeating: false, count: 256)
    for marker in markers { isFirstByte[Int(marker[0])] = true }
  }

  /// Whether a cell with this text, without spaces around it, is missing.
  func contains(_ text: Span<UInt8>) -> Bool {
    guard !text.isEmpty else { return true }
    guard isFirstByte[Int(text[0])] else { return false }
    return markers.contains { marker in text.isEqual(to: marker.span) }
  }
}

extension Span<UInt8> {
  /// Whether both hold the same bytes.
  func isEqual(to other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] { return false }
    return true
  }
}
