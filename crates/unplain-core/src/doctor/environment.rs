//! The environments that an agent may be started in.

use std::{collections::BTreeMap, fmt};

/// What is known of an environment. `Debug` shows no values.
#[derive(Clone)]
pub enum Environment {
    /// All of it.
    All(BTreeMap<String, String>),
    /// Some of it: what is not among these may be set all the same.
    Some(BTreeMap<String, String>),
    /// Nothing.
    NotKnown,
}

/// What is known of one variable.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// Its value.
    Set(&'a str),
    /// It is not set.
    Unset,
    /// It can't be told.
    NotKnown,
}

impl Environment {
    /// What is known of a variable.
    #[must_use]
    pub fn get(&self, name: &str) -> Lookup<'_> {
        match self {
            Self::All(variables) => {
                variables.get(name).map_or(Lookup::Unset, |value| Lookup::Set(value))
            }
            Self::Some(variables) => {
                variables.get(name).map_or(Lookup::NotKnown, |value| Lookup::Set(value))
            }
            Self::NotKnown => Lookup::NotKnown,
        }
    }

    /// The same with more variables laid over it.
    #[must_use]
    pub fn with(&self, over: &BTreeMap<String, String>) -> Self {
        let laid = |under: &BTreeMap<String, String>| {
            let mut all = under.clone();
            all.extend(over.clone());
            all
        };
        match self {
            Self::All(variables) => Self::All(laid(variables)),
            Self::Some(variables) => Self::Some(laid(variables)),
            Self::NotKnown if over.is_empty() => Self::NotKnown,
            Self::NotKnown => Self::Some(over.clone()),
        }
    }
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(variables) => f.debug_tuple("All").field(&variables.keys()).finish(),
            Self::Some(variables) => f.debug_tuple("Some").field(&variables.keys()).finish(),
            Self::NotKnown => f.write_str("NotKnown"),
        }
    }
}

/// One of each way to start an agent.
#[derive(Clone, Debug)]
pub struct Starts<T> {
    /// From this terminal.
    pub terminal: T,
    /// Through `unplain run`.
    pub run: T,
    /// From the desktop.
    pub desktop: T,
    /// In a pipeline.
    pub ci: T,
}

impl<T> Starts<T> {
    /// The same, each changed.
    pub fn map<U>(&self, change: impl Fn(&T) -> U) -> Starts<U> {
        Starts {
            terminal: change(&self.terminal),
            run: change(&self.run),
            desktop: change(&self.desktop),
            ci: change(&self.ci),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Environment, Lookup};

    #[test]
    fn what_is_known_in_part_does_not_tell_what_is_unset() {
        let map = BTreeMap::from([("A".to_owned(), "1".to_owned())]);
        let over = BTreeMap::from([("B".to_owned(), "2".to_owned())]);
        let all = Environment::All(map.clone()).with(&over);
        assert!(all.get("A") == Lookup::Set("1") && all.get("B") == Lookup::Set("2"));
        assert!(all.get("C") == Lookup::Unset);
        let some = Environment::Some(map);
        assert!(some.get("A") == Lookup::Set("1") && some.get("B") == Lookup::NotKnown);
        let laid = Environment::NotKnown.with(&over);
        assert!(laid.get("B") == Lookup::Set("2") && laid.get("A") == Lookup::NotKnown);
    }
}
