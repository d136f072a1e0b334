// swift-tools-version: 6.2

import PackageDescription

// A package of its own: all of it is built for libFuzzer and AddressSanitizer, see `run`.
let package = Package(
  name: "fuzzing",
  dependencies: [.package(name: "equipoise", path: "..")],
  targets: [
    .target(name: "CLibFuzzer"),
    .executableTarget(
      name: "ReadTableFuzzer",
      dependencies: [
        "CLibFuzzer", .product(name: "EquipoiseDatasets", package: "equipoise"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
