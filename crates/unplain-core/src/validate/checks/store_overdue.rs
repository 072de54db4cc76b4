//! A value that is older than the schema allows.

use crate::{
    Severity,
    validate::{Check, Verdict},
};

pub(crate) const CHECK: Check = Check {
    code: "store-overdue",
    severity: Severity::Warning,
    verdict: Verdict::Wrong,
    title: "The store was not changed for longer than a variable's `rotate_days`",
    about: "The schema says with `rotate_days` after how many days a value is to be replaced, and the store, which holds \
            it, was last changed before that: so the value is at least as old. A store that changed since may still hold \
            an older value of this variable, for a SOPS file keeps one date for all of them. The day is the one in the \
            file, in UTC; no key is needed.",
    mend: "Replace the credential where it is issued, then `unplain set NAME`.",
    run: |project, problems| {
        let Some((path, schema)) = project.schema else { return };
        let Some(today) = day(project.today) else { return };
        for store in project.stores {
            let Some(changed) = store.changed.as_deref() else { continue };
            let Some(age) = day(changed).map(|changed| today - changed) else { continue };
            for declared in &schema.variables {
                let name = &declared.name;
                let Some(most) = declared.rotate_days.filter(|most| age > i64::from(*most)) else {
                    continue;
                };
                if !store.names.iter().flatten().any(|held| held == name) {
                    continue;
                }
                let message = format!(
                    "{name} is to be replaced every {}, and the store was last changed {} ago, on {changed}",
                    days(most.into()),
                    days(age)
                );
                let at = &declared.at;
                let problem = CHECK.says(message).at(path).on((at.line, at.column));
                let problem = problem.pointing(&at.pointer).about(name);
                problems.push(
                    problem
                        .help(format!("replace it where it is issued, then `unplain set {name}`")),
                );
            }
        }
    },
};

fn days(count: i64) -> String {
    if count == 1 { "day".to_owned() } else { format!("{count} days") }
}

/// The number of a day, `YYYY-MM-DD`, counted from 1970-01-01.
fn day(text: &str) -> Option<i64> {
    let mut parts = text.splitn(3, '-').map(|part| {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        if digits { part.parse::<i64>().ok() } else { None }
    });
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if year > 9999 || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Counted in eras of 400 years that begin on 1 March, so that a leap day is the last of its year.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * month + 2) / 5 + day - 1;
    Some(era * 146_097 + year * 365 + year / 4 - year / 100 + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_are_counted_by_the_calendar() {
        for (text, number) in [
            ("1970-01-01", 0),
            ("2000-02-29", 11_016),
            ("2024-03-01", 19_783),
            ("2100-03-01", 47_541),
            ("1969-12-31", -1),
        ] {
            assert_eq!(day(text), Some(number), "{text}");
        }
        let apart = |one: &str, other: &str| day(other).unwrap() - day(one).unwrap();
        assert_eq!(apart("2023-12-31", "2024-12-31"), 366);
    }

    #[test]
    fn what_is_no_day_is_none() {
        for text in ["", "2024", "2024-13-01", "2024-00-01", "2024-01-32", "2024-1-x", "-1-01-01"] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
