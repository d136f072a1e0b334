import Datasets
import Exporting
import Foundation
import ModelExamples
import Testing
import Training

/// Crosses in a model file that contradict the rest of it.
struct CrossChecksTests {
  private static let cross: JSON = [
    "columns": [
      ["name": "colour", "division": ["categories": ["_0": ["red", "blue"]]]],
      ["name": "v", "division": ["bounds": ["_0": [0, 1]]]],
    ],
    "cells": [1, 6], "rows": [3, 2],
    "means": [["name": "x", "label": "price", "overall": 1, "ofCells": [2, 5]]],
  ]

  private func document() throws -> ModelDocument {
    var document = try ModelDocument(try ExampleModel.make())
    document.set(["schema", "crosses"], to: .array([Self.cross]))
    return document
  }

  @Test("a model whose feature is made of others reads those alone")
  func sound() throws {
    let model = try ModelFile.decode(try document().encoded())
    #expect(model.schema.readFeatures.map(\.name) == model.schema.features.dropFirst().map(\.name))
    #expect(try ModelFile.decode(try ModelFile.encode(model)).description == model.description)
  }

  @Test(
    "a contradiction is named",
    arguments: [
      (["columns"], .array([]), "is of no column"), (["means"], .array([]), "makes none"),
      (["columns", 1, "name"], .string("colour"), "has a column twice"),
      (["columns", 1, "name"], .string("size"), "the column \"size\", which is not read so"),
      (["columns", 1, "name"], .string("x"), "the column \"x\", which is not read so"),
      (
        ["columns", 1, "division", "bounds", "_0"], .array([.int(1), .int(1)]),
        "divides the column \"v\" in no usable way"
      ),
      (
        ["columns", 0, "division", "categories", "_0", 1], .string("red"),
        "divides the column \"colour\" in no usable way"
      ),
      (["cells"], .array([.int(6), .int(1)]), "the cells of"),
      (["cells", 1], .int(12), "the cells of"),
      (["cells", 0], .int(-1), "the cells of"), (["rows", 0], .int(0), "the cells of"),
      (["rows", 1], nil, "the cells of"),
      (
        ["means", 0, "name"], .string("z"), "makes the column \"z\", which is no feature of numbers"
      ),
      (["means", 0, "name"], .string("size"), "makes the column \"size\""),
      (["means", 0, "ofCells", 1], nil, "has no usable means"),
    ] as [([JSON.Step], JSON?, String)])
  func contradiction(path: [JSON.Step], value: JSON?, message: String) throws {
    var document = try document()
    document.set(["schema", "crosses", 0] + path, to: value)
    let data = try document.encoded()
    let error = try #require(throws: ModelFileError.self) { try ModelFile.decode(data) }
    #expect(error.description.contains(message), "\(error)")
  }
}
