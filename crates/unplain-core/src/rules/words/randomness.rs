//! How much likelier it is that a text was drawn at random than that somebody wrote it.
//!
//! Two models give the text a length in bits. *Drawn*: each character is any of its alphabet. *Written*: each follows
//! the one before as in names and sentences, capitals stand where words begin, digits and signs keep together. The
//! difference tells keys from words far better than entropy does: of random texts of 16 characters one in a hundred has
//! less than 20 bits, of identifiers, file and package names one in two hundred has more.

/// Bits by which `text` is likelier drawn than written; negative for what reads well.
pub(super) fn randomness(text: &str) -> f32 {
    written(text) - drawn(text)
}

/// What an identifier or an address may have between its words, and its cost.
const SEPARATORS: &[u8] = b" _-./:,=@";
const SEPARATOR: f32 = 2.5;
const SIGN: f32 = 7.0;
const DIGIT: f32 = 3.3;

fn written(text: &str) -> f32 {
    let cased = text.bytes().any(|b| b.is_ascii_lowercase())
        && text.bytes().any(|b| b.is_ascii_uppercase());
    let mut bits = 0.0;
    let (mut two_before, mut before) = (b' ', b' ');
    for byte in text.bytes() {
        bits += follows(before, byte);
        bits += match byte {
            b'0'..=b'9' => DIGIT,
            b'a'..=b'z' | b'A'..=b'Z' if cased => case(two_before, before, byte),
            b'a'..=b'z' | b'A'..=b'Z' => 0.0,
            _ if SEPARATORS.contains(&byte) => SEPARATOR,
            _ => SIGN,
        };
        (two_before, before) = (before, byte);
    }
    bits + follows(before, b' ')
}

/// The cost of a letter's case after the two bytes before it.
fn case(two_before: u8, before: u8, letter: u8) -> f32 {
    let begins_word = !two_before.is_ascii_uppercase();
    match (before.is_ascii_alphabetic(), before.is_ascii_uppercase(), letter.is_ascii_uppercase()) {
        (false, _, false) => 0.3,
        (false, _, true) => 2.5,
        (true, false, false) => 0.0,
        (true, false, true) => 3.4,
        (true, true, false) => {
            if begins_word {
                0.5
            } else {
                4.0
            }
        }
        (true, true, true) => {
            if begins_word {
                1.0
            } else {
                0.2
            }
        }
    }
}

fn drawn(text: &str) -> f32 {
    let all = |test: fn(&u8) -> bool| text.as_bytes().iter().all(test);
    let any = |test: fn(&u8) -> bool| text.as_bytes().iter().any(test);
    let hex = |letters: std::ops::RangeInclusive<u8>| {
        text.bytes().all(|b| b.is_ascii_digit() || letters.contains(&b))
    };
    let mut alphabet = 0.0;
    if hex(b'a'..=b'f') || hex(b'A'..=b'F') {
        alphabet = 16.0;
    } else {
        for (class, size) in [
            (u8::is_ascii_lowercase as fn(&u8) -> bool, 26.0),
            (u8::is_ascii_uppercase, 26.0),
            (u8::is_ascii_digit, 10.0),
        ] {
            alphabet += if any(class) { size } else { 0.0 };
        }
        let plain = all(|b| b.is_ascii_alphanumeric());
        let base64 = all(|b| b.is_ascii_alphanumeric() || b"_-+/=.".contains(b));
        alphabet += if plain {
            0.0
        } else if base64 {
            2.0
        } else {
            20.0
        };
    }
    let length = u16::try_from(text.len()).unwrap_or(u16::MAX);
    f32::from(length) * f32::log2(alphabet)
}

/// Bits of `next` after `before`, without its case and without which digit or sign it is.
fn follows(before: u8, next: u8) -> f32 {
    let code =
        COSTS.get(class(before)).and_then(|row| row.get(class(next))).copied().unwrap_or(b'0');
    f32::from(code.saturating_sub(b'0')) / 3.0
}

