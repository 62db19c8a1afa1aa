import CSodium

/// The style of the answer pages, which carry it with them: one request is all they need.
enum AnswerStyle {
    /// What stands between `<style>` and `</style>`, byte for byte. The pages' policy names its hash:
    /// `style-src 'sha256-…'`, and nothing else may style or run.
    static var text: String { block.text }

    /// The policy of the answer pages: no script, no style but this one, no address but our own.
    static let policy = """
        default-src 'none'; style-src 'sha256-\(hash)'; img-src data:; form-action 'self'; base-uri 'none'; \
        frame-ancestors 'none'
        """

    private static let hash: String = {
        let bytes = Array(text.utf8)
        var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
        crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
        let variant = sodium_base64_VARIANT_ORIGINAL
        var output = [CChar](repeating: 0, count: sodium_base64_encoded_len(digest.count, variant))
        sodium_bin2base64(&output, output.count, digest, digest.count, variant)
        return String(decoding: output.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }()

    /// The same as markup; it holds nothing that HTML would read otherwise.
    static let block: HTML = """
        :root{color-scheme:light dark;--p:#f3f5f2;--s:#fff;--i:#15211f;--j:#475553;--l:#d2d9d5;--b:#0a5260;--g:#17643c;--w:#7a4700;--r:#a3211b}
        @media(prefers-color-scheme:dark){:root{--p:#0e1615;--s:#162120;--i:#e8eeec;--j:#b0bfbb;--l:#324240;--b:#7fcbd6;--g:#86d3a4;--w:#f0c27a;--r:#ffa79f}}
        *{box-sizing:border-box;margin:0}
        body{background:var(--p);color:var(--i);font:1rem/1.7 "Hiragino Sans","Noto Sans CJK JP",Meiryo,sans-serif;max-width:30rem;margin:auto;padding:1rem;overflow-wrap:anywhere}
        nav{display:flex;flex-wrap:wrap;gap:0 1.25rem;font-size:.875rem}
        nav>*{padding:.5rem 0;min-height:2.75rem}
        a{color:var(--b)}
        h1{font-size:1.5rem;line-height:1.4;text-wrap:balance;word-break:auto-phrase}
        p small{font-size:.875rem;color:var(--j);font-weight:400;display:block;line-height:1.6}
        main{display:grid;gap:1rem}form{display:grid;gap:.75rem}
        button{font:inherit;font-weight:700;font-size:1.125rem;line-height:1.5;text-align:start;color:var(--c);background:var(--s);border:2px solid;border-radius:.75rem;padding:.75rem 1.25rem;min-height:5rem;display:grid;grid-template-columns:2rem 1fr;gap:0 1rem;align-items:center;width:100%}
        button span{color:var(--i)}
        button small{display:block;font-weight:400;font-size:.875rem;color:var(--j)}
        button svg{width:2rem;height:2rem;fill:currentColor}
        .g{--c:var(--g)}.w{--c:var(--w)}.r{--c:var(--r)}
        :focus-visible{outline:4px solid var(--i);outline-offset:2px;box-shadow:0 0 0 2px #ffd43d}
        hr{border:0;border-top:1px solid var(--l)}
        ruby rt{font-size:.6em}
        .y{word-break:keep-all;line-height:2.1}.y h1{padding-top:.5rem}.y h1,.y h2,.y button,.y p small{line-height:1.9}
        .u{border-inline-start:6px solid var(--r);padding:.5rem 1rem;font-weight:700;font-size:1.125rem;background:var(--s)}
        .k{--c:var(--g);background:var(--s);border:2px solid var(--c);border-radius:.75rem;padding:1rem 1.25rem;display:grid;gap:.25rem}
        .k.r{--c:var(--r)}.k h1{color:var(--c)}h2{font-size:1.125rem}
        .d{border:2px dashed var(--w);color:var(--w);font-weight:700;text-align:center;padding:.5rem}
        fieldset{border:0;padding:0}legend,.t{font-weight:700;padding:0}
        label{display:flex;gap:.75rem;padding:.6rem 0;min-height:2.75rem}
        input{width:1.375rem;height:1.375rem;margin:.15rem 0;accent-color:var(--b)}
        textarea{font:inherit;width:100%;min-height:5.5rem;padding:.5rem .75rem;color:inherit;background:var(--s);border:1px solid var(--j);border-radius:.5rem}
        .o{min-height:3rem;display:block;text-align:center;background:var(--b);color:var(--s);border-color:var(--b);font-size:1rem}
        """
}
