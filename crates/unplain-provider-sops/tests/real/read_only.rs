//! The stores that are only read.

use unplain_core::{ErrorKind, Provider, Secret};
use unplain_provider_sops::{DotenvFile, ProcessEnv};

use crate::common::{Home, name, set};

fn refuses_to_write(store: &dyn Provider) {
    assert!(store.can_hold(&name("A"), &Secret::new("x".to_owned())).is_err());
    assert_eq!(store.put(&[set("A", "x")]).unwrap_err().kind, ErrorKind::Denied);
}

fn value(store: &dyn Provider, variable: &str) -> Option<String> {
    let values = store.get(&[name(variable)]).unwrap();
    values.first().map(|(_, value)| value.expose().to_owned())
}

#[test]
fn a_plain_dotenv_file_is_read_and_never_written() {
    let home = Home::new();
    let path = home.write(".env", "export B='x y' # c\nA=1\nA=2\n");
    let store = DotenvFile::open(path.clone());
    assert_eq!(store.names().unwrap(), [name("A"), name("B")]);
    assert_eq!(value(&store, "A").as_deref(), Some("2"));
    assert_eq!(value(&store, "B").as_deref(), Some("x y"));
    assert_eq!(value(&store, "C"), None);
    let before = home.read(".env");
    refuses_to_write(&store);
    assert_eq!(home.read(".env"), before);

    home.write(".env", "A=1\nhunter2\n");
    let error = store.names().unwrap_err();
    assert!(
        error.message.contains(".env:2:") && !format!("{error:?}").contains("hunter2"),
        "{error:?}"
    );
    assert_eq!(DotenvFile::open(home.path("absent")).names().unwrap(), []);
}

#[test]
fn the_environment_is_read_as_it_was_at_the_start() {
    let mut home = Home::new();
    home.set_env("TOKEN", "hunter2");
    home.set_env("not-a-name", "x");
    let store = ProcessEnv::new(&home.surroundings);
    assert_eq!(store.names().unwrap(), [name("TOKEN")]);
    assert_eq!(value(&store, "TOKEN").as_deref(), Some("hunter2"));
    assert!(!format!("{store:?}").contains("hunter2"));
    refuses_to_write(&store);
}
