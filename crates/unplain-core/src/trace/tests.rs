use unplain_testkit::Tokens;

use super::{Form, Found, Tracer, Untraceable, traceable};
use crate::{Secret, VarName};

fn tracer(values: &[&str]) -> Tracer {
    let named = values.iter().enumerate().map(|(index, value)| {
        (VarName::parse(&format!("KEY_{index}")).unwrap(), Secret::new((*value).to_owned()))
    });
    Tracer::new(&named.collect::<Vec<_>>())
}

/// Feeds `text` in windows of `size` new bytes.
fn look(tracer: &Tracer, text: &[u8], size: usize) -> Vec<Found> {
    let mut file = tracer.file();
    let mut at = 0;
    while at < text.len() {
        let carried = at.min(tracer.overlap());
        let end = (at + size).min(text.len());
        file.feed(&text[at - carried..end], carried);
        at = end;
    }
    file.finish().map(|traced| traced.found).unwrap_or_default()
}

fn places(found: &[Found]) -> Vec<(u64, usize, Form)> {
    found.iter().map(|found| (found.offset, found.value, found.form)).collect()
}

#[test]
fn a_value_is_found_at_its_line_and_column_whatever_the_windows() {
    let mut tokens = Tokens::new(70);
    let (a, b) = (tokens.opaque(24), tokens.opaque(40));
    let tracer = tracer(&[&a, &b]);
    let text = format!("é {a}\n\nx{b}{b} {a}\n{}{b}", "line\n".repeat(300));
    let lines: Vec<_> = [(1, 3), (3, 2), (3, 42), (3, 83), (304, 1)].to_vec();
    for size in 1..200 {
        let found = look(&tracer, text.as_bytes(), size);
        assert_eq!(found.iter().map(|f| (f.line, f.column)).collect::<Vec<_>>(), lines, "{size}");
        for place in &found {
            let line = text.lines().nth(place.line - 1).unwrap();
            assert_eq!(&line[place.span.clone()], [&a, &b][place.value]);
            assert_eq!(place.end, (place.line, place.column + place.span.len()));
        }
    }
}

#[test]
fn a_value_inside_another_is_found_as_both() {
    let mut tokens = Tokens::new(71);
    let password = tokens.opaque(20);
    let address = format!("postgres://me:{password}@db.test/x");
    let tracer = tracer(&[&password, &address]);
    let found = look(&tracer, format!("url={address}").as_bytes(), 7);
    assert_eq!(places(&found), [(4, 1, Form::Plain), (18, 0, Form::Plain)]);
}

#[test]
fn many_places_are_counted_beyond_the_first_hundred() {
    let value = Tokens::new(72).opaque(20);
    let tracer = tracer(&[&value]);
    let mut file = tracer.file();
    file.feed(format!("{value}\n").repeat(130).as_bytes(), 0);
    let traced = file.finish().unwrap();
    assert_eq!((traced.found.len(), traced.more), (100, vec![30]));
}

#[test]
fn only_values_that_mean_something_where_they_are_met_can_be_traced() {
    let mut tokens = Tokens::new(73);
    let can = |value: String| traceable(&Secret::new(value));
    for value in [
        tokens.opaque(16),
        tokens.password(),
        tokens.uuid(),
        tokens.of_shape("hex{32}", "none"),
        tokens.token("jwt"),
        format!("postgres://me:{}@db.test/x", tokens.opaque(12)),
        "correct horse battery staple".to_owned(),
    ] {
        assert_eq!(can(value.clone()), Ok(()), "{value}");
    }
    assert_eq!(can(tokens.opaque(7)), Err(Untraceable::Short));
    assert_eq!(can(format!("  {}\n", tokens.opaque(7))), Err(Untraceable::Short));
    for value in [
        "production",
        "localhost:5432",
        "123456789",
        "/usr/local/bin",
        "https://api.example.test",
        "your-api-key-here",
        "${GITHUB_TOKEN}",
        "claude-sonnet-4-20250514",
    ] {
        assert_eq!(can(value.to_owned()), Err(Untraceable::Ordinary), "{value}");
    }
}

#[test]
fn a_path_is_shown_without_the_values_in_it() {
    let value = Tokens::new(74).opaque(20);
    let tracer = tracer(&[&value]);
    assert_eq!(tracer.masked(&format!("/a/{value}/b-{value}")), "/a/…/b-…");
    assert_eq!(tracer.masked("/a/b"), "/a/b");
}
