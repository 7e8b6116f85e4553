//! What people say about spans: corrections and doubtful texts in; tasks for annotators, and annotated
//! documents, out.
//!
//! [`spans`] checks what somebody sends; [`label_studio`] gives queued texts out as tasks and reads them back
//! annotated; [`import()`] takes what is sound of them; [`guide`] writes the annotated documents in the form that training and evaluation read.

pub mod guide;
pub mod import;
pub mod label_studio;
pub mod spans;

pub use import::{ImportError, Imported, Taken, close, import};
pub use label_studio::choice::Take;
pub use spans::{SpanFault, SpanInput, checked};
