//! Label Studio: queued texts in; its tasks and its labelling configuration, and from its JSON export annotated
//! documents, out.
//!
//! The forms are those of its documentation (guide/task_format, guide/predictions, tags/labels, tags/text).
//! [`tasks`] and [`config`] go out; [`export`] reads what comes back, [`places`] checks every place in it
//! against the words that stand beside it, and [`choice`] decides between several annotators.

pub mod choice;
pub mod config;
pub mod export;
pub mod places;
pub mod tasks;

/// Name of the labels' tag in the configuration, and of every region made with it.
const FROM: &str = "label";
/// Name of the text's tag.
const TO: &str = "text";
/// Sort of the regions.
const SORT: &str = "labels";
/// What stands before a concept's identifier in the notes of a region.
const CONCEPT: &str = "concept:";
