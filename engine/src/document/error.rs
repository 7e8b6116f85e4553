//! Why a file could not be read. All are the sender's to mend, except [`DocumentError::NeedsOcr`]
//! where the operator of the server can install what is missing.

use super::format::supported;
use std::fmt;

/// Why a file could not be read, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// No bytes, or a file without a word in it.
    #[error("the file holds no text; send a file with text in it")]
    Empty,
    /// More than [`super::Limits`] allow.
    #[error("the file has more than {limit} {what}; send a smaller file, or its text as plain text")]
    TooLarge {
        /// What there is too much of.
        what: Oversize,
        /// How much is allowed.
        limit: usize,
    },
    /// The file cannot be opened without a password.
    #[error("the {format} file is protected by a password; save it without one and send it again")]
    Encrypted {
        /// Name of the format.
        format: &'static str,
    },
    /// Not a format that can be read.
    #[error("this is {found}, which cannot be read; send one of: {}", supported())]
    Unsupported {
        /// What the file seems to be, with its article.
        found: &'static str,
    },
    /// The format is known but the file is broken.
    #[error("the {format} file is damaged ({reason}); open it, save it again and send the new file")]
    Corrupt {
        /// Name of the format.
        format: &'static str,
        /// What was wrong.
        reason: String,
    },
    /// A scan: pages without text, and no way to read them here.
    #[error(
        "the PDF holds images of its {pages} page(s) and no text, and they could not be read ({reason}); send a \
         PDF with text or the original document, or install the programs on the server: apt-get install \
         tesseract-ocr tesseract-ocr-fra poppler-utils"
    )]
    NeedsOcr {
        /// Pages of the file.
        pages: usize,
        /// Why they were not read.
        reason: String,
    },
}

/// What a file has too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Oversize {
    /// Bytes of the file.
    Bytes,
    /// Bytes after unpacking: a very large document, or a bomb.
    UnpackedBytes,
    /// Entries of a ZIP archive.
    Entries,
    /// Pages of a PDF.
    Pages,
}

impl fmt::Display for Oversize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bytes => "bytes",
            Self::UnpackedBytes => "bytes once unpacked",
            Self::Entries => "entries",
            Self::Pages => "pages",
        })
    }
}

/// Shorthand for readers.
#[expect(clippy::needless_pass_by_value, reason = "callers hand over errors they have no more use for")]
pub(super) fn corrupt(format: &'static str, reason: impl ToString) -> DocumentError {
    DocumentError::Corrupt { format, reason: reason.to_string() }
}
