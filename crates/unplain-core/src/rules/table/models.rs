//! Model providers and gateways.

use crate::rules::rule::{
    Grade::{B, C, D},
    Rule, row,
};

pub(super) const ROWS: &[Rule] = &[
    row("anthropic-api-key", "Anthropic", r#""sk-ant-api03-" b64u{80,}"#)
        .names(&["ANTHROPIC_API_KEY", "CLAUDE_API_KEY"])
        .source(B, "betterleaks, trufflehog, secretlint"),
    row("anthropic-admin-key", "Anthropic", r#""sk-ant-admin01-" b64u{80,}"#)
        .broad()
        .names(&["ANTHROPIC_ADMIN_KEY"])
        .source(B, "betterleaks, trufflehog"),
    row("claude-oauth-token", "Anthropic", r#""sk-ant-oat01-" b64u{60,}"#)
        .broad()
        .names(&["CLAUDE_CODE_OAUTH_TOKEN", "ANTHROPIC_AUTH_TOKEN"])
        .source(D, "seen in use"),
    row("claude-oauth-refresh-token", "Anthropic", r#""sk-ant-ort01-" b64u{60,}"#)
        .broad()
        .source(D, "seen in use"),
    row("openai-project-key", "OpenAI", r#""sk-proj-" b64u{40,}"#)
        .names(&["OPENAI_API_KEY"])
        .source(B, "betterleaks, trufflehog, secretlint"),
    row("openai-service-account-key", "OpenAI", r#""sk-svcacct-" b64u{40,}"#)
        .names(&["OPENAI_API_KEY"])
        .source(B, "betterleaks, trufflehog"),
    row("openai-admin-key", "OpenAI", r#""sk-admin-" b64u{40,}"#)
        .broad()
        .names(&["OPENAI_ADMIN_KEY"])
        .source(B, "betterleaks, trufflehog"),
    row("openai-key-legacy", "OpenAI", r#""sk-" b62{20} "T3BlbkFJ" b62{20,}"#)
        .broad()
        .names(&["OPENAI_API_KEY"])
        .source(B, "1Password shell plugins, betterleaks, secretlint"),
    row("openrouter-api-key", "OpenRouter", r#""sk-or-v1-" hex{64,}"#)
        .names(&["OPENROUTER_API_KEY"])
        .source(B, "betterleaks, trufflehog, Veles"),
    row("deepseek-api-key", "DeepSeek", r#""sk-" hex{32}"#)
        .names(&["DEEPSEEK_API_KEY"])
        .source(B, "betterleaks, trufflehog"),
    row("google-api-key", "Google", r#""AIza" b64u{35,}"#)
        .names(&["GOOGLE_API_KEY", "GEMINI_API_KEY", "GOOGLE_MAPS_API_KEY"])
        .source(B, "1Password shell plugins, betterleaks, trufflehog"),
    row("gemini-api-key", "Google", r#""AQ.Ab8RN6" b64u{40,}"#)
        .names(&["GEMINI_API_KEY"])
        .source(C, "betterleaks"),
    row("groq-api-key", "Groq", r#""gsk_" b62{48,}"#)
        .names(&["GROQ_API_KEY"])
        .source(B, "betterleaks, trufflehog, secretlint"),
    row("xai-api-key", "xAI", r#""xai-" [0-9A-Za-z_]{70,}"#)
        .names(&["XAI_API_KEY", "GROK_API_KEY"])
        .source(B, "betterleaks, trufflehog, Veles"),
    row("perplexity-api-key", "Perplexity", r#""pplx-" b62{40,}"#)
        .names(&["PERPLEXITY_API_KEY"])
        .source(C, "betterleaks"),
    row("cerebras-api-key", "Cerebras", r#""csk-" a36{40,}"#)
        .names(&["CEREBRAS_API_KEY"])
        .source(C, "betterleaks"),
    row("together-api-key", "Together AI", r#""tgp_v1_" b64u{40,}"#)
        .names(&["TOGETHER_API_KEY"])
        .source(C, "betterleaks"),
    row("nvidia-api-key", "NVIDIA", r#""nvapi-" b64u{60,}"#)
        .names(&["NVIDIA_API_KEY"])
        .source(C, "trufflehog"),
    row("huggingface-token", "Hugging Face", r#""hf_" b62{30,}"#)
        .names(&["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACE_API_KEY"])
        .source(B, "1Password shell plugins, betterleaks, trufflehog, secretlint"),
    row("huggingface-org-token", "Hugging Face", r#""api_org_" b62{30,}"#)
        .names(&["HF_TOKEN"])
        .source(B, "betterleaks, trufflehog"),
    row("replicate-api-token", "Replicate", r#""r8_" b62{37,}"#)
        .names(&["REPLICATE_API_TOKEN"])
        .source(B, "betterleaks, trufflehog"),
    row("elevenlabs-api-key", "ElevenLabs", r#""sk_" hex{48,}"#)
        .names(&["ELEVENLABS_API_KEY"])
        .source(B, "betterleaks, trufflehog"),
    row("voyage-api-key", "Voyage AI", r#""pa-" b64u{43}"#)
        .names(&["VOYAGE_API_KEY"])
        .source(C, "betterleaks"),
    row("jina-api-key", "Jina AI", r#""jina_" b64u{50,}"#)
        .names(&["JINA_API_KEY"])
        .source(D, "seen in use"),
    row("llama-cloud-api-key", "LlamaIndex", r#""llx-" b62{40,}"#)
        .names(&["LLAMA_CLOUD_API_KEY"])
        .source(C, "betterleaks"),
    row("langsmith-api-key", "LangSmith", r#""lsv2_pt_" hex{32} "_" hex{10}"#)
        .names(&["LANGSMITH_API_KEY", "LANGCHAIN_API_KEY"])
        .source(B, "betterleaks, trufflehog"),
    row("langsmith-service-key", "LangSmith", r#""lsv2_sk_" hex{32} "_" hex{10}"#)
        .names(&["LANGSMITH_API_KEY", "LANGCHAIN_API_KEY"])
        .source(B, "betterleaks, trufflehog"),
    row("langfuse-secret-key", "Langfuse", r#""sk-lf-" uuid"#)
        .names(&["LANGFUSE_SECRET_KEY"])
        .source(B, "betterleaks, trufflehog"),
    row("langfuse-public-key", "Langfuse", r#""pk-lf-" uuid"#)
        .public()
        .names(&["LANGFUSE_PUBLIC_KEY"])
        .source(B, "betterleaks, trufflehog"),
    row("aws-bedrock-api-key", "AWS", r#""ABSK" b64{100,} eq{0,2}"#)
        .names(&["AWS_BEARER_TOKEN_BEDROCK"])
        .source(B, "betterleaks, citing the AWS guide"),
    row("aws-bedrock-short-term-key", "AWS", r#""bedrock-api-key-" b64{100,} eq{0,2}"#)
        .names(&["AWS_BEARER_TOKEN_BEDROCK"])
        .source(B, "betterleaks"),
    row("cursor-api-key", "Cursor", r#""crsr_" b64u{32,}"#)
        .names(&["CURSOR_API_KEY"])
        .source(D, "1Password shell plugins"),
    row("kiro-api-key", "Kiro", r#""ksk_" b64u{32,}"#)
        .names(&["KIRO_API_KEY"])
        .source(D, "1Password shell plugins"),
];
