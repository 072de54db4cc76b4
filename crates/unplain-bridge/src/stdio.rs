//! Standard input and output, each with a thread of its own: a line is a message.

use std::io::{self, BufRead as _, Write as _};

use tokio::sync::{mpsc, oneshot};

/// What goes to standard output.
pub(crate) enum Output {
    /// A message on one line.
    Line(Vec<u8>),
    /// Whoever waits for this knows that everything before it is written.
    Written(oneshot::Sender<()>),
}

/// The lines of standard input, without line ends and empty ones; and what comes when there are no more, at once, even
/// if lines are still to be taken.
pub(crate) fn input() -> (mpsc::Receiver<Vec<u8>>, oneshot::Receiver<()>) {
    let (lines, received) = mpsc::channel(16);
    let (end, ended) = oneshot::channel();
    std::thread::spawn(move || {
        let mut stdin = io::stdin().lock();
        loop {
            let mut line = Vec::new();
            match stdin.read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => break,
                Ok(_) => {}
            }
            let line = line.trim_ascii();
            if !line.is_empty() && lines.blocking_send(line.to_vec()).is_err() {
                break;
            }
        }
        let _ = end.send(());
    });
    (received, ended)
}

/// A way to standard output; and what comes when nobody reads it any more.
pub(crate) fn output() -> (mpsc::Sender<Output>, oneshot::Receiver<()>) {
    let (sender, mut outputs) = mpsc::channel(16);
    let (closed, is_closed) = oneshot::channel();
    std::thread::spawn(move || {
        let mut stdout = io::stdout().lock();
        while let Some(output) = outputs.blocking_recv() {
            match output {
                Output::Line(mut line) => {
                    line.push(b'\n');
                    if stdout.write_all(&line).and_then(|()| stdout.flush()).is_err() {
                        break;
                    }
                }
                Output::Written(sign) => {
                    let _ = sign.send(());
                }
            }
        }
        let _ = closed.send(());
    });
    (sender, is_closed)
}
