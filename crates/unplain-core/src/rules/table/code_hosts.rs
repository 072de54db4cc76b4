//! Code hosts.

use crate::rules::{
    check::Check,
    rule::{
        Grade::{A, B, C, D},
        Rule, row,
    },
};

pub(super) const ROWS: &[Rule] = &[
    row("gitlab-runner-token-routable", "GitLab", r#""glrt-" b64u{27,} "." a36{2} "." a36{9}"#)
        .check(Check::Crc32Base36OfAll)
        .narrow()
        .rotate("https://docs.gitlab.com/security/tokens/")
        .source(A, "gitlabhq, routable_token.rb; betterleaks"),
    row("gitlab-ci-job-token-jwt", "GitLab", r#""glcbt-" b64u{20,} "." b64u{10,} "." b64u{10,}"#)
        .narrow()
        .names(&["CI_JOB_TOKEN"])
        .rotate("https://docs.gitlab.com/security/tokens/")
        .source(B, "GitLab docs, security/tokens; Veles"),
    row("github-pat-classic", "GitHub", r#""ghp_" b62{36,}"#)
        .check(Check::Crc32Base62(30))
        .broad()
        .names(&["GITHUB_PERSONAL_ACCESS_TOKEN", "GITHUB_TOKEN", "GH_TOKEN", "GITHUB_PAT"])
        .rotate("https://github.com/settings/tokens")
        .source(A, "github.blog 2021-04-05, token formats"),
    row("github-pat-fine-grained", "GitHub", r#""github_pat_" b62{22} "_" b62{50,}"#)
        .narrow()
        .names(&["GITHUB_PERSONAL_ACCESS_TOKEN", "GITHUB_TOKEN", "GH_TOKEN", "GITHUB_PAT"])
        .rotate("https://github.com/settings/personal-access-tokens")
        .source(B, "betterleaks, secretlint"),
    row("github-oauth-token", "GitHub", r#""gho_" b62{36,}"#)
        .check(Check::Crc32Base62(30))
        .broad()
        .names(&["GITHUB_TOKEN", "GH_TOKEN"])
        .rotate("https://github.com/settings/applications")
        .source(A, "github.blog 2021-04-05, token formats"),
    row("github-user-to-server-token", "GitHub", r#""ghu_" b62{36,}"#)
        .check(Check::Crc32Base62(30))
        .narrow()
        .names(&["GITHUB_TOKEN"])
        .rotate("https://github.com/settings/applications")
        .source(A, "github.blog 2021-04-05, token formats"),
    row("github-refresh-token", "GitHub", r#""ghr_" b62{36,}"#)
        .check(Check::Crc32Base62(30))
        .rotate("https://github.com/settings/applications")
        .source(A, "github.blog 2021-04-05, token formats"),
    row("github-app-token", "GitHub", r#""ghs_" b62{36,}"#)
        .check(Check::Crc32Base62(30))
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
    row("gitlab-pat-routable-versioned", "GitLab", r#""glpat-" b64u{27,} "." a36{2} "." a36{9}"#)
        .check(Check::Crc32Base36OfAll)
        .names(&["GITLAB_TOKEN", "GITLAB_PERSONAL_ACCESS_TOKEN"])
        .rotate("https://gitlab.com/-/user_settings/personal_access_tokens")
        .source(A, "gitlabhq, routable_token.rb; betterleaks, Veles"),
    row("gitlab-pat-routable", "GitLab", r#""glpat-" b64u{27,} "." a36{9}"#)
        .check(Check::Crc32Base36OfAll)
        .names(&["GITLAB_TOKEN", "GITLAB_PERSONAL_ACCESS_TOKEN"])
        .rotate("https://gitlab.com/-/user_settings/personal_access_tokens")
        .source(B, "betterleaks, Veles"),
    row("gitlab-pat", "GitLab", r#""glpat-" b64u{20,}"#)
        .names(&["GITLAB_TOKEN", "GITLAB_PERSONAL_ACCESS_TOKEN"])
        .rotate("https://gitlab.com/-/user_settings/personal_access_tokens")
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-deploy-token", "GitLab", r#""gldt-" b64u{20,}"#)
        .narrow()
        .rotate("https://docs.gitlab.com/security/tokens/")
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-runner-token", "GitLab", r#""glrt-" b64u{20,}"#)
        .narrow()
        .rotate("https://docs.gitlab.com/security/tokens/")
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-runner-registration-token", "GitLab", r#""glrtr-" b64u{20,}"#)
        .narrow()
        .rotate("https://docs.gitlab.com/security/tokens/")
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-ci-job-token", "GitLab", r#""glcbt-" b64u{20,}"#)
        .narrow()
        .names(&["CI_JOB_TOKEN"])
        .rotate("https://docs.gitlab.com/security/tokens/")
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-trigger-token", "GitLab", r#""glptt-" b64u{20,}"#)
        .narrow()
        .rotate("https://docs.gitlab.com/security/tokens/")
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-feed-token", "GitLab", r#""glft-" b64u{20,}"#)
        .narrow()
        .rotate("https://docs.gitlab.com/security/tokens/")
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-incoming-mail-token", "GitLab", r#""glimt-" b64u{20,}"#)
        .narrow()
        .rotate("https://docs.gitlab.com/security/tokens/")
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-agent-token", "GitLab", r#""glagent-" b64u{20,}"#)
        .narrow()
        .rotate("https://docs.gitlab.com/security/tokens/")
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-workspace-token", "GitLab", r#""glwt-" b64u{20,}"#)
        .narrow()
        .rotate("https://docs.gitlab.com/security/tokens/")
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-scim-token", "GitLab", r#""glsoat-" b64u{20,}"#)
        .narrow()
        .rotate("https://docs.gitlab.com/security/tokens/")
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-feature-flags-token", "GitLab", r#""glffct-" b64u{20,}"#)
        .narrow()
        .rotate("https://docs.gitlab.com/security/tokens/")
        .source(A, "GitLab docs, security/tokens"),
    row("gitlab-oauth-app-secret", "GitLab", r#""gloas-" b64u{20,}"#)
        .rotate("https://docs.gitlab.com/security/tokens/")
        .source(A, "GitLab docs, security/tokens"),
    row("atlassian-api-token", "Atlassian", r#""ATATT3" b64u{60,} "=" HEX{8}"#)
        .check(Check::Crc32HexOfAll)
        .names(&["ATLASSIAN_API_TOKEN", "JIRA_API_TOKEN", "CONFLUENCE_API_TOKEN"])
        .rotate("https://id.atlassian.com/manage-profile/security/api-tokens")
        .source(B, "betterleaks, trufflehog"),
    row("atlassian-admin-key", "Atlassian", r#""ATCTT3" b64u{60,} "=" HEX{8}"#)
        .broad()
        .names(&["ATLASSIAN_API_TOKEN"])
        .rotate("https://admin.atlassian.com")
        .source(B, "betterleaks, trufflehog"),
    row("bitbucket-app-password", "Bitbucket", r#""ATBB" b62{28,40}"#)
        .names(&["BITBUCKET_APP_PASSWORD"])
        .rotate("https://bitbucket.org/account/settings/app-passwords/")
        .source(B, "betterleaks, trufflehog"),
    row("bitbucket-server-token", "Bitbucket Data Center", r#""BBDC-" b64{40,}"#)
        .names(&["BITBUCKET_TOKEN"])
        .source(B, "betterleaks, trufflehog"),
    row("github-app-client-id", "GitHub", r#""Iv1." hex{16}"#)
        .identifier()
        .names(&["GITHUB_CLIENT_ID", "GITHUB_APP_CLIENT_ID"])
        .source(D, "seen in use"),
    row("github-app-client-id-2", "GitHub", r#""Iv23" b62{16}"#)
        .identifier()
        .names(&["GITHUB_CLIENT_ID", "GITHUB_APP_CLIENT_ID"])
        .source(D, "seen in use"),
    row("gitlab-runner-registration-token-legacy", "GitLab", r#""GR1348941" b64u{20,}"#)
        .narrow()
        .rotate("https://docs.gitlab.com/security/tokens/")
        .source(A, "gitlabhq, runners_token_prefixable.rb"),
    row("gitea-access-token", "Gitea", "hex{40}")
        .names(&["GITEA_ACCESS_TOKEN", "GITEA_TOKEN", "FORGEJO_TOKEN", "CODEBERG_TOKEN"])
        .under(&["gitea", "forgejo", "codeberg"])
        .rotate("https://gitea.com/user/settings/applications")
        .source(C, "betterleaks"),
    row("atlassian-api-token-legacy", "Atlassian", "b62{20} hex{4}")
        .broad()
        .names(&["JIRA_API_TOKEN", "CONFLUENCE_API_TOKEN", "ATLASSIAN_API_TOKEN"])
        .under(&["atlassian", "jira", "confluence"])
        .rotate("https://id.atlassian.com/manage-profile/security/api-tokens")
        .source(B, "betterleaks, trufflehog"),
    row("azure-devops-pat-legacy", "Azure DevOps", "[a-z2-7]{52}")
        .names(&["AZURE_DEVOPS_EXT_PAT", "ADO_MCP_AUTH_TOKEN", "AZURE_DEVOPS_PAT"])
        .under(&["ado", "devops"])
        .source(A, "Microsoft security-utilities"),
];
