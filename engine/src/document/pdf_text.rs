//! Glyphs of a PDF page, each at its place, in; lines of text out.
//!
//! After `PlainTextOutput` of pdf-extract, with two changes: a wide gap within a line is a tab, so
//! that columns can be seen, and spaces never double, as they do in justified text.

use pdf_extract::{MediaBox, OutputDev, OutputError, Transform};

/// Gap that is more than a space between words, in font sizes.
const WIDE: f64 = 2.0;
/// Gap that is a space, in font sizes.
const SPACE: f64 = 0.1;

/// The text of a page as it comes in.
#[derive(Debug, Default)]
pub(super) struct PageText {
    /// The text so far.
    pub text: String,
    /// The next glyph opens a run: only there can the place have jumped.
    opens: bool,
    /// Right end of the last glyph and its base line, in points.
    last: Option<(f64, f64)>,
}

impl PageText {
    fn separate(&mut self, x: f64, y: f64, size: f64) {
        let Some((end, line)) = self.last else { return };
        let (right, down) = (x - end, (y - line).abs());
        if down > size * 1.5 {
            self.text.push('\n');
        }
        if right < 0.0 && down > size * 0.5 {
            self.text.push('\n');
        } else if right > size * WIDE && down < size * 0.5 {
            self.text.truncate(self.text.trim_end_matches(' ').len());
            self.text.push('\t');
        } else if right > size * SPACE {
            self.glyph(" ");
        }
    }

    fn glyph(&mut self, glyph: &str) {
        if glyph != " " || !self.text.ends_with([' ', '\n', '\t']) {
            self.text.push_str(glyph);
        }
    }
}

impl OutputDev for PageText {
    fn begin_page(
        &mut self,
        _page: u32,
        _media: &MediaBox,
        _art: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn output_character(
        &mut self,
        place: &Transform,
        width: f64,
        _spacing: f64,
        font_size: f64,
        glyph: &str,
    ) -> Result<(), OutputError> {
        // Side of the square that has the area of the font's em box on the page.
        let (wide, high) = (font_size * (place.m11 + place.m21), font_size * (place.m12 + place.m22));
        let size = (wide * high).abs().sqrt();
        let (x, y) = (place.m31, place.m32);
        if std::mem::take(&mut self.opens) {
            self.separate(x, y, size);
        }
        self.glyph(glyph);
        self.last = Some((x + width * size, y));
        Ok(())
    }

    fn begin_word(&mut self) -> Result<(), OutputError> {
        self.opens = true;
        Ok(())
    }

    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

/// True where many lines have a wide gap: two columns that were read across.
pub(super) fn has_columns(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let gapped = lines.iter().filter(|line| line.contains('\t')).count();
    gapped >= 5 && gapped * 10 >= lines.len() * 3
}
