use super::fixtures::{Pdf, docx, odt, zip};
use super::*;
use proptest::prelude::*;

fn read_as(bytes: &[u8], name: &str) -> Result<Extracted, DocumentError> {
    let mut limits = Limits::default();
    limits.ocr.enabled = false;
    read(bytes, Some(name), None, &limits)
}

fn text_of(bytes: &[u8], name: &str) -> String {
    read_as(bytes, name).expect("a sound file").text
}

#[test]
fn nothing_and_white_space_are_refused() {
    assert_eq!(read_as(b"", "cv.pdf"), Err(DocumentError::Empty));
    assert_eq!(read_as(b" \r\n\t", "cv.txt"), Err(DocumentError::Empty));
    assert_eq!(read_as(&docx("<w:p/>"), "cv.docx"), Err(DocumentError::Empty));
}

#[test]
fn plain_text_comes_back_as_it_is_in_every_usual_encoding() {
    let text = "Métier : cuisinière\r\n\r\n\r\n  à l’année, cœur de métier ";
    assert_eq!(text_of(text.as_bytes(), "a.txt"), text);
    assert_eq!(text_of(format!("\u{feff}{text}").as_bytes(), "a.txt"), text);
    let little: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(text_of(&little, "a.txt"), text);
    let big: Vec<u8> =
        [0xfe, 0xff].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    assert_eq!(text_of(&big, "a.txt"), text);
    let windows = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    let read = read_as(&windows, "a.txt").expect("readable");
    assert_eq!(read.text, text);
    assert_eq!(read.quality.warnings, ["the encoding was taken to be windows-1252"]);
}

#[test]
fn one_broken_byte_does_not_spoil_an_utf8_text() {
    let mut bytes = "Élève infirmière à l’hôpital, équipe dévouée, à pied d’œuvre".as_bytes().to_vec();
    bytes.insert(10, 0xff);
    assert!(text_of(&bytes, "a.txt").contains("à l’hôpital"));
}

#[test]
fn the_content_tells_the_format_and_not_the_name() {
    let mut pdf = Pdf::new();
    pdf.page(&["Une page de texte"], &[]);
    for (bytes, name, format) in [
        (pdf.bytes(), "cv.docx", "PDF"),
        (docx("<w:p><w:r><w:t>Soudeur</w:t></w:r></w:p>"), "cv.pdf", "DOCX"),
        (odt("<text:p>Soudeur</text:p>"), "cv.txt", "ODT"),
        (b"<!-- x --><html><body>Soudeur".to_vec(), "cv.txt", "HTML"),
        (b"Soudeur < monteur".to_vec(), "cv.txt", "TXT"),
    ] {
        assert_eq!(read_as(&bytes, name).expect("readable").format.name, format, "{name}");
    }
    let by_media = read(b"<p>Soudeur</p>", None, Some("text/html; charset=utf-8"), &Limits::default());
    assert_eq!(by_media.expect("readable").text, "Soudeur");
}

#[test]
fn what_cannot_be_read_is_named_with_what_can() {
    let old = [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0; 600]].concat();
    let message = read_as(&old, "cv.doc").expect_err("an old file").to_string();
    assert!(message.contains("old Office file") && message.contains("PDF (.pdf), DOCX (.docx)"), "{message}");
    let locked: Vec<u8> =
        old.iter().copied().chain("EncryptedPackage".bytes().flat_map(|b| [b, 0])).collect();
    assert_eq!(read_as(&locked, "cv.docx"), Err(DocumentError::Encrypted { format: "DOCX" }));
    let sheet = zip(&[("[Content_Types].xml", ""), ("xl/workbook.xml", "")]);
    assert!(
        read_as(&sheet, "a.xlsx").expect_err("a sheet").to_string().contains("ZIP archive of another kind")
    );
    let noise: Vec<u8> = (0..=255).cycle().take(2000).collect();
    assert!(matches!(read_as(&noise, "a.bin"), Err(DocumentError::Unsupported { .. })));
    assert!(matches!(read_as(&noise, "a.pdf"), Err(DocumentError::Corrupt { format: "PDF", .. })));
}

#[test]
fn a_docx_keeps_paragraphs_tabs_breaks_cells_lists_and_text_boxes() {
    let body = "<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr><w:r><w:t>2024</w:t><w:tab/>\
        <w:t xml:space='preserve'>Aide </w:t></w:r><w:r><w:t>&#233;lectricien &amp; monteur</w:t><w:br/><w:t>Albi</w:t></w:r></w:p>\
        <w:p><w:pPr><w:numPr><w:numId w:val='3'/></w:numPr></w:pPr><w:r><w:t>câblage</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Langue</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>anglais</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
        <w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>Encadré</w:t></w:r></w:p></w:txbxContent>\
        </mc:Choice><mc:Fallback><w:p><w:r><w:t>Encadré</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent></w:r>\
        <w:del><w:r><w:delText>barré</w:delText></w:r></w:del></w:p>";
    let expected = "2024\tAide électricien & monteur\nAlbi\n- câblage\nLangue\tanglais\nEncadré";
    assert_eq!(text_of(&docx(body), "cv.docx"), expected);
}

