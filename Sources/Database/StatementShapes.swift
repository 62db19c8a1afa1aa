// Statements over many rows exist in few shapes only, so that both engines keep them prepared.

extension Array {
    /// The elements in pieces of 128, 64, 32, 16, 8, 4, 2 and 1.
    package var inFewShapes: [[Element]] {
        var result: [[Element]] = []
        var start = 0
        var size = 128
        while start < count {
            while size > count - start { size /= 2 }
            result.append(Array(self[start..<(start + size)]))
            start += size
        }
        return result
    }

    /// The elements, the last repeated until there is a power of two of them: the same set for `IN`.
    package var padded: [Element] {
        guard let last else { return self }
        var size = 1
        while size < count { size *= 2 }
        return self + Array(repeating: last, count: size - count)
    }

    /// The elements in pieces of at most 512, each padded for `IN`.
    package var paddedPieces: [[Element]] {
        stride(from: 0, to: count, by: 512).map { Array(self[$0..<Swift.min($0 + 512, count)]).padded }
    }
}
