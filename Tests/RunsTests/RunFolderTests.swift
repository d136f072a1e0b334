import DurableFiles
import Foundation
import ModelExamples
import NeuralNetwork
import Runs
import Testing
import Training

struct RunFolderTests {
  private func contents(seed: UInt64 = 1) throws -> RunFolder.Contents {
    RunFolder.Contents(
      model: try ExampleModel.make(seed: seed), configuration: Data("{}".utf8),
      metrics: Data("[]".utf8), history: try exampleHistory())
  }

  private static let files = ["config.json", "history.csv", "metrics.json", "model.safetensors"]

  @Test("a run is one folder of four files, and its model is read from folder and file")
  func write() throws {
    try inTemporaryFolder { folder in
      let contents = try contents()
      // A slash at the end is the same folder.
      for name in ["run", "other/"] {
        let run = RunFolder(path: folder.path + "/" + name)
        try run.prepare(overwriting: false)
        try run.write(contents)
        #expect(try names(in: folder.appending(path: name)) == Self.files)
        for path in [run.path, run.modelPath] {
          #expect(try storedModel(at: path).parameters == contents.model.parameters)
        }
        let history = try String(
          contentsOf: folder.appending(path: name).appending(path: "history.csv"),
          encoding: .utf8)
        #expect(history == contents.history.csv)
      }
      #expect(try names(in: folder) == ["other", "run"])
    }
  }

  @Test("a place that is taken or cannot be written to is refused before the training")
  func prepare() throws {
    try inTemporaryFolder { folder in
      let run = RunFolder(path: folder.appending(path: "run").path)
      func problem(_ name: String, overwriting: Bool) throws -> String {
        let run = RunFolder(path: folder.appending(path: name).path)
        return try #require(throws: FileError.self) {
          try run.prepare(overwriting: overwriting)
        }.problem
      }
      try run.write(try contents())
      #expect(try problem("run", overwriting: false) == "holds a run already")
      try run.prepare(overwriting: true)

      try FileManager.default.createDirectory(
        at: folder.appending(path: "thesis/chapter"), withIntermediateDirectories: true)
      try FileManager.default.createDirectory(
        at: folder.appending(path: "empty"), withIntermediateDirectories: false)
      try RunFolder(path: folder.appending(path: "empty").path).prepare(overwriting: false)
      try Data().write(to: folder.appending(path: "file"))
      for overwriting in [false, true] {
        #expect(try problem("thesis", overwriting: overwriting) == "exists and is not a run")
        #expect(try problem("file", overwriting: overwriting) == "exists and is not a run")
        for name in ["nowhere/run", "file/run"] {
          #expect(
            try problem(name, overwriting: overwriting)
              == "is not a folder that can be written to")
        }
      }
    }
  }

  @Test("a run that is written over is replaced as a whole")
  func overwriting() throws {
    try inTemporaryFolder { folder in
      let run = RunFolder(path: folder.appending(path: "run").path)
      try run.write(try contents(seed: 1))
      let new = try contents(seed: 2)
      try run.write(new)
      #expect(try storedModel(at: run.path).parameters == new.model.parameters)
      #expect(try names(in: folder) == ["run"])
      #expect(try names(in: folder.appending(path: "run")) == Self.files)
    }
  }

  @Test("what cannot be written leaves nothing behind and an earlier run as it was")
  func failure() throws {
    try inTemporaryFolder { folder in
      let run = RunFolder(path: folder.appending(path: "run").path)
      let old = try contents(seed: 1)
      try run.write(old)
      // JSON has no infinity: this model cannot be written.
      var description = old.model.description
      description.configuration.dropout = .infinity
      let bad = RunFolder.Contents(
        model: MultiTaskModel(description: description, parameters: old.model.parameters),
        configuration: Data(), metrics: Data(), history: old.history)
      for name in ["run", "new"] {
        let path = folder.appending(path: name).path
        let error = try #require(throws: FileError.self) {
          try RunFolder(path: path).write(bad)
        }
        #expect(error.description.hasPrefix("\(path): cannot be written: "))
      }
      #expect(try names(in: folder) == ["run"])
      // A folder that is not there, one that holds something else, a file.
      try FileManager.default.createDirectory(
        at: folder.appending(path: "thesis/chapter"), withIntermediateDirectories: true)
      try Data("text".utf8).write(to: folder.appending(path: "file"))
      for name in ["nowhere/run", "thesis", "file"] {
        let path = folder.appending(path: name).path
        #expect(throws: FileError.self) { try RunFolder(path: path).write(old) }
      }
      #expect(try storedModel(at: run.path).parameters == old.model.parameters)
      #expect(try names(in: folder) == ["file", "run", "thesis"])
      #expect(try names(in: folder.appending(path: "thesis")) == ["chapter"])
      #expect(
        try String(contentsOf: folder.appending(path: "file"), encoding: .utf8) == "text")
    }
  }

  @Test("a model that is not there or not a model is an error that names the file")
  func unreadable() throws {
    try inTemporaryFolder { folder in
      func message(_ name: String) throws -> String {
        let path = folder.appending(path: name).path
        let error = try #require(throws: (any Error).self) {
          try RunFolder.readPredictor(at: path)
        }
        return "\(error)".replacing(folder.path + "/", with: "")
      }
      try Data("short".utf8).write(to: folder.appending(path: "damaged"))
      try FileManager.default.createDirectory(
        at: folder.appending(path: "empty"), withIntermediateDirectories: false)
      #expect(try message("nowhere").hasPrefix("nowhere: does not exist; name the folder "))
      #expect(try message("damaged").hasPrefix("damaged: not a safetensors file"))
      #expect(try message("empty").hasPrefix("empty: is not a run: there is no model.safetensors"))
    }
  }
}
