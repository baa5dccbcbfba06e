//! What people see, as lines of text.

use std::fmt::Write;

use chrono_tz::Tz;
use smallwins_core::message::{Block, Button, Form, Message, Text, Weight};

/// A message as lines of text, with times in a zone.
pub(crate) fn show(message: &Message, zone: Tz) -> String {
    show_blocks(&message.blocks, zone)
}

pub(super) fn show_blocks(blocks: &[Block], zone: Tz) -> String {
    let text = |text: &Text| text.bare(zone);
    let mut shown = String::new();
    for block in blocks {
        let _ = match block {
            Block::Heading(heading) => writeln!(shown, "# {}", text(heading)),
            Block::Paragraph(paragraph) => writeln!(shown, "{}", text(paragraph)),
            Block::Quiet(quiet) => writeln!(shown, "~ {}", text(quiet)),
            Block::Quote(quote) => writeln!(shown, "> {}", text(quote)),
            Block::List(items) => items.iter().try_for_each(|item| writeln!(shown, "• {}", text(item))),
            Block::Buttons(buttons) => writeln!(shown, "{}", show_buttons(buttons)),
            Block::Divider => writeln!(shown, "———"),
            Block::Archive => writeln!(shown, "(their archive)"),
            Block::Chart(chart) => writeln!(shown, "({})", chart.alt),
        };
    }
    shown
}

pub(super) fn show_buttons(buttons: &[Button]) -> String {
    let labels = buttons.iter().map(|button| match button.weight {
        Weight::Primary => format!("[{}!]", button.label),
        Weight::Plain => format!("[{}]", button.label),
    });
    labels.collect::<Vec<_>>().join(" ")
}

pub(super) fn show_form(form: &Form, zone: Tz) -> String {
    let mut shown = format!("“{}”\n{}", form.title, show_blocks(&form.intro, zone));
    for field in &form.fields {
        let _ = writeln!(shown, "{}: {}", field.label, field.value);
        if let Some(problem) = &field.problem {
            let _ = writeln!(shown, "  ! {problem}");
        }
    }
    let _ = writeln!(shown, "({}) {}", form.submit, show_buttons(&form.also));
    shown
}
