//! `unplain hook git`: what is staged is checked before each commit, beside the hooks that are there already.

mod git;
mod husky;
mod lefthook;
mod plain;
mod step;

use unplain_core::Report;

use self::{git::Hooks, step::Plan};
use crate::{
    cli::{Hook, HookGit},
    context::Context,
    exit::{Exit, Failure},
};

/// What the hook runs.
const CHECK: &str = "unplain validate --staged";

/// What is wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Installed,
    Removed,
}

pub(crate) fn run(hook: &Hook, context: &Context) -> Result<Exit, Failure> {
    let Hook::Git(args) = hook;
    let hooks = git::hooks(&context.around)?;
    let plan = plan(&hooks, args, context)?;
    for step in &plan.steps {
        if !args.print {
            step.take()?;
        }
        context.printer.data(&step.said(args.print, context));
    }
    for note in &plan.notes {
        context.printer.data(&format!("{note}.\n"));
    }
    context.printer.report(&Report::default());
    Ok(Exit::Done)
}

/// Whoever runs the repository's hooks gets the check, in its own way.
fn plan(hooks: &Hooks, args: &HookGit, context: &Context) -> Result<Plan, Failure> {
    let wanted = if args.remove { Wanted::Removed } else { Wanted::Installed };
    if let Some(folder) = hooks.husky() {
        return husky::plan(&folder, wanted, context);
    }
    if !hooks.is_own() && !args.global_hooks {
        let message = format!(
            "git runs the hooks in `{}` (`core.hooksPath`), which other repositories use too",
            context.short(&hooks.folder)
        );
        let help = "--global-hooks does it for all of them; or give this repository hooks of its own: \
                    `git config core.hooksPath \"$(git rev-parse --absolute-git-dir)/hooks\"`";
        return Err(Failure::incomplete("global-hooks", message, help));
    }
    let is_there = plain::is_installed(&hooks.folder, context)?;
    match lefthook::config(&hooks.work_tree) {
        // A plain hook from before lefthook came goes the way it came.
        Some(config) if !(is_there && wanted == Wanted::Removed) => {
            lefthook::plan(&config, wanted, context)
        }
        _ => plain::plan(&hooks.folder, wanted, context),
    }
}
