import Auth

/// What soft authenticators said, made by another program (Python's cryptography) for the challenges 0x11… and 0x22….
enum PasskeyFixtures {
    /// A browser's answer to a set-up: client data and attestation object.
    struct Made {
        let clientData: [UInt8]
        let attestation: [UInt8]
    }

    /// What a browser says of a login here, for the second challenge.
    private static let asked = bytes(
        "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiSWlJaUlpSWlJaUlpSWlJaUlpSWlJaUlpSWlJ"
            + "aUlpSWlJaUlpSWlJaUlpSSIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3QiLCJjcm9zc09yaWdpbiI6ZmFs"
            + "c2V9")

    static let create = Made(
        clientData: bytes(
            "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiRVJFUkVSRVJFUkVSRVJFUkVSRVJFUkVS"
                + "RVJFUkVSRVJFUkVSRVJFUkVSRSIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3QiLCJjcm9zc09yaWdpbiI6"
                + "ZmFsc2V9"),
        attestation: bytes(
            "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YViUSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NF"
                + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAEGVzLWNyZWRlbnRpYWwtaWSlAQIDJiABIVgg-evkZBR8wQLZIyTQmdkn"
                + "waUOQtV6CKEW_-wKKYGdjGUiWCBwuvfRKIiQKmoMHWet0QMSPIWatpv46UMck4STDUt-7g"))
    static let createEd = Made(
        clientData: bytes(
            "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiRVJFUkVSRVJFUkVSRVJFUkVSRVJFUkVS"
                + "RVJFUkVSRVJFUkVSRVJFUkVSRSIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3QiLCJjcm9zc09yaWdpbiI6"
                + "ZmFsc2V9"),
        attestation: bytes(
            "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVhxSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NF"
                + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAEGVkLWNyZWRlbnRpYWwtaWSkAQEDJyAGIVgg6kpsY-KcUgq-9VB7Ey7F"
                + "-ZVHdq6-vnuSQh7qaRRG0iw"))
    static let createElsewhere = Made(
        clientData: bytes(
            "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiRVJFUkVSRVJFUkVSRVJFUkVSRVJFUkVS"
                + "RVJFUkVSRVJFUkVSRVJFUkVSRSIsIm9yaWdpbiI6Imh0dHBzOi8vZXZpbC5leGFtcGxlIiwiY3Jvc3NPcmln"
                + "aW4iOmZhbHNlfQ"),
        attestation: bytes(
            "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YViUSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NF"
                + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAEGVzLWNyZWRlbnRpYWwtaWSlAQIDJiABIVgg-evkZBR8wQLZIyTQmdkn"
                + "waUOQtV6CKEW_-wKKYGdjGUiWCBwuvfRKIiQKmoMHWet0QMSPIWatpv46UMck4STDUt-7g"))
    static let createFramed = Made(
        clientData: bytes(
            "eyJ0eXBlIjogIndlYmF1dGhuLmNyZWF0ZSIsICJjaGFsbGVuZ2UiOiAiRVJFUkVSRVJFUkVSRVJFUkVSRVJF"
                + "UkVSRVJFUkVSRVJFUkVSRVJFUkVSRSIsICJvcmlnaW4iOiAiaHR0cDovL2xvY2FsaG9zdCIsICJjcm9zc09y"
                + "aWdpbiI6IHRydWV9"),
        attestation: bytes(
            "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YViUSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NF"
                + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAEGVzLWNyZWRlbnRpYWwtaWSlAQIDJiABIVgg-evkZBR8wQLZIyTQmdkn"
                + "waUOQtV6CKEW_-wKKYGdjGUiWCBwuvfRKIiQKmoMHWet0QMSPIWatpv46UMck4STDUt-7g"))
    static let createWrongKind = Made(
        clientData: bytes(
            "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiRVJFUkVSRVJFUkVSRVJFUkVSRVJFUkVSRVJF"
                + "UkVSRVJFUkVSRVJFUkVSRSIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3QiLCJjcm9zc09yaWdpbiI6ZmFs"
                + "c2V9"),
        attestation: bytes(
            "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YViUSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NF"
                + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAEGVzLWNyZWRlbnRpYWwtaWSlAQIDJiABIVgg-evkZBR8wQLZIyTQmdkn"
                + "waUOQtV6CKEW_-wKKYGdjGUiWCBwuvfRKIiQKmoMHWet0QMSPIWatpv46UMck4STDUt-7g"))
    static let createWrongChallenge = Made(
        clientData: bytes(
            "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiSWlJaUlpSWlJaUlpSWlJaUlpSWlJaUlp"
                + "SWlJaUlpSWlJaUlpSWlJaUlpSSIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3QiLCJjcm9zc09yaWdpbiI6"
                + "ZmFsc2V9"),
        attestation: bytes(
            "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YViUSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NF"
                + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAEGVzLWNyZWRlbnRpYWwtaWSlAQIDJiABIVgg-evkZBR8wQLZIyTQmdkn"
                + "waUOQtV6CKEW_-wKKYGdjGUiWCBwuvfRKIiQKmoMHWet0QMSPIWatpv46UMck4STDUt-7g"))
    static let createWrongSite = Made(
        clientData: bytes(
            "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiRVJFUkVSRVJFUkVSRVJFUkVSRVJFUkVS"
                + "RVJFUkVSRVJFUkVSRVJFUkVSRSIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3QiLCJjcm9zc09yaWdpbiI6"
                + "ZmFsc2V9"),
        attestation: bytes(
            "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YViUnBgN4M1pnueIl8R8_bPn7h11kG4xt3RqR0fepTaQmDdF"
                + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAEGVzLWNyZWRlbnRpYWwtaWSlAQIDJiABIVgg-evkZBR8wQLZIyTQmdkn"
                + "waUOQtV6CKEW_-wKKYGdjGUiWCBwuvfRKIiQKmoMHWet0QMSPIWatpv46UMck4STDUt-7g"))
    static let createUnverified = Made(
        clientData: bytes(
            "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiRVJFUkVSRVJFUkVSRVJFUkVSRVJFUkVS"
                + "RVJFUkVSRVJFUkVSRVJFUkVSRSIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3QiLCJjcm9zc09yaWdpbiI6"
                + "ZmFsc2V9"),
        attestation: bytes(
            "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YViUSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NB"
                + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAEGVzLWNyZWRlbnRpYWwtaWSlAQIDJiABIVgg-evkZBR8wQLZIyTQmdkn"
                + "waUOQtV6CKEW_-wKKYGdjGUiWCBwuvfRKIiQKmoMHWet0QMSPIWatpv46UMck4STDUt-7g"))
    static let createCut = Made(
        clientData: bytes(
            "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiRVJFUkVSRVJFUkVSRVJFUkVSRVJFUkVS"
                + "RVJFUkVSRVJFUkVSRVJFUkVSRSIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3QiLCJjcm9zc09yaWdpbiI6"
                + "ZmFsc2V9"),
        attestation: bytes(
            "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YViUSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2NF"
                + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAEGVzLWNyZWRlbnRpYWwtaWSlAQIDJiABIVgg-evkZBR8wQLZIyTQmdkn"
                + "waUOQtV6CKEW_-wKKYGdjGUiWCBwuvfRKIiQKmoMHWet0QMSPIWatpv46UMck4Q"))
    static let createNoKey = Made(
        clientData: bytes(
            "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiRVJFUkVSRVJFUkVSRVJFUkVSRVJFUkVS"
                + "RVJFUkVSRVJFUkVSRVJFUkVSRSIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3QiLCJjcm9zc09yaWdpbiI6"
                + "ZmFsc2V9"),
        attestation: bytes(
            "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVglSZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MF"
                + "AAAAAA"))
    static let get5 = PasskeyAssertion(
        credentialID: bytes("ZXMtY3JlZGVudGlhbC1pZA"),
        clientData: asked,
        authenticatorData: bytes(
            "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAABQ"),
        signature: bytes(
            "MEQCICy4hZFUDtLOIbzX5yXJXaOb7U1SaggGuIw5_TVtOBJWAiBAf1e-OsZ8kJSlgiEho6YTZjOaj249MrnW"
                + "PmyJO3Oieg"))
    static let get4 = PasskeyAssertion(
        credentialID: bytes("ZXMtY3JlZGVudGlhbC1pZA"),
        clientData: asked,
        authenticatorData: bytes(
            "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAABA"),
        signature: bytes(
            "MEYCIQDW1ezdhyLh1-1zUA-VoPxSuxfGR9fsIFEeFLhTIjKEpwIhAKwXH9n2cDCLdO0tkVEK1-HOP49IGZwF"
                + "hgldMJrjGIM6"))
    static let get6 = PasskeyAssertion(
        credentialID: bytes("ZXMtY3JlZGVudGlhbC1pZA"),
        clientData: asked,
        authenticatorData: bytes(
            "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAABg"),
        signature: bytes(
            "MEUCICmiH24DVerKfkKBxcHaiRRepvcgBikV_J6zrJi-nT7RAiEA0cNudY0G6umhBqRGoWhoet9T37-FIaTZ"
                + "48jqyc6OK20"))
    static let getUnverified = PasskeyAssertion(
        credentialID: bytes("ZXMtY3JlZGVudGlhbC1pZA"),
        clientData: asked,
        authenticatorData: bytes(
            "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MBAAAABw"),
        signature: bytes(
            "MEUCIFrI0PmF8Hi1QCBiKM2Jd8BK3zyLufnMo1MIzurgSweLAiEA_Virl5La2Xd6I3yuLtK_envunVF4dfI2"
                + "Cz6CUzZNzRs"))
    static let getWrongSite = PasskeyAssertion(
        credentialID: bytes("ZXMtY3JlZGVudGlhbC1pZA"),
        clientData: asked,
        authenticatorData: bytes(
            "nBgN4M1pnueIl8R8_bPn7h11kG4xt3RqR0fepTaQmDcFAAAABw"),
        signature: bytes(
            "MEUCIAptXOAJ9Wjkfx_mN_i1T_V6iqvoSY8iVr52ibNqKBcPAiEA80HMKqoeRc4NdLmDdhkdSDSRmo-NOLDq"
                + "B2mWpZ3JaGk"))
    static let getElsewhere = PasskeyAssertion(
        credentialID: bytes("ZXMtY3JlZGVudGlhbC1pZA"),
        clientData: bytes(
            "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiSWlJaUlpSWlJaUlpSWlJaUlpSWlJaUlpSWlJ"
                + "aUlpSWlJaUlpSWlJaUlpSSIsIm9yaWdpbiI6Imh0dHBzOi8vZXZpbC5leGFtcGxlIiwiY3Jvc3NPcmlnaW4i"
                + "OmZhbHNlfQ"),
        authenticatorData: bytes(
            "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAABw"),
        signature: bytes(
            "MEQCIA06mnMHa5Xbhd8hgr-BzgnOz4N2yBsYoiUU3eCU86VrAiBw-yx4iXr8KDMBrrUcJTtU-RhELT-HyzPC"
                + "LTaF3sHRRQ"))
    static let getSpoilt = PasskeyAssertion(
        credentialID: bytes("ZXMtY3JlZGVudGlhbC1pZA"),
        clientData: asked,
        authenticatorData: bytes(
            "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAABw"),
        signature: bytes(
            "MEUCIFHVg16NYfMEPJy9K10rUWVhORsEwudaNWQw2gpp9z1GAiEAoBz_0AS8zEI9nEwDLNR4Df7PeFAmAqSg"
                + "ny_HQAuCR6s"))
    static let getStranger = PasskeyAssertion(
        credentialID: bytes("ZXMtY3JlZGVudGlhbC1pZA"),
        clientData: asked,
        authenticatorData: bytes(
            "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAABw"),
        signature: bytes(
            "vkcgreFxt7DqeaDbXEPQivAWJxGrsY5Th3GZ2TFQPkbnY5r7jrAbzzXEiuz7Bjmy3wKuy8KE197PS-I9xSC3"
                + "AQ"))
    static let getUnknown = PasskeyAssertion(
        credentialID: bytes("dW5rbm93bi1jcmVkZW50aWFs"),
        clientData: asked,
        authenticatorData: bytes(
            "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAABw"),
        signature: bytes(
            "MEUCIQCo6GhnK0IcD5bNshoIC12cx8g8OGg8BuH2mpLSVoBunAIgD1ymFel49WcFG8oObiWht6s0oWMuJmP8"
                + "3ZChoWWDySE"))
    static let getEd0 = PasskeyAssertion(
        credentialID: bytes("ZWQtY3JlZGVudGlhbC1pZA"),
        clientData: asked,
        authenticatorData: bytes(
            "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAA"),
        signature: bytes(
            "foNF8mBEdb0V0dnKWKA0cfcczrqkcyxgyhmJPnHTLyKXf3lbbUGqyMxP4PtQdznsgjeDB41y4PyaovMkn7HB"
                + "DQ"))

