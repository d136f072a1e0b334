import DurableFiles
import Foundation
import Testing

struct FolderLockTests {
  @Test("one at a time has a folder's lock, and it is free again when that one is gone")
  func lock() throws {
    try inTemporaryFolder { folder in
      do {
        let lock = try FolderLock(of: folder.path)
        let error = try #require(throws: FileError.self) { try FolderLock(of: folder.path) }
        #expect(error.problem == "is being written by another process")
        #expect(error.systemCode == EWOULDBLOCK)
        withExtendedLifetime(lock) {}
      }
      let again = try FolderLock(of: folder.path)
      again.removeFile()
      #expect(try names(in: folder) == [])
    }
  }
}
