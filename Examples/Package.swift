// swift-tools-version: 6.2

import PackageDescription

// Programs that use Equipoise as anyone may: `swift run --package-path Examples TrainFromFile`.
let package = Package(
  name: "examples",
  dependencies: [.package(name: "equipoise", path: "..")],
  targets: [
    "TrainFromFile", "TrainFromArrays", "OwnScheme", "OwnLoss", "LoadAndPredict", "PredictRow",
  ].map {
    .executableTarget(name: $0, dependencies: [.product(name: "Equipoise", package: "equipoise")])
  },
  swiftLanguageModes: [.v6]
)
