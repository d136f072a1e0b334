import Foundation

/// A file put together by hand as the format's specification says: the header's length in eight
/// little-endian bytes, the header, the body.
func fileBytes(_ header: String, body: [UInt8] = []) -> Data {
  fileBytes(Array(header.utf8), body: body)
}

/// The same with a header that need not be UTF-8.
func fileBytes(_ header: [UInt8], body: [UInt8] = []) -> Data {
  withUnsafeBytes(of: UInt64(header.count).littleEndian) { Data($0) } + header + body
}
