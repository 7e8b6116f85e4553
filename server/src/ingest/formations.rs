//! Cuts a LHEO file into its `formation` elements as it is read, so that a broken one harms no other.

use std::io::{self, BufRead};

/// The `formation` elements of a file, each as its text or, where it is not readable as text, the reason.
#[derive(Debug)]
pub struct Formations<R> {
    reader: R,
    /// Bytes since the last `<formation`, empty between two of them.
    open: Vec<u8>,
    latin1: bool,
    /// True once the root element `lheo` was seen.
    pub is_lheo: bool,
}

impl<R: BufRead> Formations<R> {
    /// Begins to read.
    pub fn new(reader: R) -> Self {
        Self { reader, open: Vec::new(), latin1: false, is_lheo: false }
    }

    /// What was collected, as text.
    fn take(&mut self) -> Result<String, String> {
        let bytes = std::mem::take(&mut self.open);
        self.text(bytes)
    }

    fn text(&self, bytes: Vec<u8>) -> Result<String, String> {
        if self.latin1 {
            return Ok(bytes.iter().map(|byte| char::from(*byte)).collect());
        }
        String::from_utf8(bytes).map_err(|error| format!("the text is not UTF-8: {error}"))
    }
}

impl<R: BufRead> Iterator for Formations<R> {
    type Item = io::Result<Result<String, String>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut piece = Vec::new();
            match self.reader.read_until(b'>', &mut piece) {
                Ok(0) if self.open.is_empty() => return None,
                Ok(0) => return Some(Ok(self.take())),
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
            let tag_at = piece.iter().rposition(|byte| *byte == b'<');
            match tag_at.map(|at| (at, Tag::of(&piece[at..]))) {
                Some((at, Tag::Opens)) => {
                    let cut_short = std::mem::replace(&mut self.open, piece[at..].to_vec());
                    if !cut_short.is_empty() {
                        return Some(Ok(self.text(cut_short)));
                    }
                }
                Some((_, Tag::Closes)) if !self.open.is_empty() => {
                    self.open.extend(piece);
                    return Some(Ok(self.take()));
                }
                Some((_, Tag::Root)) => self.is_lheo = true,
                Some((_, Tag::Latin1)) => self.latin1 = true,
                Some((_, Tag::Closes | Tag::Other)) | None if self.open.is_empty() => {}
                Some((_, Tag::Closes | Tag::Other)) | None => self.open.extend(piece),
            }
        }
    }
}

enum Tag {
    Opens,
    Closes,
    Root,
    Latin1,
    Other,
}

impl Tag {
    /// What the markup `<…>` is.
    fn of(tag: &[u8]) -> Self {
        let tag = String::from_utf8_lossy(tag).to_ascii_lowercase();
        if tag.starts_with("<?xml") {
            let latin1 = ["iso-8859-1", "windows-1252", "latin1"].iter().any(|name| tag.contains(name));
            return if latin1 { Self::Latin1 } else { Self::Other };
        }
        let closes = tag.starts_with("</");
        let name =
            tag.trim_start_matches(['<', '/']).split([' ', '\t', '\n', '\r', '>', '/']).next().unwrap_or("");
        match name.rsplit(':').next().unwrap_or(name) {
            "formation" if closes => Self::Closes,
            "formation" => Self::Opens,
            "lheo" if !closes => Self::Root,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(xml: &str) -> Vec<String> {
        Formations::new(xml.as_bytes()).map(|piece| piece.unwrap().unwrap()).collect()
    }

    #[test]
    fn formations_are_cut_out_whole() {
        let xml = "<lheo><offres><formation numero='1'><formation-x>a</formation-x></formation>\n<f:formation>b</f:formation></offres></lheo>";
        assert_eq!(
            cut(xml),
            [
                "<formation numero='1'><formation-x>a</formation-x></formation>",
                "<f:formation>b</f:formation>"
            ]
        );
    }

    #[test]
    fn a_formation_without_end_harms_only_itself() {
        let xml = "<lheo><formation><a><formation>b</formation><formation>c";
        assert_eq!(cut(xml), ["<formation><a>", "<formation>b</formation>", "<formation>c"]);
    }

    #[test]
    fn latin1_is_read_where_it_is_declared() {
        let xml = b"<?xml version='1.0' encoding='ISO-8859-1'?><lheo><formation>\xe9</formation></lheo>";
        let mut formations = Formations::new(xml.as_slice());
        assert_eq!(formations.next().unwrap().unwrap(), Ok("<formation>é</formation>".to_string()));
        assert!(formations.is_lheo);
    }
}
