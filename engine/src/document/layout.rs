//! Pieces of a marked-up document in; lines of plain text out.
//!
//! Shared by HTML, DOCX and ODT: blocks on lines of their own, cells of a table row on one line
//! divided by tabs as long as they hold one paragraph, list items behind "- ".

/// Text being laid out.
#[derive(Debug, Default)]
pub(super) struct Layout {
    out: String,
    /// White space seen in flowing text that is not written yet.
    space: bool,
    /// Written before the next word.
    marker: String,
    /// Open table rows: where the text of the current cell starts, once there is one.
    rows: Vec<Option<usize>>,
}

impl Layout {
    /// Text whose white space means no more than "a space" (HTML, ODT).
    pub fn flow(&mut self, text: &str) {
        for piece in text.split_inclusive(is_collapsible) {
            let word = piece.trim_end_matches(is_collapsible);
            if !word.is_empty() {
                let open = self.out.ends_with(['\n', '\t', ' ']) || self.out.is_empty();
                if self.space && !open && self.marker.is_empty() {
                    self.out.push(' ');
                }
                self.space = false;
                self.verbatim(word);
            }
            self.space |= word.len() < piece.len();
        }
    }

    /// Text as it is (DOCX runs, preformatted HTML).
    pub fn verbatim(&mut self, text: &str) {
        if self.marker.is_empty() || text.is_empty() {
            self.out.push_str(text);
            return;
        }
        let marker = std::mem::take(&mut self.marker);
        self.out.push_str(&marker);
        self.out.push_str(text);
    }

    /// Ends the line, even an empty one.
    pub fn line_break(&mut self) {
        self.space = false;
        self.out.push('\n');
    }

    /// A block starts or ends: what follows stands on a line of its own.
    pub fn block(&mut self) {
        self.space = false;
        let fresh_cell = self.rows.last().is_some_and(|cell| *cell == Some(self.out.len()));
        if !(self.out.is_empty() || self.out.ends_with('\n') || fresh_cell) {
            self.out.push('\n');
        }
    }

    /// A paragraph or list item ends; one without a word leaves no marker behind.
    pub fn paragraph_end(&mut self) {
        self.marker.clear();
        self.block();
    }

    /// A block set off by an empty line.
    pub fn gap(&mut self) {
        self.block();
        if !(self.out.is_empty() || self.out.ends_with("\n\n")) && self.rows.is_empty() {
            self.out.push('\n');
        }
    }

    /// The next word opens a list item.
    pub fn item(&mut self, marker: &str) {
        self.block();
        marker.clone_into(&mut self.marker);
    }

    /// A tab that the author set.
    pub fn tab(&mut self) {
        self.space = false;
        self.out.push('\t');
    }

    /// A table row starts.
    pub fn row_start(&mut self) {
        self.block();
        self.rows.push(None);
    }

    /// A table row ends.
    pub fn row_end(&mut self) {
        self.rows.pop();
        self.block();
    }

    /// A cell starts: behind a cell of one line on the same line, else on a new one.
    pub fn cell(&mut self) {
        self.space = false;
        match self.rows.last().copied() {
            None | Some(None) => self.block(),
            Some(Some(start)) => self.divide(start),
        }
        let here = self.out.len();
        if let Some(cell) = self.rows.last_mut() {
            *cell = Some(here);
        }
    }

    /// Ends the cell whose text starts at `start`.
    fn divide(&mut self, start: usize) {
        let text = self.out[start..].trim_end();
        if text.contains('\n') {
            self.block();
        } else if !text.is_empty() {
            self.out.truncate(start + text.len());
            self.out.push('\t');
        }
    }

    /// The text: no white space at line ends, at most one empty line in a row.
    pub fn finish(self) -> String {
        super::tidy::lines(&self.out)
    }
}

/// White space that markup treats as one space. A non-breaking space is the author's own.
fn is_collapsible(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flowing_text_has_single_spaces_and_keeps_non_breaking_ones() {
        let mut layout = Layout::default();
        layout.flow("  Chef \n de");
        layout.flow(" rang\u{a0}: ");
        layout.flow("nuit");
        assert_eq!(layout.finish(), "Chef de rang\u{a0}: nuit");
    }

    #[test]
    fn cells_of_one_paragraph_share_a_line_and_long_ones_do_not() {
        let mut layout = Layout::default();
        layout.row_start();
        for cell in ["2024", "Cuisine"] {
            layout.cell();
            layout.block();
            layout.flow(cell);
            layout.paragraph_end();
        }
        layout.row_end();
        layout.row_start();
        for cell in [&["a", "b"][..], &["c"]] {
            layout.cell();
            for paragraph in cell {
                layout.block();
                layout.flow(paragraph);
                layout.paragraph_end();
            }
        }
        layout.row_end();
        assert_eq!(layout.finish(), "2024\tCuisine\na\nb\nc");
    }
}
