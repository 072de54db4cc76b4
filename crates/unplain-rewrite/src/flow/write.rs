//! The texts of new members and elements.

use super::Syntax;
use super::layout::Layout;
use crate::changes::NewValue;

/// What comes into a container.
pub(super) enum New<'a> {
    Member(&'a (String, NewValue)),
    /// The text of an element.
    Element(String),
}

impl Syntax {
    /// New members one after the other, with what separates them from what stands before.
    pub(super) fn texts(&self, layout: &Layout, news: &[New<'_>], follows: bool) -> String {
        let mut text = String::new();
        for (number, new) in news.iter().enumerate() {
            if number > 0 {
                text.push(',');
            }
            text.push_str(&layout.separator(follows || number > 0));
            text.push_str(&self.text(layout, new));
        }
        text
    }

    pub(super) fn text(&self, layout: &Layout, new: &New<'_>) -> String {
        match new {
            New::Member((key, value)) => {
                format!("{}{}{}", (self.key)(key), layout.colon, self.value(layout, value))
            }
            New::Element(text) => text.clone(),
        }
    }

    fn value(&self, layout: &Layout, value: &NewValue) -> String {
        match value {
            NewValue::String(text) => (self.string)(text),
            NewValue::Strings(texts) => {
                let texts: Vec<_> = texts.iter().map(|text| (self.string)(text)).collect();
                format!("[{}]", texts.join(if layout.is_tight { "," } else { ", " }))
            }
            NewValue::Object(members) if members.is_empty() => "{}".to_owned(),
            NewValue::Object(members) => {
                let string =
                    |(key, text): &(String, String)| (key.clone(), NewValue::String(text.clone()));
                let strings: Vec<_> = members.iter().map(string).collect();
                let (layout, news) =
                    (layout.deeper(), strings.iter().map(New::Member).collect::<Vec<_>>());
                let inside = self.texts(&layout, &news, false) + &layout.before_end("}");
                let padding = if inside.contains('\n') { "" } else { self.padding };
                format!("{{{padding}{inside}{padding}}}")
            }
        }
    }

    /// A value for a new member that stands on one line.
    pub(crate) fn inline(&self, value: &NewValue) -> String {
        self.value(&Layout::on_one_line(self.colon), value)
    }
}
