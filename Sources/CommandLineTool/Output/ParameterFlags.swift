import Remedies

extension Parameter {
  /// How a command line sets it. This is the one place that says so.
  package var flag: ParameterFlag {
    switch self {
    case .missingMarkers: ParameterFlag("--missing", .quoted)
    case .skippedLineCount: ParameterFlag("--skip-lines", .plain)
    case .comment: ParameterFlag("--comment", .quoted)
    case .hasHeader: ParameterFlag("--no-header", .nothing)
    case .hasUnits: ParameterFlag("--units-line", .nothing)
    case .unitesColumns: ParameterFlag("--union-columns", .nothing)
    case .groupMark: ParameterFlag("--thousands", .groupMark)
    case .decimalMark: ParameterFlag("--decimal", .plain)
    case .strippedSigns: ParameterFlag("--strip", .quoted)
    case .parenthesesNegate: ParameterFlag("--accounting", .nothing)
    case .units: ParameterFlag("--unit", .unit)
    case .foldedColumns: ParameterFlag("--fold-case", .column)
    case .dates: ParameterFlag("--date", .date)
    case .categorical: ParameterFlag("--categorical", .column)
    case .columns: ParameterFlag("--features", .column)
    case .kept: ParameterFlag("--keep", .column)
    case .bytes: ParameterFlag("--memory", .plain)
    case .labels: ParameterFlag("--label", .label)
    case .ignored: ParameterFlag("--ignore", .column)
    case .weightColumn: ParameterFlag("--weight-column", .column)
    case .fractions: ParameterFlag("--split", .plain)
    case .repeatsTogether: ParameterFlag("--repeats-together", .nothing)
    case .test: ParameterFlag("--test", .quoted)
    case .hidden: ParameterFlag("--hidden", .plain)
    case .sharing: ParameterFlag("--sharing", .plain)
    case .towers: ParameterFlag("--towers", .plain)
    case .dropout: ParameterFlag("--dropout", .plain)
    case .epochs: ParameterFlag("--epochs", .plain)
    case .batchSize: ParameterFlag("--batch-size", .plain)
    case .sliceRows: ParameterFlag("--slice-rows", .plain)
    case .shards: ParameterFlag("--shards", .plain)
    case .learningRate: ParameterFlag("--learning-rate", .plain)
    case .weightDecay: ParameterFlag("--weight-decay", .plain)
    case .optimizer: ParameterFlag("--optimizer", .plain)
    case .clip: ParameterFlag("--clip", .plain)
    case .averaging: ParameterFlag("--ema", .plain)
    case .members: ParameterFlag("--members", .plain)
    case .patience: ParameterFlag("--patience", .plain)
    case .scheme: ParameterFlag("--balance", .plain)
    case .primary: ParameterFlag("--primary", .plain)
    case .logLosses: ParameterFlag("--log-losses", .nothing)
    case .scope: ParameterFlag("--gradient-scope", .plain)
    case .gramian: ParameterFlag("--gramian", .plain)
    case .rescaling: ParameterFlag("--rescale", .plain)
    case .every: ParameterFlag("--balance-every", .plain)
    case .interval: ParameterFlag("--interval", .plain)
    case .importanceGroups: ParameterFlag("--importance-group", .quoted)
    case .path: ParameterFlag("-o", .plain)
    case .overwriting: ParameterFlag("--overwrite", .nothing)
    case .checkpoint: ParameterFlag("--resume", .plain)
    }
  }
}

extension Procedure {
  /// The command that does it.
  var command: String {
    switch self {
    case .finishRun(let path): "`equipoise train --resume \(path)`"
    case .refit(let path): "`equipoise train --resume \(path) --refit`"
    case .exportBestEpoch(let path): "`equipoise export \(path) -o FILE`"
    case .writeRun: "`equipoise train -o`"
    case .describeSchemes: "`equipoise schemes`"
    }
  }
}
