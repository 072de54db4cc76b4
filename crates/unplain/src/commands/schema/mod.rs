//! `unplain schema`: a first schema of a project, and the form itself.

mod init;

use unplain_core::schema::form::SecretsSchema;

use crate::{
    cli::{Schema, SchemaAction},
    context::Context,
    exit::{Exit, Failure},
    output,
};

pub(crate) fn run(args: &Schema, context: &Context) -> Result<Exit, Failure> {
    match args.action {
        SchemaAction::Init => init::run(context),
        SchemaAction::Print => {
            output::put_out(&SecretsSchema::json_schema());
            Ok(Exit::Done)
        }
    }
}
