//! The OpenAPI document: a change to the interface shows in its snapshot.

use crate::harness::Server;

#[test]
fn the_interface_is_the_one_of_the_snapshot() {
    let api = Server::shared().get("/openapi.json").json();
    insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_json_snapshot!("openapi", api, { ".info.version" => "[version]" });
    });
}
