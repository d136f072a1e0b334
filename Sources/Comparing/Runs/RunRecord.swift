public import Training

/// What became of a run.
public typealias RunRecord = ModelRecord<PlannedRun>
