//! What the OpenAPI document says in many places: labels of spans, and the problems of every route.

use super::problem::{MEDIA_TYPE, Problem};
use passerelle_engine::tagging::Label;
use std::borrow::Cow;
use std::collections::BTreeMap;
use utoipa::openapi::{
    ContentBuilder, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder, Schema, Type,
};
use utoipa::{IntoResponses, PartialSchema, ToSchema};

/// Documents [`Label`] by its names.
pub struct SpanLabel;

impl PartialSchema for SpanLabel {
    fn schema() -> RefOr<Schema> {
        let names = Label::ALL.map(Label::name);
        let description = "SKILL savoir-faire, KNOWLEDGE savoir, ATTITUDE savoir-être, LANGUAGE langue, \
                           CERTIFICATION diplôme ou permis, OCCUPATION métier, CONDITION condition de travail";
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(names))
            .description(Some(description))
            .into()
    }
}

impl ToSchema for SpanLabel {
    fn name() -> Cow<'static, str> {
        "SpanLabel".into()
    }
}

fn problems(list: &[(&str, &str)]) -> BTreeMap<String, RefOr<Response>> {
    list.iter()
        .map(|(status, description)| {
            let content =
                ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
            let response = ResponseBuilder::new().description(*description).content(MEDIA_TYPE, content);
            ((*status).to_owned(), response.build().into())
        })
        .collect()
}

const QUERY: [(&str, &str); 3] = [
    ("422", "A parameter is not right; `errors` says which"),
    ("500", "A defect; logged under x-request-id"),
    ("503", "Starting, stopping, or no answer in time; see Retry-After"),
];

const BODY: [(&str, &str); 4] = [
    ("400", "Not JSON, not UTF-8, or unreadable"),
    ("413", "Larger than the limit"),
    ("415", "Another content type or file format than those read here"),
    ("429", "Too many requests wait for the model; see Retry-After"),
];

/// Problems of a route without a body.
pub struct QueryProblems;

impl IntoResponses for QueryProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&QUERY)
    }
}

/// Problems of a route for one thing that may not be there.
pub struct LookupProblems;

impl IntoResponses for LookupProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut all = problems(&QUERY);
        all.extend(problems(&[("404", "There is no such thing")]));
        all
    }
}

/// Problems of a route with a body.
pub struct BodyProblems;

impl IntoResponses for BodyProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let mut all = problems(&QUERY);
        all.extend(problems(&BODY));
        all
    }
}
