/// One way to break the contract.
public enum Fault: String, CaseIterable, Sendable {
    case healthSaysMore, healthNeedsToken
    case pageFor404, no405Allow, stopsWhenIdle
    case acceptsTrailingNewline, refusesSixtyFour, vagueBadID
    case vagueValidation, acceptsNumbers, brokenTextIs500
    case capIsHigher, chunksAreUncapped, capIsLower, readsBodyFirst
    case missingTokenPasses, tokenPrefixPasses, schemeIgnoresCase
    case twoTerminals, noTerminal, doneAfterError, errorWithoutMessage, hidesReason, hidesRefusal
    case plainText, mayBeBuffered, silent, silentInQueue, answersQueuedLate
    case notASCII, unknownClass, lineFeeds, dataBeforeEvent, doneWithData, cutsLarge
    case initComesLate, resultWithoutCost, resultNotLast, bareInit, untypedBlocks, userWithoutResult
    case replaysHistory, forgets, sharesConversation, badRequestForgets, mixesSessions, interleaves
    case disconnectBlocks, disconnectForgets
    case namesNoSources, offersBash, runsTools
    case asciiOnly, clearClears, dashIsFlag
    case queueIsEndless, refusalWithoutRetry, losesQueued
    case restartForgets

    /// The requirement that must fail, others may too.
    public var trips: String {
        switch self {
        case .healthSaysMore, .healthNeedsToken: "F005"
        case .pageFor404: "A4-404"
        case .no405Allow: "A4-405"
        case .stopsWhenIdle: "F025"
        case .acceptsTrailingNewline, .refusesSixtyFour: "F007"
        case .vagueBadID: "F008"
        case .vagueValidation, .acceptsNumbers: "F009"
        case .brokenTextIs500: "G2-26"
        case .capIsHigher, .chunksAreUncapped, .capIsLower: "F010"
        case .readsBodyFirst: "F010-token"
        case .missingTokenPasses: "F011"
        case .tokenPrefixPasses, .schemeIgnoresCase: "F012"
        default: tripsInStream
        }
    }

    private var tripsInStream: String {
        switch self {
        case .twoTerminals, .noTerminal, .doneAfterError: "F014"
        case .errorWithoutMessage: "F015"
        case .hidesReason: "F047"
        case .hidesRefusal: "A6-refusal"
        case .plainText: "F006"
        case .mayBeBuffered: "F023"
        case .silent: "F022"
        case .silentInQueue, .answersQueuedLate: "F022-queue"
        case .notASCII, .unknownClass: "F013"
        case .lineFeeds, .dataBeforeEvent, .doneWithData: "A5-framing"
        case .cutsLarge: "A5-large"
        case .initComesLate: "F017"
        case .resultWithoutCost, .resultNotLast: "F021"
        case .bareInit: "A6-init"
        case .untypedBlocks: "A6-assistant"
        case .userWithoutResult: "A6-user"
        default: tripsInConversation
        }
    }

    private var tripsInConversation: String {
        switch self {
        case .replaysHistory: "F016"
        case .forgets: "F018"
        case .sharesConversation: "F020"
        case .badRequestForgets: "G2-1"
        case .mixesSessions: "G2-13"
        case .interleaves: "G2-15"
        case .disconnectBlocks: "F024"
        case .disconnectForgets: "G2-14"
        case .namesNoSources: "F027"
        case .offersBash: "F028"
        case .runsTools: "F164"
        case .asciiOnly: "A4-unicode"
        case .clearClears: "A4-verbatim"
        case .dashIsFlag: "F039"
        case .queueIsEndless, .refusalWithoutRetry, .losesQueued: "G2-17"
        case .restartForgets: "F019"
        default: "none"
        }
    }
}
