//! Package registries and infrastructure as code.

use crate::rules::{
    check::Check,
    rule::{
        Grade::{A, B, C},
        Rule, row,
    },
};

pub(super) const ROWS: &[Rule] = &[
    row("npm-token", "npm", r#""npm_" b62{36,}"#)
        .check(Check::Crc32Base62)
        .names(&["NPM_TOKEN", "NODE_AUTH_TOKEN"])
        .source(A, "github.blog 2021-09-23, npm token format"),
    row("pypi-token", "PyPI", r#""pypi-AgEIcHlwaS5vcmc" b64u{50,}"#)
        .names(&["PYPI_TOKEN", "TWINE_PASSWORD"])
        .source(A, "pypi.org; 1Password shell plugins, betterleaks"),
    row("test-pypi-token", "TestPyPI", r#""pypi-AgENdGVzdC5weXBp" b64u{50,}"#)
        .names(&["TWINE_PASSWORD"])
        .source(A, "pypi.org; betterleaks"),
    row("cargo-registry-token", "crates.io", r#""cio" b62{32}"#)
        .names(&["CARGO_REGISTRY_TOKEN"])
        .source(C, "betterleaks"),
    row("rubygems-api-key", "RubyGems", r#""rubygems_" hex{48}"#)
        .names(&["GEM_HOST_API_KEY"])
        .source(B, "betterleaks"),
    row("docker-hub-pat", "Docker Hub", r#""dckr_pat_" b64u{27,}"#)
        .names(&["HUB_PAT_TOKEN", "DOCKER_PASSWORD"])
        .source(B, "betterleaks, secretlint, trufflehog"),
    row("docker-hub-org-token", "Docker Hub", r#""dckr_oat_" b64u{32,}"#)
        .names(&["HUB_PAT_TOKEN", "DOCKER_PASSWORD"])
        .source(B, "betterleaks, secretlint, trufflehog"),
    row("terraform-cloud-token", "HCP Terraform", r#"b62{14} ".atlasv1." b64u{60,}"#)
        .names(&["TFE_TOKEN", "TF_TOKEN_app_terraform_io"])
        .source(B, "betterleaks, trufflehog"),
    row("pulumi-access-token", "Pulumi", r#""pul-" hex{40}"#)
        .names(&["PULUMI_ACCESS_TOKEN"])
        .source(B, "1Password shell plugins, betterleaks, trufflehog"),
    row("jfrog-api-key", "JFrog", r#""AKCp" b62{65,}"#)
        .names(&["JFROG_ACCESS_TOKEN"])
        .source(C, "betterleaks"),
    row("jfrog-reference-token", "JFrog", r#""cmVmdGtuO" b62{50,}"#)
        .names(&["JFROG_ACCESS_TOKEN"])
        .source(C, "betterleaks"),
];
