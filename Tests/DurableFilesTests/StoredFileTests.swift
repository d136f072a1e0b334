import DurableFiles
import Foundation
import Testing

struct StoredFileTests {
  @Test("regular files are read, by links too, and nothing that may never end is")
  func read() throws {
    try inTemporaryFolder { folder in
      let file = folder.appending(path: "file")
      try Data("text".utf8).write(to: file)
      let link = folder.appending(path: "link")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
      for url in [file, link] {
        #expect(try StoredFile(path: url.path).read() == Data("text".utf8))
      }
      let pipe = folder.appending(path: "pipe").path
      try #require(mkfifo(pipe, 0o600) == 0)
      for path in [pipe, "/dev/zero", folder.path] {
        let error = try #require(throws: FileError.self) { try StoredFile(path: path).read() }
        #expect(error.problem == "is not a regular file", "\(path)")
        #expect(error.systemCode == nil)
      }
      // A file that claims more than any machine has, without taking the room.
      let huge = folder.appending(path: "huge").path
      try Data().write(to: URL(filePath: huge))
      try #require(truncate(huge, 1 << 42) == 0)
      #expect(
        try #require(throws: FileError.self) { try StoredFile(path: huge).read() }.problem
          .contains("more than this machine has memory"))
      let absent = try #require(throws: FileError.self) {
        try StoredFile(path: folder.path + "/none").read()
      }
      #expect(absent.systemCode == ENOENT)
    }
  }
}
