//! `unplain allow`: trusts a project's `unplain.toml`, as it stands now. Any change of it takes the trust away.

use unplain_core::Report;

use crate::{
    cli::Allow,
    context::Context,
    exit::{Exit, Failure},
    settings::{self, FILE_NAME},
};

pub(crate) fn run(args: &Allow, context: &Context) -> Result<Exit, Failure> {
    let folder = args
        .folder
        .as_ref()
        .map_or_else(|| context.around.cwd.clone(), |folder| context.around.cwd.join(folder));
    let file = folder.join(FILE_NAME);
    let Some(snapshot) = unplain_host::read(&file)? else {
        let message = format!("there is no `{}` in `{}`", FILE_NAME, folder.display());
        return Err(Failure::incomplete("no-such-path", message, "name the project's folder"));
    };
    if args.revoke {
        let known = unplain_host::revoke(&context.around, &file)?;
        let text = if known { "is no longer trusted" } else { "was not trusted" };
        context.printer.data(&format!("{} {text}.\n", context.short(&file)));
    } else {
        settings::check(snapshot.text(), &file)?;
        unplain_host::allow(&context.around, &snapshot)?;
        context.printer.data(&format!("{} is trusted as it is now.\n", context.short(&file)));
    }
    context.printer.report(&Report::default());
    Ok(Exit::Done)
}
