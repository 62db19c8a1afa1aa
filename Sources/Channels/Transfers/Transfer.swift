import CCurl
import Domain

/// One conversation that curl shall have, as plain values; it may cross threads.
struct Transfer: Sendable {
    /// Which language the other side speaks.
    enum Kind: Sendable {
        /// A relay: hello, protection and login.
        case mail
        /// A request and its reply.
        case http
    }

    /// One thing to tell curl before it starts.
    enum Option: Sendable {
        case number(CURLoption, Int)
        case text(CURLoption, String)
        case secret(CURLoption, Secret)
        case list(CURLoption, [String])
    }

    let kind: Kind
    /// What curl needs to know; addresses among it, so it is never logged.
    var options: [Option]
    /// The mail that goes to the relay once curl has connected to it; nil if none does.
    var letter: SMTPLetter?
    /// The request's body; nil if there is none.
    var upload: [UInt8]?
    /// How many bytes of a reply's body are kept; one more ends the transfer.
    var maximumReplyBytes = 0
    /// Whether only addresses of the public internet are connected to.
    var isPublicOnly = false
}

/// How a transfer ended, in the few words that decide what follows.
enum TransferEnd: String, CaseIterable, Sendable {
    case finished
    case hostNotFound
    case connectionRefused
    case tlsFailed
    case timedOut
    case connectionLost
    case loginRefused
    case tooLarge
    case protocolTrouble
    case localTrouble
    case cancelled
    case neverStarted

    /// The one table from curl's result codes; a code it doesn't name is curl's own trouble.
    init(_ code: CURLcode) {
        self =
            switch code {
            case CURLE_OK: .finished
            case CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_RESOLVE_HOST: .hostNotFound
            case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED: .connectionRefused
            case CURLE_OPERATION_TIMEDOUT: .timedOut
            case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_PEER_FAILED_VERIFICATION,
                CURLE_USE_SSL_FAILED, CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR,
                CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT,
                CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ENGINE_NOTFOUND, CURLE_SSL_ENGINE_SETFAILED,
                CURLE_SSL_ENGINE_INITFAILED:
                .tlsFailed
            case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_SEND_FAIL_REWIND,
                CURLE_NO_CONNECTION_AVAILABLE:
                .connectionLost
            case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR: .loginRefused
            case CURLE_FILESIZE_EXCEEDED: .tooLarge
            case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_REMOTE_ACCESS_DENIED, CURLE_HTTP2,
                CURLE_HTTP2_STREAM,
                CURLE_BAD_CONTENT_ENCODING, CURLE_QUOTE_ERROR, CURLE_UPLOAD_FAILED, CURLE_HTTP_RETURNED_ERROR,
                CURLE_TOO_MANY_REDIRECTS:
                .protocolTrouble
            case CURLE_ABORTED_BY_CALLBACK: .cancelled
            default: .localTrouble
            }
    }

    /// The word for people and programs when nothing finer is known.
    var failureCode: FailureCode {
        switch self {
        case .finished, .protocolTrouble: .providerFault
        case .hostNotFound: .hostNotFound
        case .connectionRefused: .connectionRefused
        case .tlsFailed: .tlsFailed
        case .timedOut: .timedOut
        case .connectionLost: .connectionLost
        case .loginRefused: .authenticationFailed
        case .tooLarge: .tooLarge
        case .localTrouble: .localTrouble
        case .cancelled, .neverStarted: .notStarted
        }
    }
}

/// What was seen of a transfer: the evidence from which the tables decide.
struct TransferReport: Sendable {
    var end: TransferEnd
    /// Bytes of the upload that went out.
    var bytesSent = 0
    /// Bytes of HTTP request lines and headers that went out.
    var requestBytes = 0
    /// The HTTP status, or 0.
    var status = 0
    /// What was said over SMTP.
    var dialogue = SMTPDialogue()
    /// The HTTP header fields of the last reply, in order.
    var headers: [HTTPField] = []
    /// The body of the HTTP reply, as far as it came.
    var body: [UInt8] = []

    /// A transfer that never began.
    static let neverStarted = TransferReport(end: .neverStarted)
}
