/// Words that people in Japan build passwords from and that zxcvbn does not know. Compiled for this project from
/// everyday greetings, the most frequent family and given names, prefectures and the words of this field.
enum JapaneseWords {
    /// Romaji words, added to zxcvbn's dictionary as easy to guess.
    static let romaji: [String] = greetings + nouns + names + places + field

    /// Whole passwords that are tried first here.
    static let common: Set<String> = Set(romaji).union([
        "安否確認", "安否", "地震", "災害", "防災", "緊急連絡", "会社", "日本", "東京", "大阪", "桜", "富士山", "愛してる",
        "おはよう", "こんにちは", "ありがとう", "さくら", "ぱすわーど", "パスワード", "ひみつ",
        "anpi1234", "anpi0000", "anpikakunin1", "nihon123", "sakura123", "jishin119", "bousai119", "taro1234",
        "password1", "passw0rd", "p@ssw0rd", "qwer1234", "asdf1234", "abcd1234", "zaq12wsx", "1qaz2wsx", "1q2w3e4r",
    ])

    private static let greetings = [
        "ohayou", "ohayougozaimasu", "konnichiwa", "konbanwa", "oyasumi", "arigatou", "arigatougozaimasu", "sumimasen",
        "gomennasai", "onegaishimasu", "yoroshiku", "otsukaresama", "itadakimasu", "gochisousama", "sayonara",
        "aishiteru", "daisuki", "watashi", "bokuno", "himitsu", "tanjoubi", "kazoku", "tomodachi",
    ]

    private static let nouns = [
        "inu", "neko", "tori", "sakana", "usagi", "kuma", "hana", "yama", "kawa", "umi", "sora", "hoshi", "tsuki", "hi",
        "ame", "yuki", "kaze", "mizu", "ki", "mori", "ishi", "hikari", "haru", "natsu", "aki", "fuyu", "asa", "yoru",
        "ringo", "mikan", "kaki", "momo", "budou", "suika", "ichigo", "gohan", "sushi", "ramen", "soba", "udon",
        "tempura",
        "ocha", "sake", "pan", "tamago", "densha", "kuruma", "jitensha", "basu", "hikouki", "fune", "eki", "michi",
        "gakkou", "sensei", "ie", "heya", "mado", "isu", "tsukue", "hon", "kami", "enpitsu", "tokei", "denwa", "akai",
        "aoi", "shiroi", "kuroi", "midori", "kiiro", "ichi", "ni", "san", "yon", "go", "roku", "nana", "hachi", "kyuu",
        "juu", "otoko", "onna", "kodomo", "otousan", "okaasan", "ongaku", "uta", "yakyuu", "sakka", "samurai", "ninja",
    ]

    private static let names = [
        "satou", "sato", "suzuki", "takahashi", "tanaka", "itou", "ito", "watanabe", "yamamoto", "nakamura",
        "kobayashi", "katou", "kato", "yoshida", "yamada", "sasaki", "yamaguchi", "matsumoto", "inoue", "kimura",
        "hayashi", "shimizu", "yamazaki", "mori", "abe", "ikeda", "hashimoto", "yamashita", "ishikawa", "nakajima",
        "maeda", "fujita", "ogawa", "gotou", "okada", "hasegawa", "murakami", "kondou", "ishii", "saitou", "sakamoto",
        "endou", "aoki", "fujii", "nishimura", "fukuda", "oota", "miura", "okamoto", "matsuda", "nakagawa", "nakano",
        "harada", "ono", "tamura", "takeuchi", "kaneko", "wada", "nakayama", "ishida", "ueda", "morita", "hara",
        "taro", "tarou", "jiro", "ichiro", "kenji", "hiroshi", "takashi", "makoto", "kazuo", "akira", "daisuke",
        "takuya", "shota", "sota", "haruto", "yuto", "ren", "hanako", "yoshiko", "keiko", "yumi", "mayumi", "tomoko",
        "naomi", "megumi", "ayaka", "misaki", "aoi", "yui", "hina", "sakura", "rin",
    ]

    private static let places = [
        "nihon", "nippon", "toukyou", "tokyo", "oosaka", "osaka", "kyouto", "kyoto", "nagoya", "sapporo", "sendai",
        "fukuoka", "hiroshima", "yokohama", "kawasaki", "saitama", "chiba", "kobe", "kobe", "niigata", "hokkaido",
        "hokkaidou", "okinawa", "kagoshima", "kumamoto", "nagasaki", "shizuoka", "kanazawa", "ishikawa", "toyama",
        "fukui", "nagano", "gifu", "aichi", "hyogo", "nara", "wakayama", "okayama", "fukushima", "miyagi", "iwate",
        "aomori", "akita", "yamagata", "ibaraki", "tochigi", "gunma", "kanagawa", "fujisan", "shinjuku", "shibuya",
    ]

    private static let field = [
        "anpi", "anpikakunin", "jishin", "bousai", "saigai", "tsunami", "hinan", "kinkyuu", "renraku", "kaisha",
        "jimusho", "sharoushi", "roumu", "soumu", "jinji", "keiri", "eigyou", "kanri", "kanrisha", "shain", "dantai",
    ]
}
