//! `unplain run --mask`: what comes out, and that nothing else is different.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    process::{Child, Command, Stdio},
};

use base64::{Engine as _, engine::general_purpose};
use serde_json::{Value, json};
use unplain_testkit::Tokens;

use crate::world::{Outcome, Started, World, finish, until};

const MARKER: &str = "[unplain:A_KEY]";

/// A home in whose store `A_KEY` is, and the value.
fn world(seed: u64) -> (World, String) {
    let world = World::new();
    let secret = Tokens::new(seed).opaque(32);
    keep(&world, "A_KEY", &secret);
    (world, secret)
}

fn keep(world: &World, name: &str, value: &str) {
    world.unplain(["set", name]).input(value).run().expect(0);
}

fn masked<'w>(world: &'w World, script: &str) -> Started<'w> {
    world.unplain(["run", "--mask", "--", "sh", "-c", script])
}

fn run(world: &World, script: &str) -> Outcome {
    masked(world, script).run()
}

/// Sends a signal.
fn kill(signal: &str, child: &Child) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args([&format!("-{signal}"), &id]).status().unwrap().success());
}

#[test]
fn a_server_that_repeats_its_environment_in_every_encoding() {
    let (world, _) = world(520);
    let odd = format!("{}\"/\\+ é\n{}", Tokens::new(521).opaque(12), Tokens::new(522).opaque(12));
    keep(&world, "B_KEY", &odd);
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    let percent = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
    let escaped =
        |text: &str| text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
    let basic = |text: &str| general_purpose::STANDARD.encode(format!("user:{text}"));
    let inner = json!({ "key": odd }).to_string();
    let texts = [
        odd.clone(),
        hex(&odd),
        hex(&odd).to_uppercase(),
        percent(&odd),
        basic(&odd),
        general_purpose::URL_SAFE_NO_PAD.encode(&odd),
        inner.clone(),
        json!([inner]).to_string(),
    ];
    let mut lines: Vec<String> = (0..)
        .zip(&texts)
        .map(|(id, text)| {
            json!({"jsonrpc": "2.0", "id": id, "result": {"text": format!("is {text}!")}})
                .to_string()
        })
        .collect();
    lines
        .push(format!(r#"{{"jsonrpc":"2.0","id":8,"result":{{"text":"is {}!"}}}}"#, escaped(&odd)));
    world.home.file("lines", lines.join("\n") + "\n");
    let script = "cat lines; cat lines >&2; env | grep A_KEY; printf %s \"$A_KEY\" | base64; printf %s \"$A_KEY\" | od -An -v -tx1 | tr -d ' \\n'";
    let outcome = run(&world, script).expect(0);
    let mut out = outcome.stdout.lines();
    let mut errors = outcome.stderr.lines();
    for (id, line) in lines.iter().enumerate() {
        let got = out.next().unwrap();
        assert_eq!(errors.next().unwrap(), got);
        let parsed: Value = serde_json::from_str(got).unwrap_or_else(|_| panic!("{line}\n{got}"));
        assert_eq!(parsed["id"], id);
        let text = parsed["result"]["text"].as_str().unwrap();
        assert!(text.starts_with("is ") && text.ends_with('!'), "{text}");
        assert!(text.contains("[unplain:B_KEY]"), "{text}");
        assert!(text.len() < 60, "{text}");
    }
    assert_eq!(out.next(), Some(format!("A_KEY={MARKER}").as_str()));
    assert!(out.next().unwrap().starts_with(MARKER));
    assert_eq!(out.next(), Some(MARKER));
}

#[test]
fn what_holds_no_value_comes_out_byte_for_byte() {
    let (world, _) = world(523);
    let bytes: Vec<u8> =
        (0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    world.home.file("bytes", &bytes);
    let mut child = masked(&world, "cat bytes").spawn();
    let mut got = Vec::new();
    child.stdout.take().unwrap().read_to_end(&mut got).unwrap();
    assert!(got == bytes);
    finish(child).expect(0);
}

#[test]
fn a_long_output_with_values_all_over() {
    let (world, secret) = world(524);
    let script = r#"yes "some words before $A_KEY and some behind it" | head -n 1500000"#;
    let mut child = masked(&world, script).spawn();
    let out = BufReader::new(child.stdout.take().unwrap());
    let whole = format!("some words before {MARKER} and some behind it");
    let lines = out.lines().map(|line| assert_eq!(line.unwrap(), whole)).count();
    assert_eq!(lines, 1_500_000);
    assert!(lines * (whole.len() - MARKER.len() + secret.len() + 1) > 100_000_000);
    finish(child).expect(0);
}

#[test]
fn requests_and_answers_take_turns() {
    let (world, _) = world(525);
    let script = r#"while read -r line; do echo "$line $A_KEY"; done; echo end"#;
    let mut started = masked(&world, script);
    started.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = started.command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    for request in ["one", "two", "three"] {
        writeln!(input, "{request}").unwrap();
        let mut answer = String::new();
        out.read_line(&mut answer).unwrap();
        assert_eq!(answer, format!("{request} {MARKER}\n"));
    }
    drop(input);
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "end\n");
    finish(child).expect(0);
}

#[test]
fn it_ends_as_the_program_ends() {
    let (world, _) = world(526);
    for code in [0, 1, 7, 125, 255] {
        assert_eq!(run(&world, &format!("echo out; exit {code}")).code, Some(code));
    }
    for signal in [1, 2, 6, 9, 11, 13, 15] {
        let outcome = run(&world, &format!("kill -{signal} $$"));
        assert_eq!((outcome.code, outcome.signal), (None, Some(signal)));
    }
    world.unplain(["run", "--mask", "--", "no-such-program"]).run().expect(127);
}

#[test]
fn signals_reach_the_program() {
    let (world, _) = world(527);
    for signal in ["INT", "TERM", "HUP", "QUIT", "USR1", "USR2"] {
        // The shell waits for a line, which a signal interrupts.
        let script = format!(
            "trap 'echo got {signal}; exit 3' {signal}; echo ready; while :; do sleep 0.02; done"
        );
        let mut child = masked(&world, &script).spawn();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        kill(signal, &child);
        let mut rest = String::new();
        out.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, format!("got {signal}\n"));
        finish(child).expect(3);
    }
}

#[test]
fn a_signal_that_the_program_does_not_expect_ends_both() {
    let (world, _) = world(528);
    let mut child = masked(&world, "echo ready; exec sleep 1000").spawn();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    kill("TERM", &child);
    let outcome = finish(child);
    assert_eq!((outcome.code, outcome.signal), (None, Some(15)));
}

#[test]
fn a_reader_that_goes_away_is_noticed_by_the_program() {
    let (world, _) = world(529);
    let mut child = masked(&world, "yes; echo $? >ended").spawn();
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut [0; 100]).unwrap();
    drop(out);
    finish(child).expect(0);
    assert_ne!(world.home.read("ended"), "0\n");
}

