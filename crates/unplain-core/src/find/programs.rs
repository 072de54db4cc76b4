//! Programs whose options for a password are too short to say so.

/// How a program takes a password.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Takes {
    /// In the word after the flag.
    Next,
    /// In the flag's own word: `-pSECRET`.
    Attached,
    /// In either.
    Both,
    /// In the word after the flag, behind an account: `-u me:SECRET`.
    Account,
}

/// Program, flag, and how the password follows. From the programs' manuals.
const PROGRAMS: &[(&[&str], &str, Takes)] = &[
    (
        &[
            "mysql",
            "mysqldump",
            "mysqladmin",
            "mysqlimport",
            "mysqlsh",
            "mariadb",
            "mariadb-dump",
            "mariadb-admin",
        ],
        "-p",
        Takes::Attached,
    ),
    (&["sshpass"], "-p", Takes::Both),
    (&["redis-cli", "valkey-cli", "keydb-cli"], "-a", Takes::Next),
    (
        &["mongo", "mongosh", "mongodump", "mongorestore", "mongoexport", "mongoimport"],
        "-p",
        Takes::Both,
    ),
    (
        &["docker login", "podman login", "helm login", "az login", "cf login", "oc login"],
        "-p",
        Takes::Next,
    ),
    (&["ldapsearch", "ldapmodify", "ldapadd", "ldapwhoami", "ldapdelete"], "-w", Takes::Next),
    (&["sqlcmd", "bcp", "tsql"], "-P", Takes::Both),
    (&["7z", "7za", "7zz"], "-p", Takes::Attached),
    (&["zip", "unzip"], "-P", Takes::Next),
    (&["curl", "http", "https", "xh"], "-u", Takes::Account),
    (&["http", "https", "xh"], "-a", Takes::Account),
    (&["curl", "http", "https", "xh"], "--user", Takes::Account),
    (&["curl"], "--proxy-user", Takes::Account),
    (&["cqlsh", "snowsql"], "-p", Takes::Next),
    (&["influx"], "-t", Takes::Next),
    (&["vercel", "vc"], "-t", Takes::Next),
];

/// How `program`, with the word `second` after it, takes a password after `flag`, if it does.
pub(super) fn takes(program: &str, second: &str, flag: &str) -> Option<Takes> {
    let name = program.rsplit(['/', '\\']).next().unwrap_or(program);
    let name = name.strip_suffix(".exe").unwrap_or(name);
    let is_name = |known: &&str| match known.split_once(' ') {
        Some((program, verb)) => program == name && verb == second,
        None => *known == name,
    };
    PROGRAMS
        .iter()
        .find(|(names, known, _)| *known == flag && names.iter().any(is_name))
        .map(|row| row.2)
}

/// The password's flag that `word` begins with, where `program` takes it attached.
pub(super) fn attached<'a>(program: &str, word: &'a str) -> Option<(&'a str, &'a str)> {
    let (flag, rest) = word.split_at_checked(2)?;
    let fits = matches!(takes(program, "", flag), Some(Takes::Attached | Takes::Both));
    (fits && !rest.is_empty()).then_some((flag, rest))
}
