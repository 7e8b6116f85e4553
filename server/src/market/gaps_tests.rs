use super::super::demand::{SegmentCounts, demands};
use super::*;
use crate::ingest::double::taxonomy;
use crate::matching::Nearness;
use crate::store::{ConceptCount, CourseConcept, CourseOffer};

fn demand(concepts: &[(&str, f64)]) -> Vec<Demand> {
    let count = |(id, weight): &(&str, f64)| ConceptCount {
        concept: ConceptId((*id).into()),
        documents: weight.ceil() as u64,
        weight: *weight,
    };
    demands(&SegmentCounts { offers: 10, concepts: concepts.iter().map(count).collect() }, None, &taxonomy())
}

fn course(id: &str, sessions: u32, places: Option<u32>) -> CourseOffer {
    CourseOffer { id: DocumentId(id.into()), title: id.into(), sessions, places }
}

fn taught(course: &str, concept: &str, confidence: f64) -> CourseConcept {
    CourseConcept { course: DocumentId(course.into()), concept: ConceptId(concept.into()), confidence }
}

fn close(a: f64, b: f64) {
    assert!((a - b).abs() < 1e-9, "{a} is not {b}");
}

#[test]
fn gap_coverage_and_compatibility_by_hand() {
    let taxonomy = taxonomy();
    let near = Nearness::of(&taxonomy);
    let demands = demand(&[("sf-plats", 8.0), ("sv-haccp", 6.0), ("ct-dimanche", 9.0)]);
    // Course a has three of four sessions and teaches desserts (0.4 of plats); b teaches HACCP at 0.5.
    let offers = vec![course("a", 3, Some(10)), course("b", 1, None)];
    let concepts =
        [taught("a", "sf-desserts", 1.0), taught("b", "sv-haccp", 0.5), taught("z", "sf-plats", 1.0)];
    let supply = Supply::of(offers, &concepts, &taxonomy, &near);
    let found = gaps(&demands, &supply, &taxonomy);
    let row = |id: &str| found.iter().find(|gap| gap.demand.concept.0 == id).unwrap();
    assert_eq!(found.len(), 2, "a working condition is no gap");
    close(row("sf-plats").coverage, 0.75 * 0.4);
    close(row("sf-plats").gap, 0.8 * 0.7);
    close(row("sv-haccp").coverage, 0.25 * 0.5);
    close(row("sv-haccp").gap, 0.6 * 0.875);
    assert_eq!(row("sf-plats").teaching, 1);
    let interval = row("sf-plats").gap_interval;
    close(interval.low, row("sf-plats").demand.interval.low * 0.7);
    assert!(interval.low < 0.56 && 0.56 < interval.high);
    let fit = compatibilities(&demands, &supply, &taxonomy);
    assert_eq!(fit[0].course.0, "a");
    close(fit[0].compatibility, 0.8 * 0.4 / 1.4);
    close(fit[1].compatibility, 0.6 * 0.5 / 1.4);
    assert_eq!(fit[1].teaches, [ConceptId("sv-haccp".into())]);
}

#[test]
fn places_weigh_where_every_course_states_them() {
    let taxonomy = taxonomy();
    let near = Nearness::of(&taxonomy);
    let offers = vec![course("a", 1, Some(30)), course("b", 9, Some(10))];
    let supply = Supply::of(offers, &[taught("a", "sf-sql", 1.0)], &taxonomy, &near);
    close(supply.coverage(taxonomy.find_concept(&ConceptId("sf-sql".into())).unwrap()), 0.75);
}

#[test]
fn without_courses_the_gap_is_the_demand() {
    let taxonomy = taxonomy();
    let near = Nearness::of(&taxonomy);
    let supply = Supply::of(Vec::new(), &[], &taxonomy, &near);
    let found = gaps(&demand(&[("sf-sql", 5.0)]), &supply, &taxonomy);
    close(found[0].gap, 0.5);
    assert!(found[0].coverage.is_sign_positive(), "no minus zero is shown");
    assert!(compatibilities(&[], &supply, &taxonomy).is_empty());
}

#[test]
fn what_nobody_asks_for_is_surplus() {
    let taxonomy = taxonomy();
    let near = Nearness::of(&taxonomy);
    let concepts = [taught("a", "sf-sql", 1.0), taught("a", "sf-plats", 1.0)];
    let supply = Supply::of(vec![course("a", 1, None)], &concepts, &taxonomy, &near);
    let found = surpluses(&demand(&[("sf-plats", 8.0)]), &supply, &taxonomy);
    assert_eq!(found[0].concept.0, "sf-sql");
    close(found[0].surplus, 1.0);
    close(found[1].surplus, 0.2);
}
