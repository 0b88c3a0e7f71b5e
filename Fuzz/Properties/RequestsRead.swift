import HTTP

/// What a request reader tells about some bytes.
final class RequestsRead: RequestReaderDelegate {
    struct Request: Equatable {
        let method: HTTPMethod
        let target: String
        let path: String
        let minorVersion: Int
        let fields: [(String, String)]
        let contentLength: UInt64?
        let keepsAlive: Bool
        var body: [UInt8] = []
        var isComplete = false

        static func == (left: Request, right: Request) -> Bool {
            left.method == right.method && left.target == right.target && left.minorVersion == right.minorVersion
                && left.contentLength == right.contentLength && left.keepsAlive == right.keepsAlive && left.body == right.body
                && left.isComplete == right.isComplete && left.fields.elementsEqual(right.fields) { $0 == $1 }
        }
    }

    struct Transcript: Equatable {
        var requests: [Request] = []
        var refusal: HTTPStatus?
    }

    private var transcript = Transcript()
    private lazy var reader = RequestReader(headBytes: 2048, headFields: 20, delegate: self)

    static func from(_ pieces: [ArraySlice<UInt8>]) -> Transcript {
        let read = RequestsRead()
        for piece in pieces { read.push(piece) }
        return read.transcript
    }

    private func push(_ piece: ArraySlice<UInt8>) {
        var rest = piece
        while !rest.isEmpty, transcript.refusal == nil {
            switch rest.withUnsafeBytes({ reader.read($0) }) {
            case .consumed: return
            case .refused(let status, _): transcript.refusal = status
            case .paused(let used):
                // A server reads no further behind the last request of a connection.
                guard transcript.requests.last?.keepsAlive == true else { return transcript.refusal = .ok }
                rest = rest.dropFirst(used)
                reader.startNext()
            }
        }
    }

    func readerDidReadHead(_ head: RequestHead) {
        transcript.requests.append(
            Request(
                method: head.method,
                target: head.target.text,
                path: String(head.target.path),
                minorVersion: head.minorVersion,
                fields: head.fields.all.map { ($0.name, $0.value) },
                contentLength: head.contentLength,
                keepsAlive: head.keepsAlive
            )
        )
    }

    func readerDidReadBody(_ bytes: UnsafeRawBufferPointer) { transcript.requests[transcript.requests.count - 1].body += bytes }

    func readerDidFinishRequest() { transcript.requests[transcript.requests.count - 1].isComplete = true }
}
