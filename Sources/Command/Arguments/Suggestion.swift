/// What somebody may have meant by a word that is not known.
public enum Suggestion {
    /// The candidate that differs least from `word`, unless it differs too much to be meant.
    public static func nearest(to word: String, among candidates: [String]) -> String? {
        let bound = max(1, word.count / 3)
        let ranked = candidates.map { (candidate: $0, distance: distance(from: word, to: $0)) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= bound else { return nil }
        return best.candidate
    }

    /// `; did you mean "…"?`, or nothing.
    static func question(_ word: String, _ candidates: [String]) -> String {
        nearest(to: word, among: candidates).map { "; did you mean \($0)?" } ?? ""
    }

    /// How many characters must be added, removed, replaced or swapped with their neighbour to get from one word to the other.
    static func distance(from left: String, to right: String) -> Int {
        let left = Array(left)
        let right = Array(right)
        var previous: [Int] = []
        var row = Array(0...right.count)
        for i in left.indices {
            var next = [i + 1]
            for j in right.indices {
                let isSwap = i > 0 && j > 0 && left[i] == right[j - 1] && left[i - 1] == right[j]
                let swap = isSwap ? previous[j - 1] + 1 : Int.max
                next.append(min(row[j + 1] + 1, next[j] + 1, row[j] + (left[i] == right[j] ? 0 : 1), swap))
            }
            (previous, row) = (row, next)
        }
        return row[right.count]
    }
}
