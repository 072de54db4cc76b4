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
        .check(Check::Crc32Base62(30))
        .names(&["NPM_TOKEN", "NODE_AUTH_TOKEN"])
        .rotate("https://www.npmjs.com/settings/~/tokens")
        .source(A, "github.blog 2021-09-23, npm token format"),
    row("pypi-token", "PyPI", r#""pypi-AgEIcHlwaS5vcmc" b64u{50,}"#)
        .check(Check::Macaroon)
        .names(&["PYPI_TOKEN", "TWINE_PASSWORD"])
        .rotate("https://pypi.org/manage/accounts")
        .source(A, "pypi.org; 1Password shell plugins, betterleaks"),
    row("test-pypi-token", "TestPyPI", r#""pypi-AgENdGVzdC5weXBp" b64u{50,}"#)
        .check(Check::Macaroon)
        .names(&["TWINE_PASSWORD"])
        .rotate("https://test.pypi.org/manage/account/#api-tokens")
        .source(A, "pypi.org; betterleaks"),
    row("cargo-registry-token", "crates.io", r#""cio" b62{32}"#)
        .names(&["CARGO_REGISTRY_TOKEN"])
        .rotate("https://crates.io/settings/tokens")
        .source(C, "betterleaks"),
    row("rubygems-api-key", "RubyGems", r#""rubygems_" hex{48}"#)
        .names(&["GEM_HOST_API_KEY"])
        .rotate("https://rubygems.org/profile/api_keys")
        .source(B, "betterleaks"),
    row("docker-hub-pat", "Docker Hub", r#""dckr_pat_" b64u{27,}"#)
        .names(&["HUB_PAT_TOKEN", "DOCKER_PASSWORD"])
        .rotate("https://app.docker.com/settings/personal-access-tokens")
        .source(B, "betterleaks, secretlint, trufflehog"),
    row("docker-hub-org-token", "Docker Hub", r#""dckr_oat_" b64u{32,}"#)
        .names(&["HUB_PAT_TOKEN", "DOCKER_PASSWORD"])
        .source(B, "betterleaks, secretlint, trufflehog"),
    row("terraform-cloud-token", "HCP Terraform", r#"b62{14} ".atlasv1." b64u{60,}"#)
        .names(&["TFE_TOKEN", "TF_TOKEN_app_terraform_io"])
        .rotate("https://app.terraform.io/app/settings/tokens")
        .source(B, "betterleaks, trufflehog"),
    row("pulumi-access-token", "Pulumi", r#""pul-" hex{40}"#)
        .names(&["PULUMI_ACCESS_TOKEN"])
        .rotate("https://app.pulumi.com/account/tokens")
        .source(B, "1Password shell plugins, betterleaks, trufflehog"),
    row("jfrog-api-key", "JFrog", r#""AKCp" b62{65,80}"#)
        .names(&["JFROG_ACCESS_TOKEN"])
        .source(C, "betterleaks"),
    row("jfrog-reference-token", "JFrog", r#""cmVmdGtu" b62{55,80}"#)
        .names(&["JFROG_ACCESS_TOKEN"])
        .source(B, "betterleaks, trufflehog"),
    row("clojars-deploy-token", "Clojars", r#""CLOJARS_" [0-9a-z]{60}"#)
        .names(&["CLOJARS_PASSWORD"])
        .rotate("https://clojars.org/tokens")
        .source(C, "betterleaks"),
    row("packagist-api-key", "Private Packagist", r#""packagist_ack_" hex{28,}"#)
        .identifier()
        .names(&["PACKAGIST_API_KEY"])
        .source(C, "Veles"),
    row("packagist-api-secret", "Private Packagist", r#""packagist_acs_" hex{64,}"#)
        .names(&["PACKAGIST_API_SECRET"])
        .source(C, "Veles"),
    row("packagist-org-read-token", "Private Packagist", r#""packagist_ort_" hex{68}"#)
        .narrow()
        .names(&["COMPOSER_AUTH"])
        .source(C, "Veles"),
    row("packagist-org-update-token", "Private Packagist", r#""packagist_out_" hex{68}"#)
        .narrow()
        .names(&["COMPOSER_AUTH"])
        .source(C, "Veles"),
    row("packagist-user-update-token", "Private Packagist", r#""packagist_uut_" hex{68}"#)
        .narrow()
        .names(&["COMPOSER_AUTH"])
        .source(C, "Veles"),
    row("packagist-conductor-update-token", "Private Packagist", r#""packagist_cut_" hex{68}"#)
        .narrow()
        .names(&["COMPOSER_AUTH"])
        .source(C, "Veles"),
    row("nuget-api-key", "NuGet", r#""oy2" [a-z2-7]{43}"#)
        .names(&["NUGET_API_KEY"])
        .rotate("https://www.nuget.org/account/apikeys")
        .source(A, "NuGetGallery ApiKeyV4.cs; Microsoft security-utilities"),
    row("cloudsmith-api-key", "Cloudsmith", r#""csa_" hex{30} b62{6}"#)
        .names(&["CLOUDSMITH_API_KEY"])
        .rotate("https://cloudsmith.io/user/settings/api/")
        .source(C, "betterleaks"),
    row("pyx-user-key", "pyx", r#""sk-pyx-" b62{64}"#).names(&["PYX_API_KEY"]).source(C, "Veles"),
    row("pyx-user-key-2", "pyx", r#""sk-pyx-2" b62{45}"#)
        .names(&["PYX_API_KEY"])
        .source(C, "Veles"),
    row("docker-swarm-join-token", "Docker Swarm", r#""SWMTKN-1-" a36{50,} "-" a36{24,}"#)
        .names(&["SWARM_JOIN_TOKEN"])
        .rotate("https://docs.docker.com/engine/swarm/swarm-mode/")
        .source(C, "betterleaks"),
    row("docker-swarm-unlock-key", "Docker Swarm", r#""SWMKEY-1-" b64{40,}"#)
        .broad()
        .rotate("https://docs.docker.com/engine/swarm/swarm-mode/")
        .source(C, "betterleaks"),
    row("deno-user-token", "Deno Deploy", r#""ddp_" b62{36}"#)
        .broad()
        .names(&["DENO_DEPLOY_TOKEN"])
        .rotate("https://dash.deno.com/account#access-tokens")
        .source(B, "betterleaks, trufflehog, Veles"),
    row("deno-org-token", "Deno Deploy", r#""ddo_" b62{36}"#)
        .names(&["DENO_DEPLOY_TOKEN"])
        .rotate("https://dash.deno.com/account#access-tokens")
        .source(C, "Veles"),
    row("deno-worker-token", "Deno Deploy", r#""ddw_" b62{36}"#)
        .names(&["DENO_DEPLOY_TOKEN"])
        .rotate("https://dash.deno.com/account#access-tokens")
        .source(C, "trufflehog"),
];
