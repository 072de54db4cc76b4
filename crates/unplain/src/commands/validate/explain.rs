//! `--explain CODE`: the page of a check.

use unplain_core::validate::{check, checks};

use crate::{
    context::Context,
    exit::{Exit, Failure},
    output::{STRONG, put_out, table},
};

pub(super) fn run(code: Option<&str>, _context: &Context) -> Result<Exit, Failure> {
    let Some(code) = code else {
        let rows: Vec<Vec<String>> = checks()
            .iter()
            .map(|check| {
                let severity = format!("{:?}", check.severity).to_lowercase();
                vec![check.code.to_owned(), severity, check.title.to_owned()]
            })
            .collect();
        put_out(&table(&["code", "severity", "what is wrong"], &rows));
        return Ok(Exit::Done);
    };
    let Some(check) = check(code) else {
        let message = format!("there is no check `{code}`");
        return Err(Failure::new(
            Exit::Usage,
            "usage",
            message,
            "`unplain validate --explain` lists the codes",
        ));
    };
    let severity = format!("{:?}", check.severity).to_lowercase();
    put_out(&format!(
        "{STRONG}{code}{STRONG:#} ({severity}): {}\n\n{}\n\n{STRONG}Mend it{STRONG:#}\n\n{}\n",
        check.title, check.about, check.mend
    ));
    Ok(Exit::Done)
}
