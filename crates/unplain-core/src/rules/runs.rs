//! Lengths of runs, so that no byte is looked at again and again where a token could begin at many places of one run.

use super::class::Class;

/// What is known of runs in one text.
#[derive(Default)]
pub(super) struct Runs {
    known: [Option<Known>; 4],
    oldest: usize,
    /// How many bytes were looked at, again and again ones too: what tests hold to be linear.
    pub(super) work: usize,
}

/// All bytes from `from` to `end` are of the class.
#[derive(Clone, Copy)]
struct Known {
    class: Class,
    from: usize,
    end: usize,
}

/// Shorter runs are not worth remembering.
const SHORT: usize = 64;

impl Runs {
    /// How many bytes of `class` stand at `at`, at most `max`. Always the same text must be given.
    pub(super) fn length(&mut self, text: &[u8], at: usize, class: Class, max: usize) -> usize {
        let limit = at.saturating_add(max);
        let covers =
            |known: &&mut Known| known.class == class && known.from <= at && at <= known.end;
        let mut known = self.known.iter_mut().flatten().find(covers);
        let from = known.as_ref().map_or(at, |known| known.end);
        let rest = text.get(from..limit.min(text.len())).unwrap_or_default();
        let more = rest.iter().take_while(|byte| class.has(**byte)).count();
        let end = from + more;
        self.work += more + 1;
        if let Some(known) = &mut known {
            known.end = end;
        } else if more > SHORT
            && let Some(place) = self.known.get_mut(self.oldest)
        {
            *place = Some(Known { class, from: at, end });
            self.oldest = (self.oldest + 1) % self.known.len();
        }
        end.min(limit) - at
    }
}
