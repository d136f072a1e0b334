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

      try folder("other").exchangeInSteps(with: folder("run"))
      #expect(try names(in: place) == ["other", "run"])
      #expect(try names(in: place.appending(path: "run")) == ["inner"])

      for exchange in [DurableFolder.exchange, DurableFolder.exchangeInSteps] {
        #expect(throws: FileError.self) { try exchange(folder("nowhere"))(folder("run")) }
        #expect(try names(in: place) == ["other", "run"])
        #expect(try names(in: place.appending(path: "run")) == ["inner"])
      }
    }
  }
}
