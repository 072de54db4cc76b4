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
    /// The same with another sign: `-U me%SECRET`.
    Behind(char),
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
    (&["ldappasswd"], "-w", Takes::Next),
    (&["ldappasswd"], "-s", Takes::Next),
    (&["ipmitool"], "-P", Takes::Next),
    (&["ncftpput", "ncftpget", "ncftp"], "-p", Takes::Next),
    (&["security", "p4", "mosquitto_pub", "mosquitto_sub"], "-P", Takes::Next),
    (&["security"], "-p", Takes::Next),
    (&["evil-winrm", "crackmapexec", "netexec", "nxc", "psexec", "psexec.py"], "-p", Takes::Next),
    (&["evil-winrm", "crackmapexec", "netexec", "nxc"], "-H", Takes::Next),
    (&["snmpwalk", "snmpget", "snmpset", "snmpbulkwalk"], "-A", Takes::Next),
    (&["snmpwalk", "snmpget", "snmpset", "snmpbulkwalk"], "-X", Takes::Next),
    (&["smbclient", "rpcclient", "smbget", "net"], "-U", Takes::Behind('%')),
    (&["lftp"], "-u", Takes::Behind(',')),
    (&["curl"], "--cert", Takes::Behind(':')),
    (&["skopeo"], "--src-creds", Takes::Account),
    (&["skopeo"], "--dest-creds", Takes::Account),
    (&["skopeo", "podman", "buildah"], "--creds", Takes::Account),
    (&["signtool"], "/p", Takes::Next),
    (&["schtasks"], "/rp", Takes::Next),
    (&["schtasks"], "/p", Takes::Next),
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

/// Words that a password follows without a flag: the program, and the word before.
const IN_PLACE: &[(&[&str], &str)] = &[
    (&["nmcli"], "password"),
    (&["rclone"], "obscure"),
    (&["ConvertTo-SecureString"], "ConvertTo-SecureString"),
];

/// Whether `word` stands where `program` takes a password by place.
pub(super) fn takes_here(program: &str, second: &str, previous: Option<&str>, word: &str) -> bool {
    let at = |names: &[&str], before: &str| {
        (names.contains(&program) || names.contains(&second)) && previous == Some(before)
    };
    !word.starts_with('-') && IN_PLACE.iter().any(|(names, before)| at(names, before))
}

/// Beginnings of words of Windows' programs that a password follows.
const SLASHED: &[&str] = &["/pass:", "/p:", "/password:"];

/// The password's flag that `word` begins with, where `program` takes it attached.
pub(super) fn attached<'a>(program: &str, word: &'a str) -> Option<(&'a str, &'a str)> {
    let slashed = SLASHED.iter().find_map(|flag| {
        Some((word.get(..flag.len())?, word.get(flag.len()..)?))
            .filter(|(head, _)| head.eq_ignore_ascii_case(flag))
    });
    if let Some(found) = slashed.filter(|(_, rest)| !rest.is_empty()) {
        return Some(found);
    }
    let (flag, rest) = word.split_at_checked(2)?;
    let fits = matches!(takes(program, "", flag), Some(Takes::Attached | Takes::Both));
    (fits && !rest.is_empty()).then_some((flag, rest))
}

/// Whether what follows on a line hands its input to a program that reads a password from it.
pub(super) fn reads_password(rest: &str) -> bool {
    let Some(rest) = rest.trim_start().strip_prefix('|') else { return false };
    let rest = rest.trim_start();
    ["sudo -S", "kinit", "iinit", "passwd", "wg pubkey", "su ", "cryptsetup"]
        .iter()
        .any(|program| rest.starts_with(program))
        || rest.contains("--password-stdin")
}
