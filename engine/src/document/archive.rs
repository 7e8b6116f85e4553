//! ZIP archives with a budget: names and entries out, never more bytes than the limits allow.

use super::error::corrupt;
use super::{DocumentError, Limits, Oversize};
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// An open archive and the bytes that may still be unpacked from it.
pub(super) struct Archive<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    format: &'static str,
    limit: usize,
    left: usize,
}

impl<'a> Archive<'a> {
    /// Opens an archive; `format` names it in errors.
    pub fn open(bytes: &'a [u8], format: &'static str, limits: &Limits) -> Result<Self, DocumentError> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| corrupt(format, error))?;
        if zip.len() > limits.max_entries {
            return Err(DocumentError::TooLarge { what: Oversize::Entries, limit: limits.max_entries });
        }
        Ok(Self { zip, format, limit: limits.max_unpacked, left: limits.max_unpacked })
    }

    /// Names of the entries, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            self.zip.file_names().filter_map(Result::ok).map(std::borrow::Cow::into_owned).collect();
        names.sort();
        names
    }

    /// The entry `name` as text; `None` where there is none.
    pub fn text(&mut self, name: &str) -> Result<Option<String>, DocumentError> {
        let entry = match self.zip.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(reason)) if reason == ZipError::PASSWORD_REQUIRED => {
                return Err(DocumentError::Encrypted { format: self.format });
            }
            Err(error) => return Err(corrupt(self.format, error)),
        };
        // The sizes an archive declares are the sender's word; only what is really read counts.
        let mut bytes = Vec::new();
        let read = entry.take(self.left as u64 + 1).read_to_end(&mut bytes);
        if bytes.len() > self.left {
            return Err(DocumentError::TooLarge { what: Oversize::UnpackedBytes, limit: self.limit });
        }
        read.map_err(|error| corrupt(self.format, error))?;
        self.left -= bytes.len();
        Ok(Some(super::txt::decode(&bytes).0.into_owned()))
    }
}

/// Names of the entries of an archive.
pub(super) fn entry_names(
    bytes: &[u8],
    format: &'static str,
    limits: &Limits,
) -> Result<Vec<String>, DocumentError> {
    Ok(Archive::open(bytes, format, limits)?.names())
}
