//! How wrapped servers call `unplain`, and whether they will find the store.

use unplain_core::{Surroundings, Wrapper};
use unplain_provider_sops::{Identities, StoreStatus};

use crate::{
    exit::Failure,
    store::{Stores, Which, user_folder},
};

/// How servers are wrapped.
///
/// # Errors
///
/// A wrapped server, which an agent may start with a small environment of its own, would not find `unplain`, the store
/// or its key.
pub(super) fn wrapper(around: &Surroundings) -> Result<Wrapper, Failure> {
    if let Some(variable) = leads_to_the_store(around) {
        let message = format!(
            "nothing can be wrapped while {variable} says where the store or its key is: agents start servers without it"
        );
        let help = format!(
            "put them where they are found without it (`~/.config/unplain`, `~/.config/sops/age/keys.txt`), unset {variable}, and run it again"
        );
        return Err(Failure::incomplete("store-by-variable", message, help));
    }
    let program = std::env::current_exe().and_then(std::fs::canonicalize).map_err(|_| {
        let message = "the path of unplain itself can't be found, and wrapped servers need it";
        Failure::incomplete("machine", message, "install it, and run it from there")
    })?;
    match program.to_str() {
        Some(program) => Ok(Wrapper { program: program.to_owned() }),
        None => Err(Failure::incomplete(
            "machine",
            "the path of unplain itself is no text in UTF-8, and no config can hold it",
            "install it elsewhere",
        )),
    }
}

/// The variable without which the user's store would not be found or not be opened.
fn leads_to_the_store(around: &Surroundings) -> Option<String> {
    let leads = |name: &str| name == "XDG_CONFIG_HOME" || name.starts_with("SOPS_AGE_");
    let mut without = around.clone();
    without.env.retain(|name, _| !leads(name));
    let places = |around: &Surroundings| (user_folder(around), Identities::keys_file(around));
    if places(&without) != places(around) {
        return Some("XDG_CONFIG_HOME".to_owned());
    }
    let keys = around.env.keys().find(|name| name.starts_with("SOPS_AGE_"))?;
    let stores = Stores::of_user(&without);
    let opens = match stores.store(Which::User).status() {
        Ok(StoreStatus::Absent) => !stores.identities.is_empty() || is_made_anew(around),
        Ok(status) => matches!(status, StoreStatus::Readable),
        // it is told where the store is opened
        Err(_) => true,
    };
    (!opens).then(|| keys.clone())
}

/// Whether a new store gets an identity of its own, in the usual place.
fn is_made_anew(around: &Surroundings) -> bool {
    Identities::find(around).is_empty()
}
