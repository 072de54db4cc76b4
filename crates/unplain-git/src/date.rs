//! Times as commits have them.

/// A time with the offset of the clock that it was read from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Time {
    /// Seconds since 1970.
    pub(crate) seconds: i64,
    /// Minutes east of Greenwich.
    pub(crate) offset: i16,
}

impl Time {
    /// The time at the end of an `author` or `committer` line: `NAME <MAIL> SECONDS +HHMM`. What can't be read is 0.
    pub(crate) fn of_signature(line: &[u8]) -> Self {
        let mail_end = line.iter().rposition(|byte| *byte == b'>').map_or(0, |at| at + 1);
        let text = line.get(mail_end..).and_then(|rest| std::str::from_utf8(rest).ok());
        let mut words = text.unwrap_or_default().split_ascii_whitespace();
        let seconds = words.next().and_then(|word| word.parse().ok()).unwrap_or_default();
        let clock: i16 = words.next().and_then(|word| word.parse().ok()).unwrap_or_default();
        // Clocks further off than a day do not exist.
        let offset = (clock / 100).clamp(-23, 23) * 60 + (clock % 100).clamp(-59, 59);
        Self { seconds, offset }
    }

    /// As RFC 3339 has it, with the offset. Years before 0 and after 9999, which it has not, become the nearest.
    pub(crate) fn rfc3339(self) -> String {
        const FIRST: i64 = -62_167_219_200;
        const LAST: i64 = 253_402_300_799;
        let local = self.seconds.saturating_add(i64::from(self.offset) * 60).clamp(FIRST, LAST);
        let (days, second) = (local.div_euclid(86_400), local.rem_euclid(86_400));
        let (year, month, day) = civil(days);
        let (hours, minutes) = (second / 3600, second / 60 % 60);
        let sign = if self.offset < 0 { '-' } else { '+' };
        let offset = self.offset.unsigned_abs();
        format!(
            "{year:04}-{month:02}-{day:02}T{hours:02}:{minutes:02}:{:02}{sign}{:02}:{:02}",
            second % 60,
            offset / 60,
            offset % 60
        )
    }
}

/// Year, month and day of a number of days since 1970 (Howard Hinnant, `civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::Time;

    fn of(line: &str) -> String {
        Time::of_signature(line.as_bytes()).rfc3339()
    }

    #[test]
    fn a_date_keeps_the_authors_clock() {
        assert_eq!(of("A <a@b> 0 +0000"), "1970-01-01T00:00:00+00:00");
        assert_eq!(of("A <a@b> 1709210096 +0530"), "2024-02-29T18:04:56+05:30");
        assert_eq!(of("A <a@b> 1709210096 -0330"), "2024-02-29T09:04:56-03:30");
        assert_eq!(of("A <a@b> -1 +0000"), "1969-12-31T23:59:59+00:00");
    }

    #[test]
    fn nonsense_is_still_a_date() {
        assert_eq!(of("A <a@b"), "1970-01-01T00:00:00+00:00");
        assert_eq!(of("A <a@b> 99999999999999999 +9999"), "9999-12-31T23:59:59+23:59");
        assert_eq!(of("A <a@b> 9223372036854775807 -0000"), "9999-12-31T23:59:59+00:00");
        assert_eq!(of("A <a@b> -9223372036854775808 -9999"), "0000-01-01T00:00:00-23:59");
    }
}
