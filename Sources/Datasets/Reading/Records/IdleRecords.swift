internal import CTextKernels

extension RecordBatch {
  /// Takes out the records that are no data: those without any cell filled, and those equal to the
  /// header, as where files were joined.
  ///
  /// In a table of one column both may be data, a missing cell and a category of the column's name:
  /// there none is taken out.
  ///
  /// - Parameters:
  ///   - header: The cells of the header; nil if there is none.
  ///   - blank: Is added those that were blank.
  /// - Returns: Those that were equal to the header.
  mutating func removeIdleRecords(
    repeating header: RecordCopy?, blank: inout SkippedRecords
  ) -> SkippedRecords {
    var repeated = SkippedRecords()
    guard fieldCount > 1 else { return repeated }
    var idle: [Int] = []
    forEachIdleRecord(repeating: header) { record, idleness in
      idle.append(record)
      if idleness == et_repeats_header {
        repeated.append(line: line(of: record))
      } else {
        blank.append(line: line(of: record))
      }
    }
    remove(idle)
    return repeated
  }

  private func forEachIdleRecord(
    repeating header: RecordCopy?, _ body: (Int, et_idleness) -> Void
  ) {
    let (bytes, ends) = (header?.bytes ?? [], header?.ends ?? [])
    bytes.withUnsafeBufferPointer { bytes in
      ends.withUnsafeBufferPointer { ends in
        let header = et_cells(bytes: bytes.baseAddress, ends: ends.baseAddress, count: ends.count)
        withKernelRecords(0..<count) { records in
          var idleness = et_is_blank
          var record = et_next_idle_record(records, fieldCount, header, 0, &idleness)
          while record < count {
            body(record, idleness)
            record = et_next_idle_record(records, fieldCount, header, record + 1, &idleness)
          }
        }
      }
    }
  }

  /// Takes out some records, in ascending order.
  mutating func remove(_ records: [Int]) {
    guard let first = records.first else { return }
    let (fieldStride, recordStride) = strides
    var gone = records[...]
    var kept = first
    for record in first..<count {
      guard record != gone.first else {
        gone.removeFirst()
        continue
      }
      memory.starts[kept] = memory.starts[record]
      memory.lines[kept] = memory.lines[record]
      for field in 0..<fieldCount {
        memory.ends[field * fieldStride + kept * recordStride] =
          memory.ends[field * fieldStride + record * recordStride]
      }
      kept += 1
    }
    count = kept
  }
}
