import DurableFiles
import Foundation
import Testing

struct AtomicFileTests {
  @Test("a file is made or replaced, and nothing else is left in the folder")
  func write() throws {
    try inTemporaryFolder { folder in
      let file = folder.appending(path: "model")
      for text in ["old", "new and longer", ""] {
        try AtomicFile(path: file.path).write(Data(text.utf8))
        #expect(try String(contentsOf: file, encoding: .utf8) == text)
        #expect(try names(in: folder) == ["model"])
      }
    }
  }

  @Test("a link is followed: its file is replaced, and a pipe is written to")
  func links() throws {
    try inTemporaryFolder { folder in
      let (target, link) = (folder.appending(path: "target"), folder.appending(path: "link"))
      try AtomicFile(path: target.path).write(Data("old".utf8))
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: target)
      try AtomicFile(path: link.path).write(Data("new".utf8))
      #expect(try String(contentsOf: target, encoding: .utf8) == "new")
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == target.path)

      let pipe = folder.appending(path: "pipe").path
      try #require(mkfifo(pipe, 0o600) == 0)
      // Opened for both, a pipe waits for no other side, nor for something to read.
      let descriptor = open(pipe, O_RDWR | O_NONBLOCK)
      try #require(descriptor >= 0)
      let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
      try AtomicFile(path: pipe).write(Data("through".utf8))
      #expect(try handle.read(upToCount: 7) == Data("through".utf8))
      #expect(try names(in: folder) == ["link", "pipe", "target"])
    }
  }

  @Test("where it cannot be written, the error names the file and nothing has changed")
  func unwritable() throws {
    try inTemporaryFolder { folder in
      let file = folder.appending(path: "file")
      try AtomicFile(path: file.path).write(Data("old".utf8))
      try FileManager.default.createDirectory(
        at: folder.appending(path: "folder/inner"), withIntermediateDirectories: true)
      // A folder that is not there, a file in a folder's stead, a folder in a file's stead.
      let places = [("nowhere/model", ENOENT), ("file/model", ENOTDIR), ("folder", EISDIR)]
      for (name, code) in places {
        let path = folder.appending(path: name).path
        let error = try #require(throws: FileError.self) {
          try AtomicFile(path: path).write(Data("new".utf8))
        }
        #expect(error.path == path)
        #expect(error.description.hasPrefix("\(path): cannot be written: "))
        #expect(error.systemCode == code)
      }
      #expect(try String(contentsOf: file, encoding: .utf8) == "old")
      #expect(try names(in: folder) == ["file", "folder"])
      #expect(try names(in: folder.appending(path: "folder")) == ["inner"])
    }
  }
}
