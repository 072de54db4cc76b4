//! What the marks of the set stand for: values drawn from a seed, in the shapes that their makers document.

use anyhow::{Result, bail};
use base64::{
    Engine,
    prelude::{BASE64_STANDARD, BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD},
};
use unplain_testkit::Tokens;

use super::shapes::{HARMLESS, SECRETS};

/// A value of this kind.
///
/// # Errors
///
/// If no kind has this name.
pub(super) fn draw(kind: &str, tokens: &mut Tokens) -> Result<String> {
    if let Some(value) = composed(kind, tokens) {
        return Ok(value);
    }
    if let Some((_, shape)) = SECRETS.iter().chain(HARMLESS).find(|(name, _)| *name == kind) {
        return Ok(tokens.of_shape(shape, "none"));
    }
    if Tokens::ids().any(|id| id == kind) {
        return Ok(tokens.token(kind));
    }
    bail!("no kind of value is called {kind}")
}

/// Values that are more than a row of characters.
fn composed(kind: &str, tokens: &mut Tokens) -> Option<String> {
    let shape = |tokens: &mut Tokens, shape: &str| tokens.of_shape(shape, "none");
    Some(match kind {
        "password-manager" => tokens.password(),
        "password-signs" => {
            shape(tokens, "b62{6}") + tokens.pick(&["$&", "#@", "?/", "%!"]) + &tokens.opaque(8)
        }
        "password-human" => {
            let word = capital(tokens.pick(WORDS));
            word + &(1970 + tokens.below(55)).to_string() + tokens.pick(&["!", "!!", "#", "?", "$"])
        }
        "password-leet" => {
            let word = capital(tokens.pick(WORDS));
            let swap = |c| match c {
                'o' => '0',
                'e' => '3',
                'a' => '4',
                'i' => '1',
                's' => '5',
                c => c,
            };
            let leet: String = word.chars().map(swap).collect();
            leet + tokens.pick(&["&", "!", "_", "-"]) + &tokens.below(90).to_string() + "x"
        }
        "passphrase" => {
            let words: Vec<&str> = (0..3).map(|_| tokens.pick(WORDS)).collect();
            format!("{}-{}", words.join("-"), 10 + tokens.below(90))
        }
        "passphrase-dots" => {
            let words: Vec<String> = (0..4).map(|_| capital(tokens.pick(WORDS))).collect();
            words.join(".")
        }
        "opaque-20" => tokens.opaque(20),
        "opaque-24" => tokens.opaque(24),
        "opaque-32" => tokens.opaque(32),
        "opaque-40" => tokens.opaque(40),
        "opaque-64" => tokens.opaque(64),
        "wordpress-app-password" => {
            (0..6).map(|_| shape(tokens, "b62{4}")).collect::<Vec<_>>().join(" ")
        }
        "mnemonic" => (0..12).map(|_| tokens.pick(WORDS)).collect::<Vec<_>>().join(" "),
        "basic" => {
            let user = tokens.pick(&["svc-mcp", "ana", "deploy", "api"]);
            BASE64_STANDARD.encode(format!("{user}:{}", tokens.opaque(18)))
        }
        "basic-email-token" => {
            let token = tokens.opaque(24);
            BASE64_STANDARD.encode(format!("dev@globex.dev:{token}"))
        }
        "discord-bot-token" => {
            let id = shape(tokens, r#"[1-9]{1} digit{17}"#);
            let first = BASE64_STANDARD_NO_PAD.encode(id);
            format!("{first}.{}.{}", shape(tokens, "b64u{6}"), shape(tokens, "b64u{38}"))
        }
        "github-app-installation-token" => {
            format!("ghs_{}_{}", 100_000 + tokens.below(900_000), tokens.token("jwt"))
        }
        "sentry-org-token" => {
            let payload = r#"{"iat":1726000000.12,"url":"https://sentry.io","region_url":"https://us.sentry.io","org":"globex"}"#;
            format!("sntrys_{}_{}", BASE64_STANDARD.encode(payload), shape(tokens, "b62{43}"))
        }
        "onepassword-service-account" => {
            let secret = tokens.opaque(64);
            let json = format!(
                r#"{{"signInAddress":"globex.1password.com","userAuth":{{"method":"SRPg-4096"}},"email":"x@1passwordserviceaccounts.com","srpX":"{secret}","muk":{{"alg":"A256GCM","k":"{}"}},"secretKey":"A3-{}","throttleSecret":{{"seed":"{}"}}}}"#,
                tokens.opaque(43),
                tokens.opaque(26),
                tokens.opaque(64)
            );
            format!("ops_{}", BASE64_URL_SAFE_NO_PAD.encode(json))
        }
        "slack-d-cookie-percent" => format!(
            "xoxd-{}%2F{}%2B{}%3D%3D",
            tokens.opaque(40),
            tokens.opaque(44),
            tokens.opaque(30)
        ),
        "grafana-cloud-token" => {
            let json = format!(
                r#"{{"o":"812345","n":"mcp-reader","k":"{}","m":{{"r":"eu"}}}}"#,
                tokens.opaque(24)
            );
            format!("glc_{}", BASE64_STANDARD.encode(json))
        }
        "n8n-api-key" => tokens.of_shape("", "jwt-n8n"),
        "aws-session-token" => format!("IQoJb3JpZ2luX2VjE{}", shape(tokens, "b64{300}")),
        "private-key" => tokens.token("private-key"),
        "rsa-private-key" => tokens.token("private-key").replace("PRIVATE KEY", "RSA PRIVATE KEY"),
        "google-api-key-gemini-new" => format!("AQ.Ab8RN6{}", shape(tokens, "b64u{44}")),
        // Harmless ones.
        "pem-public-key" => tokens.token("private-key").replace("PRIVATE KEY", "PUBLIC KEY"),
        "pem-certificate" => tokens.token("private-key").replace("PRIVATE KEY", "CERTIFICATE"),
        "jwt-io-sample" => {
            let part = |json: &str| BASE64_URL_SAFE_NO_PAD.encode(json);
            let head = part(r#"{"alg":"HS256","typ":"JWT"}"#);
            let body = part(r#"{"sub":"1234567890","name":"John Doe","iat":1516239022}"#);
            format!("{head}.{body}.SflKxwRJSMeKKF2QT4{}", "fwpMeJf36POk6yJV_adQssw5c")
        }
        "aws-example-id" => ["AKIAIOSFODNN7", "EXAMPLE"].concat(),
        "aws-example-secret" => ["wJalrXUtnFEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY"].concat(),
        "icon-png" => format!(
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAYAAAAf8/9hAAAA{}AAAAAElFTkSuQmCC",
            shape(tokens, "b64{180}")
        ),
        "icon-svg" => {
            let d = shape(tokens, "digit{40}");
            let svg = format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\"><path d=\"M{d}\"/></svg>"
            );
            format!("data:image/svg+xml;base64,{}", BASE64_STANDARD.encode(svg))
        }
        "cert-fingerprint" => {
            let hex = shape(tokens, "HEX{40}");
            let bytes: Vec<String> =
                hex.as_bytes().chunks(2).map(|b| String::from_utf8_lossy(b).into_owned()).collect();
            bytes.join(":")
        }
        _ => return None,
    })
}

fn capital(word: &str) -> String {
    let mut signs = word.chars();
    signs.next().map_or(String::new(), |first| first.to_uppercase().chain(signs).collect())
}

const WORDS: &[&str] = &[
    "sunshine",
    "banana",
    "troubador",
    "orange",
    "dragon",
    "winter",
    "coffee",
    "battery",
    "staple",
    "monkey",
    "lantern",
    "horse",
    "garden",
    "pirate",
    "silver",
    "marble",
    "thunder",
    "rocket",
    "purple",
    "cactus",
    "wombat",
    "pepper",
    "harbor",
    "falcon",
    "pickle",
    "summer",
    "velvet",
];
