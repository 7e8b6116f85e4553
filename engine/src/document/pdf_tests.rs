use super::super::fixtures::Pdf;
use super::*;
use lopdf::{Dictionary, Object, Stream, dictionary};

fn no_ocr() -> Limits {
    let mut limits = Limits::default();
    limits.ocr.enabled = false;
    limits
}

fn simple() -> Pdf {
    let mut pdf = Pdf::new();
    pdf.page(&["Préparateur de commandes", "Vous gérez les compé-", "tences de l'équipe."], &[]);
    pdf
}

#[test]
fn the_lines_of_a_page_are_read_and_cut_words_joined() {
    let draft = read(&simple().bytes(), &no_ocr()).expect("a sound file");
    assert!(draft.text.contains("Préparateur de commandes"), "{}", draft.text);
    assert!(draft.text.contains("les compétences de l'équipe."), "{}", draft.text);
    assert_eq!((draft.pages, draft.needs_ocr, draft.warnings.len()), (Some(1), false, 0));
}

#[test]
fn a_password_is_asked_for_only_where_the_file_needs_one() {
    let error = read(&simple().encrypted("secret"), &no_ocr()).expect_err("there is a password");
    assert_eq!(error, DocumentError::Encrypted { format: "PDF" });
    let open = read(&simple().encrypted(""), &no_ocr()).expect("an empty password opens the file");
    assert!(open.text.contains("commandes"), "{}", open.text);
}

#[test]
fn a_file_of_images_needs_ocr_and_says_how_to_get_it() {
    let mut pdf = Pdf::new();
    let image = pdf.image();
    pdf.page(&[], &[("Im1", image)]);
    let error = read(&pdf.bytes(), &no_ocr()).expect_err("no text");
    assert!(matches!(error, DocumentError::NeedsOcr { pages: 1, .. }), "{error}");
    assert!(error.to_string().contains("tesseract-ocr-fra poppler-utils"));
}

#[test]
fn a_scanned_page_among_others_is_a_warning() {
    let mut pdf = simple();
    let image = pdf.image();
    pdf.page(&[], &[("Im1", image)]);
    let draft = read(&pdf.bytes(), &no_ocr()).expect("the first page has text");
    assert!(draft.needs_ocr && !draft.ocr_used);
    assert!(draft.warnings[0].contains("[2]"), "{:?}", draft.warnings);
}

#[test]
fn truncated_and_meaningless_files_are_corrupt() {
    let bytes = simple().bytes();
    for cut in [6, 20, bytes.len() / 4, bytes.len() / 2] {
        let error = read(&bytes[..cut], &no_ocr()).expect_err("half a file");
        assert!(matches!(error, DocumentError::Corrupt { format: "PDF", .. }), "{cut}: {error}");
    }
}

#[test]
fn more_pages_than_allowed_are_refused() {
    let mut pdf = simple();
    pdf.page(&["Deuxième page"], &[]);
    let error = read(&pdf.bytes(), &Limits { max_pages: 1, ..no_ocr() }).expect_err("two pages");
    assert_eq!(error, DocumentError::TooLarge { what: Oversize::Pages, limit: 1 });
}

#[test]
fn a_form_that_draws_itself_does_not_end_the_process() {
    let mut pdf = Pdf::new();
    let form = pdf.doc.new_object_id();
    let resources = pdf.resources(&[("Fm1", form)]);
    let dict = dictionary! { "Type" => "XObject", "Subtype" => "Form", "Resources" => resources };
    pdf.doc.objects.insert(form, Object::Stream(Stream::new(dict, b"/Fm1 Do".to_vec())));
    pdf.page(&["Le texte de la page reste"], &[("Fm1", form)]);
    let draft = read(&pdf.bytes(), &no_ocr()).expect("the loop is cut");
    assert_eq!(draft.text, "Le texte de la page reste");
}

#[test]
fn forms_that_multiply_are_refused() {
    let mut pdf = Pdf::new();
    let mut inner = pdf.doc.add_object(Stream::new(dictionary! { "Subtype" => "Form" }, Vec::new()));
    for _ in 0..20 {
        let resources = pdf.resources(&[("A", inner)]);
        let dict = dictionary! { "Subtype" => "Form", "Resources" => resources };
        inner = pdf.doc.add_object(Stream::new(dict, b"/A Do /A Do /A Do".to_vec()));
    }
    pdf.page(&["Trop"], &[("A", inner)]);
    let error = read(&pdf.bytes(), &no_ocr()).expect_err("three to the power of twenty");
    assert!(error.to_string().contains("nested parts"), "{error}");
}

#[test]
fn a_page_tree_that_loops_is_refused() {
    let mut pdf = simple();
    let node = pdf.doc.new_object_id();
    pdf.doc.objects.insert(node, Object::Dictionary(dictionary! { "Type" => "Pages", "Parent" => node }));
    for object in pdf.doc.objects.values_mut() {
        if let Ok(dict) = object.as_dict_mut()
            && dict.get(b"Type").and_then(Object::as_name).is_ok_and(|name| name == b"Page")
        {
            dict.set("Parent", node);
        }
    }
    let error = read(&pdf.bytes(), &no_ocr()).expect_err("a loop");
    assert!(error.to_string().contains("loop"), "{error}");
}

#[test]
fn a_stream_that_unpacks_beyond_the_limit_is_refused() {
    let mut pdf = simple();
    let mut bomb = Stream::new(Dictionary::new(), vec![b' '; 3 << 20]);
    bomb.compress().expect("spaces can be compressed");
    pdf.doc.add_object(bomb);
    let bytes = pdf.bytes();
    assert!(bytes.len() < 1 << 20);
    let error = read(&bytes, &Limits { max_unpacked: 1 << 20, ..no_ocr() }).expect_err("a bomb");
    assert_eq!(error, DocumentError::TooLarge { what: Oversize::UnpackedBytes, limit: 1 << 20 });
}

#[test]
fn panics_and_time_outs_become_errors() {
    let panicked = isolated(Duration::from_mins(1), || -> Result<(), DocumentError> { panic!("on purpose") });
    assert!(matches!(panicked, Err(DocumentError::Corrupt { .. })));
    let slow = isolated(Duration::from_millis(1), || {
        thread::sleep(Duration::from_millis(300));
        Ok(())
    });
    assert!(slow.expect_err("too slow").to_string().contains("not read within"));
}

#[test]
fn columns_read_across_are_suspect_and_their_gap_is_a_tab() {
    let mut pdf = Pdf::new();
    pdf.page(&[], &[]);
    let lines: Vec<String> = (0..8)
        .map(|n| {
            format!(
                "BT /F1 12 Tf 72 {y} Td (Gauche) Tj ET BT /F1 12 Tf 320 {y} Td (Droite) Tj ET",
                y = 700 - 14 * n
            )
        })
        .collect();
    let page = pdf
        .doc
        .objects
        .values_mut()
        .find_map(|object| object.as_stream_mut().ok())
        .expect("the page's content");
    page.set_plain_content(lines.join(" ").into_bytes());
    let draft = read(&pdf.bytes(), &no_ocr()).expect("a sound file");
    assert!(draft.suspect_layout);
    assert_eq!(draft.text.lines().next(), Some("Gauche\tDroite"));
}