#[test]
fn a_program_that_closes_its_output_closes_ours() {
    let (world, _) = world(530);
    let mut child = masked(&world, "echo last; exec >&-; while :; do sleep 0.02; done").spawn();
    let mut got = String::new();
    child.stdout.take().unwrap().read_to_string(&mut got).unwrap();
    assert_eq!(got, "last\n");
    kill("TERM", &child);
    assert_eq!(finish(child).signal, Some(15));
}

#[test]
fn a_program_that_closes_its_input_closes_ours() {
    let (world, _) = world(531);
    let mut started = masked(&world, "exec <&-; echo closed; while :; do sleep 0.02; done");
    started.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = started.command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let mut input = child.stdin.take().unwrap();
    until(|| input.write_all(b"line\n").is_err());
    kill("TERM", &child);
    finish(child);
}

#[test]
fn what_a_program_leaves_behind_does_not_keep_it() {
    let (world, _) = world(532);
    let script = "sleep 1000 & echo $! >left; echo \"$A_KEY\"";
    let outcome = run(&world, script).expect(0);
    assert_eq!(outcome.stdout, format!("{MARKER}\n"));
    let left = world.home.read("left");
    assert!(Command::new("kill").arg(left.trim()).status().unwrap().success());
}

#[test]
fn a_stalled_reader_holds_up_neither_errors_nor_signals() {
    let (world, _) = world(533);
    let script = "(yes & echo $! >writer) ; trap 'kill $(cat writer); echo got it >&2; exit 4' TERM; echo ready >&2; while :; do sleep 0.02; done";
    let mut child = masked(&world, script).spawn();
    let mut errors = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    errors.read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n");
    kill("TERM", &child);
    line.clear();
    errors.read_line(&mut line).unwrap();
    assert_eq!(line, "got it\n");
    finish(child).expect(4);
}

