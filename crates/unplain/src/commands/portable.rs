//! `unplain migrate --reference portable`: a config as a template with `$<env:VAR>`, which no agent expands.

use std::path::Path;

use unplain_core::{
    Applicability, Circumstances, EnvironmentFiles, FoundIn, Parsed, Plan, plan, project_config_at,
};

use crate::{
    cli::Migrate,
    context::Context,
    exit::{Exit, Failure},
    survey::{self, Purpose},
};

pub(crate) fn run(args: &Migrate, context: &Context) -> Result<Exit, Failure> {
    let usage = |message: &str, help: &str| Failure::new(Exit::Usage, "usage", message, help);
    let output = args
        .output
        .as_deref()
        .ok_or_else(|| usage("no place for the template", "give --output FILE"))?;
    let output = context.around.cwd.join(output);
    refuse_live(&output, context)?;
    let survey = survey::survey(&args.place, Purpose::Look, &context.around);
    context.printer.problems(&survey.problems, &context.around.home);
    let [parsed] = survey.parsed.as_slice() else {
        return Err(usage("a template is made of exactly one config", "name one file as PATH"));
    };
    let plan = plan(
        &survey.parsed,
        &Circumstances {
            installed: &survey.installed,
            env: &context.around.env,
            stored: &[],
            can_hold: &|_, _| Ok(()),
            referenced_elsewhere: &std::collections::BTreeSet::new(),
            opened: &survey::opened(&context.around),
            include: Applicability::Review,
            wrap: None,
            environment_files: EnvironmentFiles::Show,
        },
    );
    let text = template(parsed, &plan)?;
    unplain_host::create_new(&output, &text)?;
    context.printer.data(&format!("Wrote {}.\n", context.short(&output)));
    Ok(Exit::Done)
}

/// A reference that nobody expands must never stand in a file that an agent reads.
fn refuse_live(output: &Path, context: &Context) -> Result<(), Failure> {
    let live = project_config_at(output).is_some()
        || survey::user_configs(&context.around).iter().any(|config| config.path == output);
    if !live {
        return Ok(());
    }
    let message = format!(
        "`{}` is a file that an agent reads: it would take `$<env:…>` for the value",
        output.display()
    );
    Err(Failure::new(
        Exit::Usage,
        "usage",
        message,
        "give the template another name, such as `mcp.template.json`",
    ))
}

fn template(parsed: &Parsed, plan: &Plan) -> Result<String, Failure> {
    let mut patch = parsed.document.patch();
    let refused = |error: unplain_rewrite::Refusal| {
        Failure::incomplete("not-rewritten", error.to_string(), "")
    };
    let decisions = plan.decisions.first().map(Vec::as_slice).unwrap_or_default();
    for (found, decision) in parsed.found.iter().zip(decisions) {
        let (FoundIn::Scalar(id), Some(variable)) = (found.place, &decision.variable) else {
            if decision.variable.is_none() {
                let message = format!(
                    "the secret at {} has no form that a template could carry",
                    found.pointer
                );
                return Err(Failure::incomplete(
                    "not-rewritten",
                    message,
                    "take it out by hand first",
                ));
            }
            continue;
        };
        patch
            .replace_fragment(
                id,
                found.fragment.replace.clone(),
                &unplain_core::neutral::spell(variable),
            )
            .map_err(refused)?;
    }
    Ok(patch.finish().map_err(refused)?.into_text())
}
