use std::collections::BTreeSet;

use unplain_testkit::Tokens;

use super::Masker;
use crate::{Secret, VarName, trace::forms::forms};

fn masker(values: &[&str]) -> Masker {
    let named = values.iter().enumerate().map(|(index, value)| {
        (VarName::parse(&format!("KEY_{index}")).unwrap(), Secret::new((*value).to_owned()))
    });
    Masker::new(&named.collect::<Vec<_>>())
}

/// What comes out for these pieces of a stream.
fn pass<'t>(masker: &Masker, pieces: impl IntoIterator<Item = &'t [u8]>) -> Vec<u8> {
    let (mut stream, mut out) = (masker.stream(), Vec::new());
    for piece in pieces {
        stream.push(piece, &mut out).unwrap();
        assert!(stream.held() <= masker.longest_delay());
    }
    stream.finish(&mut out).unwrap();
    out
}

fn masked(masker: &Masker, text: &str) -> String {
    String::from_utf8(pass(masker, [text.as_bytes()])).unwrap()
}

#[test]
fn every_form_is_masked_wherever_it_is_cut() {
    let mut tokens = Tokens::new(500);
    let odd = format!("{}/+ é\"'\\{}", tokens.opaque(6), tokens.opaque(5));
    for secret in [tokens.opaque(8), tokens.opaque(41), tokens.password(), odd] {
        let masker = masker(&[&secret]);
        for (form, text) in forms(&secret) {
            let around = [b"before ".as_slice(), &text, b" behind\n"].concat();
            let whole = pass(&masker, [around.as_slice()]);
            assert!(whole.starts_with(b"before ") && whole.ends_with(b" behind\n"), "{form:?}");
            assert!(!whole.windows(text.len()).any(|window| window == text.as_slice()), "{form:?}");
            for cut in 0..=around.len() {
                let (a, b) = around.split_at(cut);
                assert_eq!(pass(&masker, [a, b]), whole, "{form:?} at {cut}");
            }
            assert_eq!(pass(&masker, around.chunks(1)), whole, "{form:?} in single bytes");
        }
    }
}

#[test]
fn what_is_masked_is_what_the_simplest_search_finds() {
    let mut tokens = Tokens::new(501);
    for round in 0..200 {
        // Few letters, so that forms begin, end and overlap like each other.
        let secrets: Vec<String> = (0..1 + round % 4)
            .map(|n| tokens.of_shape(&format!("[ab]{{{}}}", 8 + (n * 5 + round) % 9), "none"))
            .collect();
        let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
        let mut text = tokens.of_shape("[ab]{200}", "none");
        for (index, secret) in secrets.iter().enumerate() {
            text.insert_str(index * 47, &format!("\n{secret}"));
            text.insert_str(index * 31, secret);
        }
        let masker = masker(&secrets);
        let whole = pass(&masker, [text.as_bytes()]);
        let kept: Vec<u8> = naive(&secrets, text.as_bytes());
        let whole_text = String::from_utf8(whole.clone()).unwrap();
        let mut rest = whole_text;
        for index in 0..secrets.len() {
            rest = rest.replace(&format!("[unplain:KEY_{index}]"), "");
        }
        assert_eq!(rest.as_bytes(), kept);
        for size in [1, 2, 7, 50] {
            assert_eq!(pass(&masker, text.as_bytes().chunks(size)), whole);
        }
    }
}

/// The bytes that stand in no form.
fn naive(secrets: &[&str], text: &[u8]) -> Vec<u8> {
    let mut covered = BTreeSet::new();
    for (_, form) in secrets.iter().flat_map(|secret| forms(secret)) {
        for start in 0..text.len() {
            if text[start..].starts_with(&form) {
                covered.extend(start..start + form.len());
            }
        }
    }
    let kept = text.iter().enumerate().filter(|(at, _)| !covered.contains(at));
    kept.map(|(_, &byte)| byte).collect()
}

#[test]
fn a_secret_inside_a_longer_base64_text_is_masked_at_each_alignment() {
    use base64::{Engine as _, engine::general_purpose};
    let secret = Tokens::new(502).opaque(30);
    let masker = masker(&[&secret]);
    for before in ["", "u", "us", "use", "user:"] {
        for engine in [
            general_purpose::STANDARD,
            general_purpose::STANDARD_NO_PAD,
            general_purpose::URL_SAFE,
            general_purpose::URL_SAFE_NO_PAD,
        ] {
            let text = engine.encode(format!("{before}{secret}???>>>"));
            let out = masked(&masker, &text);
            assert!(out.contains("[unplain:KEY_0]"), "{before}");
            // A digit at each end holds bits of its neighbour too, and stays.
            assert!(out.len() <= text.len() - 36 + "[unplain:KEY_0]".len(), "{before} {out}");
        }
    }
}

