//! Code hosts and CI.

use crate::rules::{
    check::Check,
    rule::{
        Grade::{A, B, C},
        Rule, row,
    },
};

pub(super) const ROWS: &[Rule] = &[
    row("github-pat-classic", "GitHub", r#""ghp_" b62{36,}"#)
        .check(Check::Crc32Base62)
        .broad()
        .names(&["GITHUB_PERSONAL_ACCESS_TOKEN", "GITHUB_TOKEN", "GH_TOKEN", "GITHUB_PAT"])
        .source(A, "github.blog 2021-04-05, token formats"),
    row("github-pat-fine-grained", "GitHub", r#""github_pat_" b62{22} "_" b62{50,}"#)
        .narrow()
        .names(&["GITHUB_PERSONAL_ACCESS_TOKEN", "GITHUB_TOKEN", "GH_TOKEN", "GITHUB_PAT"])
        .source(B, "betterleaks, secretlint"),
    row("github-oauth-token", "GitHub", r#""gho_" b62{36,}"#)
        .check(Check::Crc32Base62)
        .broad()
        .names(&["GITHUB_TOKEN", "GH_TOKEN"])
        .source(A, "github.blog 2021-04-05, token formats"),
    row("github-user-to-server-token", "GitHub", r#""ghu_" b62{36,}"#)
        .check(Check::Crc32Base62)
        .narrow()
        .names(&["GITHUB_TOKEN"])
        .source(A, "github.blog 2021-04-05, token formats"),
    row("github-refresh-token", "GitHub", r#""ghr_" b62{36,}"#)
        .check(Check::Crc32Base62)
        .source(A, "github.blog 2021-04-05, token formats"),
    row("github-app-token", "GitHub", r#""ghs_" b62{36,}"#)
        .check(Check::Crc32Base62)
        .narrow()
        .names(&["GITHUB_TOKEN"])
        .source(A, "github.blog 2021-04-05, token formats"),
    row(
        "github-app-token-jwt",
        "GitHub",
        r#""ghs_" digit{1,} "_ey" b64u{10,} "." b64u{10,} "." b64u{10,}"#,
    )
    .narrow()
    .names(&["GITHUB_TOKEN"])
    .source(A, "GitHub changelog 2026-04-24"),
    row("gitlab-pat-routable-versioned", "GitLab", r#""glpat-" b64u{27,} "." a36{2} "." a36{7,9}"#)
        .names(&["GITLAB_TOKEN", "GITLAB_PERSONAL_ACCESS_TOKEN"])
        .source(C, "betterleaks"),
    row("gitlab-pat-routable", "GitLab", r#""glpat-" b64u{27,} "." a36{9}"#)
        .names(&["GITLAB_TOKEN", "GITLAB_PERSONAL_ACCESS_TOKEN"])
        .source(C, "betterleaks"),
    row("gitlab-pat", "GitLab", r#""glpat-" b64u{20,}"#)
        .names(&["GITLAB_TOKEN", "GITLAB_PERSONAL_ACCESS_TOKEN"])
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-deploy-token", "GitLab", r#""gldt-" b64u{20,}"#)
        .narrow()
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-runner-token", "GitLab", r#""glrt-" b64u{20,}"#)
        .narrow()
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-runner-registration-token", "GitLab", r#""glrtr-" b64u{20,}"#)
        .narrow()
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-ci-job-token", "GitLab", r#""glcbt-" b64u{20,}"#)
        .narrow()
        .names(&["CI_JOB_TOKEN"])
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-trigger-token", "GitLab", r#""glptt-" b64u{20,}"#)
        .narrow()
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-feed-token", "GitLab", r#""glft-" b64u{20,}"#)
        .narrow()
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-incoming-mail-token", "GitLab", r#""glimt-" b64u{20,}"#)
        .narrow()
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-agent-token", "GitLab", r#""glagent-" b64u{20,}"#)
        .narrow()
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-workspace-token", "GitLab", r#""glwt-" b64u{20,}"#)
        .narrow()
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-scim-token", "GitLab", r#""glsoat-" b64u{20,}"#)
        .narrow()
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-feature-flags-token", "GitLab", r#""glffct-" b64u{20,}"#)
        .narrow()
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-oauth-app-secret", "GitLab", r#""gloas-" b64u{20,}"#)
        .source(A, "GitLab docs, security/tokens"),
    row("atlassian-api-token", "Atlassian", r#""ATATT3" b64u{60,} "=" HEX{8}"#)
        .check(Check::Crc32HexOfAll)
        .names(&["ATLASSIAN_API_TOKEN", "JIRA_API_TOKEN", "CONFLUENCE_API_TOKEN"])
        .source(B, "betterleaks, trufflehog"),
    row("atlassian-admin-key", "Atlassian", r#""ATCTT3" b64u{60,} "=" HEX{8}"#)
        .broad()
        .names(&["ATLASSIAN_API_TOKEN"])
        .source(B, "betterleaks, trufflehog"),
    row("bitbucket-app-password", "Bitbucket", r#""ATBB" b62{28,}"#)
        .names(&["BITBUCKET_APP_PASSWORD"])
        .source(B, "betterleaks, trufflehog"),
    row("bitbucket-server-token", "Bitbucket Data Center", r#""BBDC-" b64{40,}"#)
        .names(&["BITBUCKET_TOKEN"])
        .source(B, "betterleaks, trufflehog"),
    row("circleci-personal-token", "CircleCI", r#""CCIPAT_" b62{22} "_" hex{40}"#)
        .broad()
        .names(&["CIRCLECI_TOKEN", "CIRCLECI_CLI_TOKEN"])
        .source(B, "1Password shell plugins, betterleaks, trufflehog, Veles"),
    row("circleci-project-token", "CircleCI", r#""CCIPRJ_" b62{22} "_" hex{40}"#)
        .narrow()
        .names(&["CIRCLECI_TOKEN"])
        .source(B, "betterleaks, trufflehog"),
    row("buildkite-api-token", "Buildkite", r#""bkua_" a36{40,}"#)
        .names(&["BUILDKITE_API_TOKEN"])
        .source(C, "betterleaks"),
    row("sonarqube-user-token", "SonarQube", r#""squ_" hex{40}"#)
        .broad()
        .names(&["SONARQUBE_TOKEN", "SONAR_TOKEN"])
        .source(B, "betterleaks, trufflehog"),
    row("sonarqube-project-token", "SonarQube", r#""sqp_" hex{40}"#)
        .narrow()
        .names(&["SONARQUBE_TOKEN", "SONAR_TOKEN"])
        .source(B, "betterleaks, trufflehog"),
    row("sonarqube-global-token", "SonarQube", r#""sqa_" hex{40}"#)
        .broad()
        .names(&["SONARQUBE_TOKEN", "SONAR_TOKEN"])
        .source(B, "betterleaks, trufflehog"),
    row("sonarcloud-token", "SonarQube Cloud", r#""sqco_" b62{50,}"#)
        .names(&["SONARQUBE_TOKEN", "SONAR_TOKEN"])
        .source(C, "betterleaks"),
];
