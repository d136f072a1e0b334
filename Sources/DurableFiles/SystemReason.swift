internal import Foundation

/// Why the operating system refused something, in its own words.
package struct SystemReason: Equatable, Sendable {
  /// Its number, where there is one.
  package let code: CInt?
  /// What it says, such as "No space left on device".
  package let text: String

  /// The reason of a failed call.
  package init(code: CInt) {
    self.code = code
    text = String(cString: strerror(code))
  }

  /// The reason behind an error of Foundation, which wraps it, and where there is none what the
  /// error says itself.
  package init(_ error: any Error) {
    let error = error as NSError
    let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError
    let posix = [error, underlying].compactMap(\.self).first { $0.domain == NSPOSIXErrorDomain }
    // Some of them are no NSError on all platforms.
    let other = error.userInfo[NSUnderlyingErrorKey] as? POSIXError
    code = posix.map { CInt($0.code) } ?? other?.code.rawValue
    text = posix.map { String(cString: strerror(CInt($0.code))) } ?? error.localizedDescription
  }

  /// What to do where a file could not be written for it.
  package var writingRemedy: String? {
    switch code {
    case ENOSPC, EDQUOT: "make room on that disk"
    case EFBIG: "raise the limit on the size of files (ulimit -f), or choose a larger file system"
    case EROFS, EACCES, EPERM: "choose a folder that you may write to"
    default: nil
    }
  }
}
