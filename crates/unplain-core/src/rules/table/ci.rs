//! Builds, deployments, tests and code analysis.

use crate::rules::rule::{
    Grade::{B, C, D},
    Rule, row,
};

pub(super) const ROWS: &[Rule] = &[
    row("circleci-personal-token", "CircleCI", r#""CCIPAT_" b62{22} "_" hex{40}"#)
        .broad()
        .names(&["CIRCLECI_TOKEN", "CIRCLECI_CLI_TOKEN"])
        .rotate("https://app.circleci.com/settings/user/tokens")
        .source(B, "1Password shell plugins, betterleaks, trufflehog, Veles"),
    row("circleci-project-token", "CircleCI", r#""CCIPRJ_" b62{22} "_" hex{40}"#)
        .narrow()
        .names(&["CIRCLECI_TOKEN"])
        .rotate("https://app.circleci.com/settings/user/tokens")
        .source(B, "betterleaks, trufflehog"),
    row("buildkite-api-token", "Buildkite", r#""bkua_" a36{40,}"#)
        .names(&["BUILDKITE_API_TOKEN"])
        .rotate("https://buildkite.com/user/api-access-tokens")
        .source(C, "betterleaks"),
    row("sonarqube-user-token", "SonarQube", r#""squ_" hex{40}"#)
        .broad()
        .names(&["SONARQUBE_TOKEN", "SONAR_TOKEN"])
        .rotate("https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/")
        .source(B, "betterleaks, trufflehog"),
    row("sonarqube-project-token", "SonarQube", r#""sqp_" hex{40}"#)
        .narrow()
        .names(&["SONARQUBE_TOKEN", "SONAR_TOKEN"])
        .rotate("https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/")
        .source(B, "betterleaks, trufflehog"),
    row("sonarqube-global-token", "SonarQube", r#""sqa_" hex{40}"#)
        .broad()
        .names(&["SONARQUBE_TOKEN", "SONAR_TOKEN"])
        .rotate("https://docs.sonarsource.com/sonarqube-server/latest/user-guide/managing-tokens/")
        .source(B, "betterleaks, trufflehog"),
    row("sonarcloud-token", "SonarQube Cloud", r#""sqco_" b62{50,}"#)
        .names(&["SONARQUBE_TOKEN", "SONAR_TOKEN"])
        .rotate("https://sonarcloud.io/account/security")
        .source(C, "betterleaks"),
    row("buildkite-agent-access-token", "Buildkite", r#""bkaa_" b64u{70,}"#)
        .narrow()
        .source(C, "betterleaks"),
    row("buildkite-job-token", "Buildkite", r#""bkaj_" b64u{300,}"#)
        .narrow()
        .source(C, "betterleaks"),
    row("buildkite-agent-registration-token", "Buildkite", r#""bkar_" b64u{68,}"#)
        .narrow()
        .source(C, "betterleaks"),
    row("buildkite-cluster-token", "Buildkite", r#""bkct_" b64u{68,}"#)
        .narrow()
        .source(C, "betterleaks"),
    row("buildkite-portal-token", "Buildkite", r#""bkpt_" b64u{190,}"#)
        .narrow()
        .source(C, "betterleaks"),
    row("buildkite-portal-access-token", "Buildkite", r#""bkpat_" b64u{49,}"#)
        .narrow()
        .source(C, "betterleaks"),
    row("buildkite-portal-secret", "Buildkite", r#""bkps_" b64u{59,}"#)
        .narrow()
        .source(C, "betterleaks"),
    row("harness-pat", "Harness", r#""pat." b64u{22} "." hex{24} "." b62{20}"#)
        .names(&["HARNESS_API_KEY"])
        .source(C, "betterleaks"),
    row("harness-service-account-token", "Harness", r#""sat." b64u{22} "." hex{24} "." b62{20}"#)
        .names(&["HARNESS_API_KEY"])
        .source(C, "betterleaks"),
    row("circleci-token-legacy", "CircleCI", "hex{40}")
        .names(&["CIRCLECI_TOKEN", "CIRCLECI_CLI_TOKEN"])
        .under(&["circleci", "circle"])
        .rotate("https://app.circleci.com/settings/user/tokens")
        .source(B, "1Password shell plugins, betterleaks, trufflehog"),
    row("travis-ci-token", "Travis CI", "b62{22}")
        .names(&["TRAVIS_TOKEN", "TRAVIS_API_TOKEN"])
        .under(&["travis"])
        .rotate("https://app.travis-ci.com/account/preferences")
        .source(B, "betterleaks, trufflehog"),
    row("codecov-token", "Codecov", "uuid")
        .narrow()
        .names(&["CODECOV_TOKEN"])
        .under(&["codecov"])
        .source(B, "betterleaks, trufflehog"),
    row("snyk-token", "Snyk", "uuid")
        .broad()
        .names(&["SNYK_TOKEN", "SNYK_API_TOKEN"])
        .under(&["snyk"])
        .rotate("https://app.snyk.io/account")
        .source(B, "1Password shell plugins, betterleaks, trufflehog"),
    row("infracost-api-key", "Infracost", r#""ico-" b62{32}"#)
        .names(&["INFRACOST_API_KEY"])
        .rotate("https://dashboard.infracost.io")
        .source(C, "betterleaks"),
    row("jenkins-api-token", "Jenkins", r#""11" hex{32}"#)
        .broad()
        .names(&["JENKINS_TOKEN", "JENKINS_API_TOKEN"])
        .under(&["jenkins"])
        .source(C, "kingfisher"),
    row("octopus-deploy-api-key", "Octopus Deploy", r#""API-" A36{26,}"#)
        .names(&["OCTOPUS_API_KEY", "OCTOPUS_CLI_API_KEY"])
        .rotate("https://octopus.com/docs/octopus-rest-api/how-to-create-an-api-key")
        .source(B, "1Password shell plugins, betterleaks"),
    row("mergify-application-key", "Mergify", r#""mergify_application_key_" b64u{40,}"#)
        .names(&["MERGIFY_TOKEN"])
        .source(C, "betterleaks"),
    row("prefect-api-key", "Prefect", r#""pnu_" b62{36,}"#)
        .names(&["PREFECT_API_KEY"])
        .rotate("https://app.prefect.cloud/my/api-keys")
        .source(B, "betterleaks, trufflehog"),
    row("ionic-access-token", "Ionic", r#""ion_" b62{42}"#)
        .names(&["IONIC_TOKEN"])
        .source(C, "betterleaks"),
    row("aikido-client-secret", "Aikido", r#""AIK_SECRET_" b62{64}"#)
        .names(&["AIKIDO_CLIENT_SECRET"])
        .source(C, "betterleaks"),
    row("aikido-ci-token", "Aikido", r#""AIK_CI_" b62{20,}"#)
        .narrow()
        .names(&["AIKIDO_CLIENT_API_KEY"])
        .source(C, "betterleaks"),
    row("aikido-client-id", "Aikido", r#""AIK_CLIENT_" b62{24}"#)
        .identifier()
        .names(&["AIKIDO_CLIENT_ID"])
        .source(C, "betterleaks"),
    row("endor-labs-key", "Endor Labs", r#""endr+" [0-9A-Za-z-]{16}"#)
        .names(&["ENDOR_API_CREDENTIALS_KEY", "ENDOR_API_CREDENTIALS_SECRET"])
        .source(B, "betterleaks, trufflehog"),
    row("meraki-api-key", "Cisco Meraki", "hex{40}")
        .names(&["MERAKI_DASHBOARD_API_KEY", "MERAKI_API_KEY"])
        .under(&["meraki"])
        .source(B, "betterleaks, trufflehog"),
    row("inngest-signing-key", "Inngest", r#""signkey-prod-" hex{64}"#)
        .narrow()
        .names(&["INNGEST_SIGNING_KEY"])
        .source(D, "seen in use"),
    row("inngest-test-signing-key", "Inngest", r#""signkey-test-" hex{64}"#)
        .narrow()
        .names(&["INNGEST_SIGNING_KEY"])
        .source(D, "seen in use"),
    row("trigger-dev-key", "Trigger.dev", r#""tr_prod_" b62{20,}"#)
        .names(&["TRIGGER_SECRET_KEY"])
        .source(D, "seen in use"),
    row("trigger-dev-development-key", "Trigger.dev", r#""tr_dev_" b62{20,}"#)
        .names(&["TRIGGER_SECRET_KEY"])
        .source(D, "seen in use"),
];