/// 0 to 25 for letters, 26 for digits, 27 for all else and the ends.
fn class(byte: u8) -> usize {
    match byte.to_ascii_lowercase() {
        letter @ b'a'..=b'z' => usize::from(letter - b'a'),
        b'0'..=b'9' => 26,
        _ => 27,
    }
}

/// By class, the cost of the class that follows, in thirds of a bit above `0`. Counted over 60,000 package names with
/// their summaries and 60,000 identifiers of program sources.
const COSTS: [&[u8; 28]; 28] = [
    b"L?:>LF>O@NE;?9O<T:;8BBEFBHJ;",
    b"9FAF:KIL<AL9HK<BQ:=E:KPK?QE8",
    b";NDH;JJ;@P<=FL6EQ;@8@KQPESI<",
    b";DF@6DDJ:K@@HI=GT@@G?IJJFUF5",
    b"=B>=CBDLHJK>?:GBG89>ICD?GOI6",
    b"=MFF=>JP8OM=HI5HQ<AA>RNMAWE:",
    b"?KIL7KB>8NQ?F??HO<?G=OOIJPI6",
    b"8IIG6LQO;NNFEI<ID@F9=THUDOG7",
    b"A@<>>@>TMNG<>6:>NB=9L@MDUCJ=",
    b"8KLO8QQMAQJNEP@FAK3L?JFNOUHC",
    b";DE@6DEI:KNCID@FOE<CCIKQFSG4",
    b":HH@7GIQ7PH<IM;CWK@@<HJU?SE8",
    b"7@ED8LIN;LL??H:9LJ@H?LOPGUG8",
    b"=K>:;A:L=JECJD>DQI;8BCOMFOH7",
    b"CC><M@BPEEC>;7@?V7@@>B@FLPP;",
    b":IEF9JJA<QI9DK:=V:=;>KLOGTG:",
    b"EIHGEJHODNN7HGEEK?EF2MHLSLG9",
    b":JBB7EDO;LAF@C:FQB>>@CKN>UJ6",
    b"AI=C:HK@<NFBDI?@II=9AFGMASG4",
    b"<LBI9GL;9KPEDM;AX==?BOFL=SI6",
    b"A=A@<D<Q<UL:>:K=X:99KNTASNFA",
    b"7KFK4FBJ7QLHDKAJSJBE<OOIMZ><",
    b":KCF8IL>6QKEJ=:FR<;GLVENIVJ:",
    b"AH@F=GIH=INDAIC:MGD7HLKH@R>4",
    b"CCEIADGLEJK?B>=7TH<@ILGRPJL3",
    b"9IFK4MJG;KFCGJ:KPIGH<LJI>@F<",
    b"FFFDHGMMKKKMIDOGRKIJMMNHMS34",
    b";?;??<AA>BF?>?@<I=;;@A@IHKC9",
];

#[cfg(test)]
mod tests {
    use unplain_testkit::Tokens;

    use super::randomness;

    #[test]
    fn drawn_and_written_texts_lie_apart() {
        let mut tokens = Tokens::new(6);
        for shape in
            ["b62{20}", "hex{32}", "b64u{32}", "A36{24}", "a36{32}", "b64{40}", "[A-Za-z]{32}"]
        {
            for _ in 0..200 {
                let text = tokens.of_shape(shape, "none");
                assert!(randomness(&text) > 20.0, "{text}: {}", randomness(&text));
            }
        }
        for text in [
            "modelcontextprotocol",
            "claude-sonnet-4-20250514",
            "GITHUB_PERSONAL_ACCESS_TOKEN",
            "figmaDeveloperMcp",
            "@modelcontextprotocol/server-filesystem",
            "eu-central-1.console.aws.amazon.com",
            "HTTPServerRequest",
            "application/vnd.github.v3+json",
            "correct-horse-battery-staple",
            "postgresql_connection_timeout",
        ] {
            assert!(randomness(text) < 8.0, "{text}: {}", randomness(text));
        }
    }
}
