import CLibFuzzer
import Glibc

/// Hands inputs to a reader until libFuzzer, by the options on the command line, has had enough.
public func fuzz(
  _ read: @convention(c) (_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt
) -> Never {
  var count = CommandLine.argc
  var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
  exit(LLVMFuzzerRunDriver(&count, &arguments, read))
}
