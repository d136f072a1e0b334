// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "benchmarks",
  dependencies: [
    .package(name: "equipoise", path: ".."),
    // The convention for a Swift command line: parsing and help.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .executableTarget(
      name: "StepCost",
      dependencies: [
        .product(name: "EquipoiseTraining", package: "equipoise"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "SchemeCost",
      dependencies: [
        .product(name: "EquipoiseTraining", package: "equipoise"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "ReadTable",
      dependencies: [.product(name: "EquipoiseDatasets", package: "equipoise")],
      swiftSettings: strict),
    .executableTarget(
      name: "RowCost", dependencies: [.product(name: "Equipoise", package: "equipoise")],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
