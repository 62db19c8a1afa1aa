package import Domain

/// Why a server could not start to listen.
package enum HTTPListenError: Error, Hashable, Sendable {
    /// Another program listens there.
    case inUse(String)
    /// The path of a socket file is empty or longer than 107 bytes.
    case unusablePath(String)
    /// The system refused, with this `errno`.
    case system(String, code: Int32)
    /// libmicrohttpd or the system had no threads or memory left for it.
    case outOfResources

    /// The sentence for the person who starts the server.
    package var text: LocalizedText {
        switch self {
        case .inUse(let address):
            LocalizedText(
                ja: "\(address) は別のプログラムが使っています。空いている場所を指定してください。",
                en: "Another program listens on \(address). Choose a free one.")
        case .unusablePath(let path):
            LocalizedText(
                ja: "ソケットのパス「\(path)」は使えません。1〜107バイトの、ソケット以外のファイルがないパスを指定してください。",
                en: "The socket path \"\(path)\" cannot be used. Give one of 1 to 107 bytes where no other file stands."
            )
        case .system(let address, let code):
            LocalizedText(
                ja: "\(address) で待ち受けできません（errno \(code)）。権限と設定を確かめてください。",
                en: "Cannot listen on \(address) (errno \(code)). Check permissions and settings.")
        case .outOfResources:
            LocalizedText(
                ja: "スレッドかメモリが足りず、サーバーを起動できません。",
                en: "There are not enough threads or memory to start the server.")
        }
    }
}