#[test]
fn both_outputs_in_one_place_stay_in_order() {
    let (world, _) = world(534);
    let script = r#""$0" run --mask -- sh -c 'for n in 1 2 3 4 5 6 7 8 9; do echo out $n; echo err $n >&2; done' 2>&1"#;
    let outcome = world
        .start("sh", ["-c".as_ref(), script.as_ref(), crate::world::unplain().as_os_str()])
        .run()
        .expect(0);
    let wanted: String = (1..10).map(|n| format!("out {n}\nerr {n}\n")).collect();
    assert_eq!(outcome.stdout, wanted);
}

#[test]
fn values_that_cannot_be_masked_are_named() {
    let (mut world, _) = world(535);
    keep(&world, "SHORT_KEY", "abc");
    keep(&world, "WORD_KEY", "production");
    let outcome = run(&world, "echo $SHORT_KEY $WORD_KEY $A_KEY").expect(0);
    assert_eq!(outcome.stdout, format!("abc production {MARKER}\n"));
    outcome.says("SHORT_KEY is not masked").says("WORD_KEY is not masked");
    // One that a server is to get and has from elsewhere is masked too.
    let exported = Tokens::new(536).opaque(30);
    world.export("C_KEY", exported.as_str());
    let only = ["run", "--mask", "--only", "C_KEY", "--", "sh", "-c", "echo $C_KEY"];
    assert_eq!(world.unplain(only).run().expect(0).stdout, "[unplain:C_KEY]\n");
}

#[test]
fn a_value_in_an_argument_is_masked_and_recorded_like_any_other() {
    let (world, secret) = world(537);
    let filled = ["run", "--mask", "--fill", "--", "echo", "$<env:A_KEY>"];
    assert_eq!(world.unplain(filled).run().expect(0).stdout, format!("{MARKER}\n"));
    let bare = ["run", "--fill", "--", "echo", "$<env:A_KEY>"];
    assert_eq!(world.unplain(bare).run().expect(0).stdout, format!("{secret}\n"));
    let environment =
        ["run", "--fill", "--", "sh", "-c", "echo ${A_KEY-unset}; exit ${#0}", "$<env:A_KEY>"];
    let outcome = world.unplain(environment).run().expect(32);
    assert_eq!(outcome.stdout, "unset\n", "what fills an argument goes nowhere else");
    let log = world.home.read(".local/state/unplain/audit.jsonl");
    assert_eq!(log.lines().filter(|line| line.contains("[\"A_KEY\"]")).count(), 3, "{log}");
}

#[test]
fn a_signal_that_is_to_be_ignored_stays_ignored() {
    let (world, _) = world(537);
    let script =
        r#"trap '' HUP; exec "$0" run --mask -- sh -c 'echo ready; read line; echo "$line"'"#;
    let mut started =
        world.start("sh", ["-c".as_ref(), script.as_ref(), crate::world::unplain().as_os_str()]);
    started.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = started.command.spawn().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    out.read_line(&mut line).unwrap();
    kill("HUP", &child);
    child.stdin.take().unwrap().write_all(b"still here\n").unwrap();
    line.clear();
    out.read_line(&mut line).unwrap();
    assert_eq!(line, "still here\n");
    finish(child).expect(0);
}
