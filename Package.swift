// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// A library stage: its sources, and the tests of the same stem.
func stage(
  _ name: String, uses dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

func tests(
  of name: String, with dependencies: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.byName(name: name)] + dependencies,
    resources: resources, swiftSettings: strict)
}

/// A program that scripts under Benchmarks time.
func benchmark(_ name: String, uses dependencies: [Target.Dependency]) -> Target {
  .executableTarget(
    name: name, dependencies: dependencies, path: "Benchmarks/Sources/\(name)",
    swiftSettings: strict)
}

let package = Package(
  name: "equipoise",
  products: [
    .executable(name: "equipoise", targets: ["CommandLineTool"]),
    // The library: one module to import.
    .library(name: "Equipoise", targets: ["Equipoise"]),
    // Its parts, for who would rather have less: files of models, and those of runs and
    // comparisons.
    .library(
      name: "EquipoiseFiles",
      targets: [
        "Remedies", "DurableFiles", "Fingerprints", "Safetensors", "Exporting", "Comparing",
        "CrossValidating", "Packs", "Runs",
      ]),
    // Training models, without what compares and writes them.
    .library(
      name: "EquipoiseTraining",
      targets: [
        "RandomNumbers", "LinearAlgebra", "Losses", "Remedies", "Datasets", "Splitting",
        "Statistics", "Crosses", "Balancing", "NeuralNetwork", "Optimizers", "Training",
      ]),
    // Reading tables alone, without what trains on them.
    .library(name: "EquipoiseDatasets", targets: ["Datasets", "Losses", "Remedies"]),
  ],
  traits: [
    .trait(
      name: "MPI",
      description: "Training by several processes, under mpirun; needs Open MPI (libopenmpi-dev).")
  ],
  dependencies: [
    // The convention for a Swift command line: parsing, help, completions.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Templates of the HTML reports: escaping where it is due, and markup that stays out of the
    // code.
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    // What TensorBoard reads, and ONNX files, are protocol buffers; this is the official encoder.
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
  ],
  targets: [
    // System libraries: a module map and a shim, nothing else.
    // Inflates gzip files as a stream.
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    // Checksums ten times, and compression of whole blocks twice as fast as zlib's; it cannot inflate
    // a stream.
    .systemLibrary(name: "CDeflate", providers: [.apt(["libdeflate-dev"])]),
    // CSV with quotes, as people write it.
    .systemLibrary(name: "CLibCSV", providers: [.apt(["libcsv-dev"])]),
    // Checksums of models and fingerprints of data, at the speed of memory.
    .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
    // How ranks speak: the engine that clusters run.
    .systemLibrary(name: "COpenMPI", pkgConfig: "ompi-c", providers: [.apt(["libopenmpi-dev"])]),
    // Products of matrices, at the processor's speed.
    .systemLibrary(name: "CDNNL", providers: [.apt(["libdnnl-dev"])]),

    // Shims and kernels in C and C++, where Swift cannot go or cannot be made to vectorise.
    .target(name: "CFolderExchange"),
    .target(name: "CTextKernels"),
    .target(name: "CKernels", linkerSettings: [.linkedLibrary("m")]),
    .target(
      name: "CPlannedProduct", linkerSettings: [.linkedLibrary("dnnl"), .linkedLibrary("gomp")]),
    // What ranks need of MPI, whose names are macros that Swift cannot see; nothing without the
    // trait.
    .target(
      name: "CRanks",
      dependencies: [.target(name: "COpenMPI", condition: .when(traits: ["MPI"]))],
      cSettings: [.define("EQUIPOISE_MPI", .when(traits: ["MPI"]))]),

    // The platform's C library, under one name.
    stage("CLibrary"),
    stage("RandomNumbers", uses: ["CLibrary"]),
    stage("Suggestions"),
    // What errors of all other parts name to mend them, below all of them.
    stage("Remedies"),
    stage("DurableFiles", uses: ["CFolderExchange", "Remedies"]),
    stage("Fingerprints", uses: ["CXXHash"]),
    stage(
      "EventFiles",
      uses: ["DurableFiles", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
      exclude: ["Event.proto"]),
    stage("LinearAlgebra", uses: ["CDNNL", "CKernels", "CLibrary", "CPlannedProduct"]),
    // Processes that train together, under mpirun.
    stage("MPIRanks", uses: ["CLibrary", "CRanks", "LinearAlgebra"]),
    stage("Losses", uses: ["CKernels"]),
    stage(
      "Datasets",
      uses: [
        "CDeflate", "CLibCSV", "CLibrary", "CTextKernels", "CZlib", "DurableFiles", "Fingerprints",
        "Losses", "RandomNumbers", "Remedies", "Safetensors", "Suggestions",
      ]),
    stage("Statistics", uses: ["Datasets", "Losses", "Remedies"]),
    // Tables of text as a folder that is read at once.
    stage("Preparing", uses: ["Datasets", "DurableFiles", "Losses", "Statistics"]),
    stage("Crosses", uses: ["Datasets", "Losses", "RandomNumbers"]),
    // Which rows are for training, validation and testing.
    stage("Splitting", uses: ["Datasets", "Losses", "RandomNumbers", "Remedies"]),
    stage(
      "NeuralNetwork",
      uses: ["CKernels", "Datasets", "LinearAlgebra", "Losses", "RandomNumbers"]),
    stage("Balancing", uses: ["LinearAlgebra", "RandomNumbers", "Remedies", "Suggestions"]),
    stage("Optimizers", uses: ["LinearAlgebra", "Suggestions"]),
    stage("Safetensors"),
    stage("Charts"),
    stage(
      "Training",
      uses: [
        "Balancing", "Crosses", "Datasets", "DurableFiles", "Fingerprints", "LinearAlgebra",
        "Losses", "NeuralNetwork", "Optimizers", "RandomNumbers", "Remedies", "Splitting",
        "Statistics", "Suggestions",
      ]),
    // Figures of how predictions err.
    stage("Diagnosis", uses: ["Datasets", "Statistics", "Training"]),
    stage(
      "Comparing",
      uses: ["Balancing", "Datasets", "Losses", "Remedies", "Statistics", "Training"]),
    stage(
      "CrossValidating",
      uses: [
        "Balancing", "Datasets", "NeuralNetwork", "Remedies", "Statistics", "Training",
      ]),
    stage(
      "Packs",
      uses: [
        "Balancing", "CLibrary", "Datasets", "Losses", "NeuralNetwork", "RandomNumbers",
        "Remedies", "Training",
      ]),
    stage(
      "Exporting",
      uses: [
        "Datasets", "DurableFiles", "Fingerprints", "Losses", "NeuralNetwork", "Safetensors",
        "Statistics", "Training",
      ]),
    // Models for other programs: their preprocessing, networks and outputs as one graph.
    stage(
      "ONNXExporting",
      uses: [
        "Datasets", "Exporting", "Losses", "NeuralNetwork", "Statistics", "Training",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      exclude: ["ONNX.proto"]),
    stage(
      "Runs",
      uses: [
        "Comparing", "CrossValidating", "Datasets", "DurableFiles", "EventFiles", "Exporting",
        "Fingerprints", "NeuralNetwork", "Packs", "Remedies", "Safetensors", "Statistics",
        "Training",
      ]),
    // Tables, advice, documents and pages for people.
    .target(
      name: "Reports",
      dependencies: [
        "Balancing", "Charts", "Comparing", "CrossValidating", "Datasets", "Diagnosis", "Exporting",
        "Losses", "NeuralNetwork", "Packs", "Runs", "Statistics", "Training",
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      resources: [.embedInCode("Templates")], swiftSettings: strict),
    // The library's door: all that is needed to train, predict, save and load.
    stage(
      "Equipoise",
      uses: [
        "Balancing", "CrossValidating", "Datasets", "DurableFiles", "Exporting", "LinearAlgebra",
        "Losses", "NeuralNetwork", "Optimizers", "Packs", "RandomNumbers", "Remedies", "Splitting",
        "Statistics", "Training",
      ]),
    .executableTarget(
      name: "CommandLineTool",
      dependencies: [
        "Balancing", "CLibrary", "Comparing", "CrossValidating", "Datasets", "DurableFiles",
        "Exporting", "LinearAlgebra", "Losses", "MPIRanks", "NeuralNetwork", "ONNXExporting",
        "Optimizers", "Packs", "Preparing", "Remedies", "Reports", "Runs", "Splitting",
        "Statistics", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    benchmark(
      "StepCost",
      uses: [
        "Balancing", "Datasets", "LinearAlgebra", "Losses", "NeuralNetwork", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    benchmark(
      "SchemeCost",
      uses: [
        "Balancing", "LinearAlgebra",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    benchmark("ReadTable", uses: ["Datasets"]),
    benchmark("RowCost", uses: ["Equipoise"]),

    // A second opinion for tests, from Python packages where there are any.
    .target(name: "PythonReference", path: "Tests/PythonReference", swiftSettings: strict),
    // Ranks that are threads of a test.
    .target(
      name: "ThreadRanks", dependencies: ["LinearAlgebra"], path: "Tests/ThreadRanks",
      swiftSettings: strict),
    // A small model with everything a model may have.
    .target(
      name: "ModelExamples",
      dependencies: [
        "Datasets", "Losses", "NeuralNetwork", "RandomNumbers", "Statistics", "Training",
      ],
      path: "Tests/ModelExamples", swiftSettings: strict),
    // Records of comparisons with figures that a test chooses.
    .target(
      name: "ComparisonExamples",
      dependencies: ["Comparing", "Datasets", "Losses", "Training"],
      path: "Tests/ComparisonExamples",
      swiftSettings: strict),

    tests(of: "RandomNumbers"),
    tests(of: "Suggestions"),
    tests(of: "Remedies", with: ["Datasets"]),
    tests(of: "DurableFiles"),
    tests(of: "EventFiles", with: ["DurableFiles", "PythonReference"]),
    tests(of: "Fingerprints", with: ["PythonReference", "RandomNumbers"]),
    tests(of: "LinearAlgebra", with: ["Losses", "RandomNumbers", "ThreadRanks"]),
    tests(of: "Losses", with: ["RandomNumbers"]),
    tests(
      of: "Datasets",
      with: [
        "CLibCSV", "CZlib", "DurableFiles", "Fingerprints", "Losses", "PythonReference",
        "RandomNumbers", "Remedies",
      ]),
    tests(of: "Statistics", with: ["Datasets", "Losses", "RandomNumbers"]),
    tests(of: "Crosses", with: ["Datasets", "Losses", "RandomNumbers"]),
    tests(
      of: "Splitting", with: ["Datasets", "Losses", "PythonReference", "RandomNumbers"]),
    tests(of: "NeuralNetwork", with: ["Datasets", "LinearAlgebra", "Losses", "RandomNumbers"]),
    tests(of: "Balancing", with: ["LinearAlgebra", "RandomNumbers", "Remedies"]),
    tests(of: "Optimizers", with: ["LinearAlgebra", "RandomNumbers"]),
    tests(of: "Safetensors", with: ["PythonReference", "RandomNumbers"]),
    tests(of: "Charts", with: ["RandomNumbers"]),
    tests(
      of: "Training",
      with: [
        "Balancing", "Datasets", "DurableFiles", "LinearAlgebra", "Losses", "ModelExamples",
        "NeuralNetwork", "Optimizers", "PythonReference", "RandomNumbers", "Remedies", "Splitting",
        "Statistics", "ThreadRanks",
      ],
      resources: [.copy("Reference/trajectories.json")]),
    tests(
      of: "Diagnosis",
      with: [
        "Balancing", "Datasets", "Losses", "NeuralNetwork", "PythonReference", "RandomNumbers",
        "Statistics", "Training",
      ]),
    tests(
      of: "Comparing",
      with: [
        "Balancing", "ComparisonExamples", "Datasets", "Losses", "NeuralNetwork",
        "PythonReference", "RandomNumbers", "Statistics", "Training",
      ]),
    tests(
      of: "Packs",
      with: [
        "Balancing", "Datasets", "Losses", "NeuralNetwork", "RandomNumbers", "Statistics",
        "Training",
      ]),
    tests(
      of: "CrossValidating",
      with: [
        "Balancing", "Datasets", "Losses", "NeuralNetwork", "RandomNumbers", "Remedies",
        "Splitting", "Statistics", "Training",
      ]),
    tests(
      of: "Exporting",
      with: [
        "Datasets", "DurableFiles", "Losses", "ModelExamples", "NeuralNetwork", "PythonReference",
        "RandomNumbers", "Safetensors", "Statistics", "Training",
      ]),
    tests(
      of: "ONNXExporting",
      with: [
        "Balancing", "Datasets", "Exporting", "Losses", "ModelExamples", "NeuralNetwork",
        "PythonReference", "Statistics", "Training",
      ]),
    tests(
      of: "Runs",
      with: [
        "Comparing", "CrossValidating", "Datasets", "DurableFiles", "EventFiles", "Exporting",
        "Losses", "ModelExamples", "NeuralNetwork", "Packs", "PythonReference", "RandomNumbers",
        "Remedies", "Safetensors", "Statistics", "Training",
      ]),
    tests(
      of: "Reports",
      with: [
        "Charts", "Comparing", "ComparisonExamples", "Datasets", "Losses", "Statistics", "Training",
      ]),
    tests(of: "Equipoise"),
    tests(
      of: "CommandLineTool",
      with: [
        "Balancing", "Comparing", "ComparisonExamples", "Datasets", "DurableFiles", "Exporting",
        "Losses", "Optimizers", "PythonReference", "RandomNumbers", "Remedies", "Runs",
        "Statistics",
        "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)