#[test]
fn a_line_goes_out_at_once_and_only_a_beginning_is_held() {
    let secret = format!("Zq{}", Tokens::new(503).opaque(30));
    let masker = masker(&[&secret]);
    let (mut stream, mut out) = (masker.stream(), Vec::new());
    stream.push(b"{\"id\":1}\n", &mut out).unwrap();
    assert_eq!(out, b"{\"id\":1}\n");
    stream.push(b"name: ", &mut out).unwrap();
    assert!(out.ends_with(b"name: "), "a prompt without a line end");
    stream.push(format!("is {}", &secret[..9]).as_bytes(), &mut out).unwrap();
    assert!(out.ends_with(b"name: is ") && stream.held() == 9);
    stream.push(b"\n", &mut out).unwrap();
    assert!(out.ends_with(format!("{}\n", &secret[..9]).as_bytes()) && stream.held() == 0);
    stream.push(&secret.as_bytes()[..9], &mut out).unwrap();
    stream.finish(&mut out).unwrap();
    assert!(out.ends_with(&secret.as_bytes()[..9]), "the beginning of a value alone is none");
}

#[test]
fn a_value_over_lines_keeps_their_ends() {
    let mut tokens = Tokens::new(504);
    let lines: Vec<String> = (0..3).map(|_| tokens.opaque(20)).collect();
    let masker = masker(&[&lines.join("\n")]);
    let text = format!("a\n{}\nb\n", lines.join("\n"));
    assert_eq!(masked(&masker, &text), "a\n[unplain:KEY_0]\n[unplain:KEY_0]\n[unplain:KEY_0]\nb\n");
    let text = serde_json::json!({"text": lines.join("\n")}).to_string();
    assert_eq!(masked(&masker, &text), "{\"text\":\"[unplain:KEY_0]\"}");
}

#[test]
fn values_that_overlap_are_masked_as_a_whole() {
    let masker = masker(&["abcdefgh12", "efgh12345678"]);
    assert_eq!(masked(&masker, "<abcdefgh12345678>"), "<[unplain:KEY_0][unplain:KEY_1]>");
    assert_eq!(masked(&masker, "abcdefgh12abcdefgh12"), "[unplain:KEY_0][unplain:KEY_0]");
}

#[test]
fn an_escape_that_a_value_seems_to_begin_in_stays() {
    let masker = masker(&["nabcdefgh-1", "e9abcdefgh-2", "\\\"abcdefgh-3"]);
    assert_eq!(masked(&masker, r#"["\nabcdefgh-1"]"#), r#"["\n[unplain:KEY_0]"]"#);
    assert_eq!(masked(&masker, r#"["\\nabcdefgh-1"]"#), r#"["\\[unplain:KEY_0]"]"#);
    assert_eq!(masked(&masker, r#"["\u00e9abcdefgh-2"]"#), r#"["\u00e9[unplain:KEY_1]"]"#);
    assert_eq!(masked(&masker, r#"["\\\"abcdefgh-3"]"#), r#"["[unplain:KEY_2]"]"#);
}

#[test]
fn a_line_of_json_stays_one_whatever_the_values() {
    let mut tokens = Tokens::new(505);
    let object =
        format!(r#"{{"type":"service_account","n":12,"on":true,"key":"{}\n"}}"#, tokens.opaque(30));
    let quotes = format!("{}\"{}", tokens.opaque(5), tokens.opaque(5));
    let across = format!("{}\",\"{}", tokens.opaque(5), tokens.opaque(5));
    let backslash = format!("{}\\", tokens.opaque(9));
    let numbers = "12345678\",\"x".to_owned();
    let secrets = [&object, &quotes, &across, &backslash, &numbers].map(String::as_str);
    let masker = masker(&secrets);
    let mut lines: Vec<String> = secrets
        .iter()
        .flat_map(|secret| {
            let once = serde_json::json!({"text": secret}).to_string();
            let twice = serde_json::json!({"text": once}).to_string();
            let thrice = serde_json::json!([twice]).to_string();
            [once, twice, thrice]
        })
        .collect();
    lines.push(format!(r#"{{"result":{object}}}"#));
    lines.push(format!(r#"["{across}"]"#));
    lines.push(format!(r#"["{numbers}"]"#));
    lines.push(format!(r#"["{backslash}"]"#));
    lines.push(format!(r#"["{backslash}\\"]"#));
    lines.push(format!(r#"["{backslash}n"]"#));
    let mut valid = 0;
    for line in lines {
        let out = masked(&masker, &line);
        assert!(out.contains("[unplain:KEY_"), "{line}");
        assert!(!secrets.iter().any(|secret| out.contains(secret)), "{line} {out}");
        if serde_json::from_str::<serde_json::Value>(&line).is_ok() {
            valid += 1;
            let parsed = serde_json::from_str::<serde_json::Value>(&out);
            assert!(parsed.is_ok(), "{line}\n{out}");
        }
    }
    assert!(valid >= 19, "{valid}");
}
