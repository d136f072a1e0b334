// swift-tools-version: 6.2

import PackageDescription

let equipoise: [Target.Dependency] = [
  "FuzzerLoop", "ModelSeal", .product(name: "EquipoiseFiles", package: "equipoise"),
]

// A package of its own: all of it is built for libFuzzer and AddressSanitizer, see `run`.
let package = Package(
  name: "fuzzing",
  dependencies: [.package(name: "equipoise", path: "..")],
  targets: [
    .target(name: "CLibFuzzer"),
    .target(name: "FuzzerLoop", dependencies: ["CLibFuzzer"]),
    .target(
      name: "ModelSeal", dependencies: [.product(name: "EquipoiseFiles", package: "equipoise")]),
    .executableTarget(
      name: "ReadTableFuzzer",
      dependencies: [
        "FuzzerLoop", .product(name: "EquipoiseDatasets", package: "equipoise"),
      ]),
    .executableTarget(name: "ReadModelFuzzer", dependencies: equipoise),
    .executableTarget(name: "ReadDescriptionFuzzer", dependencies: equipoise),
  ],
  swiftLanguageModes: [.v6]
)
