@testable import HTTP

/// Feeds a reader pieces of bytes and notes all that it tells.
final class ReaderProbe: RequestReaderDelegate {
    struct Request: Equatable {
        var line: String
        var fields: [String]
        var body: [UInt8] = []
        var isComplete = false
    }

    struct Transcript: Equatable {
        var requests: [Request] = []
        var refusal: HTTPStatus?
    }

    private(set) var transcript = Transcript()
    private lazy var reader = RequestReader(headBytes: limits.headBytes, headFields: limits.headFields, delegate: self)
    private let limits: HTTPServerLimits

    init(limits: HTTPServerLimits = HTTPServerLimits()) { self.limits = limits }

    /// What a reader tells about `pieces`, one after the other.
    static func read(_ pieces: [ArraySlice<UInt8>]) -> Transcript {
        let probe = ReaderProbe()
        for piece in pieces { probe.push(piece) }
        return probe.transcript
    }

    /// As for one piece, also when requests follow each other in it.
    func push(_ piece: ArraySlice<UInt8>) {
        var rest = piece
        while !rest.isEmpty, transcript.refusal == nil {
            switch rest.withUnsafeBytes({ reader.read($0) }) {
            case .consumed: return
            case .refused(let status, _): transcript.refusal = status
            case .paused(let used):
                rest = rest.dropFirst(used)
                reader.startNext()
            }
        }
    }

    func readerDidReadHead(_ head: RequestHead) {
        let fields = head.fields.all.map { "\($0.name): \($0.value)" }
        transcript.requests.append(Request(line: "\(head.method) \(head.target.text) 1.\(head.minorVersion)", fields: fields))
    }

    func readerDidReadBody(_ bytes: UnsafeRawBufferPointer) { transcript.requests[transcript.requests.count - 1].body += bytes }

    func readerDidFinishRequest() { transcript.requests[transcript.requests.count - 1].isComplete = true }
}
