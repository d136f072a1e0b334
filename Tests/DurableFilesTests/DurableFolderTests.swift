import DurableFiles
import Foundation
import Testing

struct DurableFolderTests {
  @Test("the folder that holds something is found whatever the path looks like")
  func holding() {
    let folders = [
      "a": ".", "a/": ".", "a/b": "a", "/a": "/", "/": "/", "/a/b//": "/a", "./a": ".",
    ]
    for (path, folder) in folders {
      #expect(DurableFolder(holding: path).path == folder, "\(path)")
    }
  }

  @Test("a folder takes a free place, and changes places with another one")
  func exchange() throws {
    try inTemporaryFolder { place in
      func folder(_ name: String) -> DurableFolder {
        DurableFolder(path: place.appending(path: name).path)
      }
      try folder("new/inner").create()
      try folder("new").exchange(with: folder("run"))
      #expect(try names(in: place) == ["run"])
      #expect(try names(in: place.appending(path: "run")) == ["inner"])

      try folder("other").create()
      try folder("other").exchange(with: folder("run"))
      #expect(try names(in: place) == ["other", "run"])
      #expect(try names(in: place.appending(path: "other")) == ["inner"])
      #expect(try names(in: place.appending(path: "run")) == [])

      #expect(throws: FileError.self) { try folder("nowhere").exchange(with: folder("run")) }
      #expect(try names(in: place) == ["other", "run"])
    }
  }
}

struct FolderLockTests {
  @Test("one at a time has a folder's lock, and it is free again when that one is gone")
  func lock() throws {
    try inTemporaryFolder { folder in
      do {
        let lock = try FolderLock(of: folder.path)
        let error = try #require(throws: FileError.self) { try FolderLock(of: folder.path) }
        #expect(error.problem == "is being written by another process")
        withExtendedLifetime(lock) {}
      }
      let again = try FolderLock(of: folder.path)
      again.removeFile()
      #expect(try names(in: folder) == [])
    }
  }
}

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
      }
      // A file that claims more than any machine has, without taking the room.
      let huge = folder.appending(path: "huge").path
      try Data().write(to: URL(filePath: huge))
      try #require(truncate(huge, 1 << 42) == 0)
      #expect(
        try #require(throws: FileError.self) { try StoredFile(path: huge).read() }.problem
          .contains("more than this machine has memory"))
      #expect(throws: FileError.self) { try StoredFile(path: folder.path + "/none").read() }
    }
  }
}