#[test]
fn an_odt_keeps_paragraphs_tabs_breaks_cells_lists_and_spaces() {
    let text = "<text:tracked-changes><text:p>effacé</text:p></text:tracked-changes><text:h>Profil</text:h>\
        <text:p>  Très <text:span>\n autonome</text:span><text:s text:c='2'/>,<text:tab/>calme<text:line-break/>fin</text:p>\
        <text:list><text:list-item><text:p>tri</text:p></text:list-item><text:list-item><text:p/></text:list-item></text:list>\
        <table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell>\
        <text:p>b</text:p></table:table-cell></table:table-row></table:table>";
    assert_eq!(text_of(&odt(text), "cv.odt"), "Profil\nTrès autonome  ,\tcalme\nfin\n- tri\na\tb");
}

#[test]
fn an_encrypted_odt_asks_for_the_password_to_be_removed() {
    let manifest = "<manifest:encryption-data/>";
    let bytes = zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", "\u{1}"),
    ]);
    assert_eq!(read_as(&bytes, "cv.odt"), Err(DocumentError::Encrypted { format: "ODT" }));
}

#[test]
fn a_zip_bomb_is_stopped_while_it_unpacks() {
    let bytes = docx(&"<w:p></w:p>".repeat(400_000));
    assert!(bytes.len() < 100_000, "{}", bytes.len());
    let limits = Limits { max_unpacked: 1 << 20, ..Limits::default() };
    let error = read(&bytes, Some("cv.docx"), None, &limits).expect_err("4 MB");
    assert_eq!(error, DocumentError::TooLarge { what: Oversize::UnpackedBytes, limit: 1 << 20 });
    let few = Limits { max_entries: 1, ..Limits::default() };
    let error = read(&bytes, Some("cv.docx"), None, &few).expect_err("two entries");
    assert_eq!(error, DocumentError::TooLarge { what: Oversize::Entries, limit: 1 });
}

#[test]
fn half_an_archive_and_broken_xml_are_corrupt() {
    let bytes = docx("<w:p><w:r><w:t>Soudeur</w:t></w:r></w:p>");
    assert!(matches!(
        read_as(&bytes[..bytes.len() / 2], "cv.docx"),
        Err(DocumentError::Corrupt { format: "DOCX", .. })
    ));
    assert!(matches!(
        read_as(&docx("<w:p></w:r>"), "cv.docx"),
        Err(DocumentError::Corrupt { format: "DOCX", .. })
    ));
}

#[test]
fn a_file_beyond_the_limit_is_refused_unread() {
    let limits = Limits { max_bytes: 3, ..Limits::default() };
    let error = read(b"text", None, None, &limits).expect_err("four bytes");
    assert_eq!(
        error.to_string(),
        "the file has more than 3 bytes; send a smaller file, or its text as plain text"
    );
}

#[test]
fn the_quality_report_counts_characters_by_page() {
    let mut pdf = Pdf::new();
    pdf.page(&["abcde fghij"], &[]);
    pdf.page(&["klmno pqrst"], &[]);
    let quality = read_as(&pdf.bytes(), "a.pdf").expect("readable").quality;
    assert_eq!((quality.pages, quality.chars_per_page), (Some(2), Some(10.0)));
    assert!(!quality.needs_ocr && !quality.suspect_layout && !quality.ocr_used);
}

proptest! {
    #[test]
    fn reading_never_panics(
        start in prop::sample::select(vec!["", "%PDF-1.5\n", "PK\u{3}\u{4}", "<html>", "\u{feff}"]),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        name in prop::sample::select(vec!["a.pdf", "a.docx", "a.odt", "a.html", "a.txt", "a"]),
    ) {
        let bytes = [start.as_bytes(), &bytes].concat();
        let _ = read_as(&bytes, name);
    }

    #[test]
    fn flipped_bytes_never_panic(at in any::<prop::sample::Index>(), to in any::<u8>(), which in 0..3) {
        let mut bytes = match which {
            0 => docx("<w:p><w:r><w:t>Soudeur</w:t></w:r></w:p>"),
            1 => odt("<text:p>Soudeur</text:p>"),
            _ => {
                let mut pdf = Pdf::new();
                pdf.page(&["Soudeur à l'arc"], &[]);
                pdf.bytes()
            }
        };
        let at = at.index(bytes.len());
        bytes[at] = to;
        let _ = read_as(&bytes, "a");
    }
}