    static let createRS = Made(
        clientData: bytes(
            "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiRVJFUkVSRVJFUkVSRVJFUkVSRVJFUkVS"
                + "RVJFUkVSRVJFUkVSRVJFUkVSRSIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3QiLCJjcm9zc09yaWdpbiI6"
                + "ZmFsc2V9"),
        attestation: bytes(
            "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVkBV0mWDeWIDoxodDQXD2R2YFuP5K65ooYyx5lc87qDHZdj"
                + "RQAAAAAAAAAAAAAAAAAAAAAAAAAAABBycy1jcmVkZW50aWFsLWlkpAEDAzkBACBZAQC0QCN3LqCX-3n41osQ"
                + "s3dJHMVRRnVCA3ICGmvrHpwyiU0p9HErYyb72YHLhGXUL_t9sdz8uUNlXCoo-NsOf_E-MF4Fk3zgbgQGFOnk"
                + "g-6vpdWAx7sP4wzf5d4IcV6SFMU9FexiAHJl6yLMD83NpEbF4ZMf5do2mKk0S-Uj9Sd0r5kdu5YbKdI2fHhO"
                + "l55nPSMyyMu_itSj14wV1Ugz1FCJgNCLy1v-Y7fOEoK1BKvSrZKfJzYgYuSU07sPWVQ5xrh9__dzj8swFAkK"
                + "Zth_v4V9iPmaKh92Nu_cuQPOR9VsRxvDydu5C5EuJtdUGBNcHZm053J34A1tJPOBENEsFxJbIUMBAAE"))
    static let getRS3 = PasskeyAssertion(
        credentialID: bytes("cnMtY3JlZGVudGlhbC1pZA"),
        clientData: bytes(
            "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiSWlJaUlpSWlJaUlpSWlJaUlpSWlJaUlpSWlJ"
                + "aUlpSWlJaUlpSWlJaUlpSSIsIm9yaWdpbiI6Imh0dHA6Ly9sb2NhbGhvc3QiLCJjcm9zc09yaWdpbiI6ZmFs"
                + "c2V9"),
        authenticatorData: bytes(
            "SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MFAAAAAw"),
        signature: bytes(
            "C29UHcl_Hd4GPX3ymEdCkSKUhnKgCbyhUnnfqniYc9BaUaz27Zy7NijX6sVv7-CmyBzW-3H5azTGAMtB_Dil"
                + "ecAKfwzSGaycALWO2UViSJUJ7MGXwi2yMbIRQAuTzg2wiX5AwMOpkkQgelT3TvF3HN8-cYbUwsApD0qk_mr6"
                + "nE2jZp4C_k_Ne7wkR2ZDRGiiE5_cQfaLbhTdvgZK1LUOU-PELWK6r7Ww71DmYUDz6qTKog073jZ_nD57FjFZ"
                + "WKoJ9aOFoyCJsXHhjCW3Co_8cXAe_CO1zn7PzTUGvXFueeofDvBW9_Xh6MLrRk1_K8dzxnhxyXa2mlIWLVKb"
                + "_gPEdg"))

    private static func bytes(_ text: String) -> [UInt8] { Base64URL.bytes(text) ?? [] }
}
