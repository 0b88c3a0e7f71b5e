/// Columns for people: as wide as their widest cell, two blanks apart. Pure.
struct TextTable: Sendable {
    private let rows: [[String]]
    private let rightAligned: Set<Int>

    /// - Parameter rightAligned: Columns of numbers.
    init(_ header: [String], _ rows: [[String]], rightAligned: Set<Int> = []) {
        self.rows = [header] + rows
        self.rightAligned = rightAligned
    }

    /// The lines, each with its end.
    var text: String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.indices.map { pad(row[$0], widths[$0], isRight: rightAligned.contains($0)) }
            return cells.joined(separator: "  ").trimmingEnd + "\n"
        }.joined()
    }

    private func pad(_ text: String, _ width: Int, isRight: Bool) -> String {
        let blanks = String(repeating: " ", count: width - text.count)
        return isRight ? blanks + text : text + blanks
    }
}

extension String {
    fileprivate var trimmingEnd: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
