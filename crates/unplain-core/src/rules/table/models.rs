//! Model providers and gateways.

use crate::rules::rule::{
    Grade::{B, C, D},
    Rule, row,
};

pub(super) const ROWS: &[Rule] = &[
    row("anthropic-api-key", "Anthropic", r#""sk-ant-api03-" b64u{80,}"#)
        .names(&["ANTHROPIC_API_KEY", "CLAUDE_API_KEY"])
        .rotate("https://console.anthropic.com/settings/keys")
        .source(B, "betterleaks, trufflehog, secretlint"),
    row("anthropic-admin-key", "Anthropic", r#""sk-ant-admin01-" b64u{80,}"#)
        .broad()
        .names(&["ANTHROPIC_ADMIN_KEY"])
        .rotate("https://console.anthropic.com/settings/admin-keys")
        .source(B, "betterleaks, trufflehog"),
    row("claude-oauth-token", "Anthropic", r#""sk-ant-oat01-" b64u{60,}"#)
        .broad()
        .names(&["CLAUDE_CODE_OAUTH_TOKEN", "ANTHROPIC_AUTH_TOKEN"])
        .rotate("https://claude.ai/settings/claude-code")
        .source(D, "seen in use"),
    row("claude-oauth-refresh-token", "Anthropic", r#""sk-ant-ort01-" b64u{60,}"#)
        .broad()
        .rotate("https://claude.ai/settings/claude-code")
        .source(D, "seen in use"),
    row("openai-project-key", "OpenAI", r#""sk-proj-" b64u{40,}"#)
        .narrow()
        .names(&["OPENAI_API_KEY"])
        .rotate("https://platform.openai.com/api-keys")
        .source(B, "betterleaks, trufflehog, secretlint"),
    row("openai-service-account-key", "OpenAI", r#""sk-svcacct-" b64u{40,}"#)
        .narrow()
        .names(&["OPENAI_API_KEY"])
        .rotate("https://platform.openai.com/api-keys")
        .source(B, "betterleaks, trufflehog"),
    row("openai-admin-key", "OpenAI", r#""sk-admin-" b64u{40,}"#)
        .broad()
        .names(&["OPENAI_ADMIN_KEY"])
        .rotate("https://platform.openai.com/api-keys")
        .source(B, "betterleaks, trufflehog"),
    row("openai-key-legacy", "OpenAI", r#""sk-" b62{20} "T3BlbkFJ" b62{20,}"#)
        .broad()
        .names(&["OPENAI_API_KEY"])
        .rotate("https://platform.openai.com/api-keys")
        .source(B, "1Password shell plugins, betterleaks, secretlint"),
    row("openrouter-api-key", "OpenRouter", r#""sk-or-v1-" hex{64,}"#)
        .names(&["OPENROUTER_API_KEY"])
        .rotate("https://openrouter.ai/settings/keys")
        .source(B, "betterleaks, trufflehog, Veles"),
    row("sk-hex-key", "DeepSeek or DashScope", r#""sk-" hex{32}"#)
        .names(&["DEEPSEEK_API_KEY", "DASHSCOPE_API_KEY", "QWEN_API_KEY"])
        .source(B, "betterleaks, trufflehog"),
    row("google-api-key", "Google", r#""AIza" b64u{35,50}"#)
        .names(&["GOOGLE_API_KEY", "GEMINI_API_KEY", "GOOGLE_MAPS_API_KEY"])
        .rotate("https://console.cloud.google.com/apis/credentials")
        .source(B, "1Password shell plugins, betterleaks, trufflehog"),
    row("gemini-api-key", "Google", r#""AQ.Ab8R" b64u{42,}"#)
        .names(&["GEMINI_API_KEY"])
        .rotate("https://aistudio.google.com/app/apikey")
        .source(B, "betterleaks, Veles"),
    row("groq-api-key", "Groq", r#""gsk_" b62{48,}"#)
        .names(&["GROQ_API_KEY"])
        .rotate("https://console.groq.com/keys")
        .source(B, "betterleaks, trufflehog, secretlint"),
    row("xai-api-key", "xAI", r#""xai-" [0-9A-Za-z_]{70,}"#)
        .names(&["XAI_API_KEY", "GROK_API_KEY"])
        .rotate("https://console.x.ai/team/default/api-keys")
        .source(B, "betterleaks, trufflehog, Veles"),
    row("perplexity-api-key", "Perplexity", r#""pplx-" b62{40,}"#)
        .names(&["PERPLEXITY_API_KEY"])
        .rotate("https://www.perplexity.ai/account/api/keys")
        .source(C, "betterleaks"),
    row("cerebras-api-key", "Cerebras", r#""csk-" a36{40,}"#)
        .names(&["CEREBRAS_API_KEY"])
        .rotate("https://cloud.cerebras.ai/platform/")
        .source(C, "betterleaks"),
    row("together-api-key", "Together AI", r#""tgp_v1_" b64u{40,}"#)
        .names(&["TOGETHER_API_KEY"])
        .rotate("https://api.together.ai/settings/api-keys")
        .source(C, "betterleaks"),
    row("nvidia-api-key", "NVIDIA", r#""nvapi-" b64u{60,}"#)
        .names(&["NVIDIA_API_KEY"])
        .rotate("https://build.nvidia.com/settings/api-keys")
        .source(C, "trufflehog"),
    row("huggingface-token", "Hugging Face", r#""hf_" b62{30,}"#)
        .names(&["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACE_API_KEY"])
        .rotate("https://huggingface.co/settings/tokens")
        .source(B, "1Password shell plugins, betterleaks, trufflehog, secretlint"),
    row("huggingface-org-token", "Hugging Face", r#""api_org_" b62{30,}"#)
        .names(&["HF_TOKEN"])
        .rotate("https://huggingface.co/settings/tokens")
        .source(B, "betterleaks, trufflehog"),
    row("replicate-api-token", "Replicate", r#""r8_" b62{37,}"#)
        .names(&["REPLICATE_API_TOKEN"])
        .rotate("https://replicate.com/account/api-tokens")
        .source(B, "betterleaks, trufflehog"),
    row("elevenlabs-api-key", "ElevenLabs", r#""sk_" hex{48,}"#)
        .names(&["ELEVENLABS_API_KEY"])
        .rotate("https://elevenlabs.io/app/settings/api-keys")
        .source(B, "betterleaks, trufflehog"),
    row("voyage-api-key", "Voyage AI", r#""pa-" b64u{43}"#)
        .names(&["VOYAGE_API_KEY"])
        .rotate("https://dash.voyageai.com/api-keys")
        .source(C, "betterleaks"),
    row("jina-api-key", "Jina AI", r#""jina_" b64u{50,}"#)
        .names(&["JINA_API_KEY"])
        .rotate("https://jina.ai/api-dashboard")
        .source(D, "seen in use"),
    row("llama-cloud-api-key", "LlamaIndex", r#""llx-" b62{40,}"#)
        .names(&["LLAMA_CLOUD_API_KEY"])
        .rotate("https://cloud.llamaindex.ai/api-key")
        .source(C, "betterleaks"),
    row("langsmith-api-key", "LangSmith", r#""lsv2_pt_" hex{32} "_" hex{10}"#)
        .names(&["LANGSMITH_API_KEY", "LANGCHAIN_API_KEY"])
        .rotate("https://smith.langchain.com/settings")
        .source(B, "betterleaks, trufflehog"),
    row("langsmith-service-key", "LangSmith", r#""lsv2_sk_" hex{32} "_" hex{10}"#)
        .names(&["LANGSMITH_API_KEY", "LANGCHAIN_API_KEY"])
        .rotate("https://smith.langchain.com/settings")
        .source(B, "betterleaks, trufflehog"),
    row("langfuse-secret-key", "Langfuse", r#""sk-lf-" uuid"#)
        .names(&["LANGFUSE_SECRET_KEY"])
        .rotate("https://langfuse.com/faq/all/where-are-langfuse-api-keys")
        .source(B, "betterleaks, trufflehog"),
    row("langfuse-public-key", "Langfuse", r#""pk-lf-" uuid"#)
        .public()
        .names(&["LANGFUSE_PUBLIC_KEY"])
        .source(B, "betterleaks, trufflehog"),
    row("aws-bedrock-api-key", "AWS", r#""ABSK" b64{100,300} eq{0,2}"#)
        .names(&["AWS_BEARER_TOKEN_BEDROCK"])
        .rotate("https://console.aws.amazon.com/iam")
        .source(B, "betterleaks, citing the AWS guide"),
    row("aws-bedrock-short-term-key", "AWS", r#""bedrock-api-key-" b64{100,} eq{0,2}"#)
        .names(&["AWS_BEARER_TOKEN_BEDROCK"])
        .source(B, "betterleaks"),
    row("minimax-api-key", "MiniMax", r#""sk-api-" b64u{100,}"#)
        .names(&["MINIMAX_API_KEY"])
        .rotate("https://www.minimax.io/platform/user-center/basic-information/interface-key")
        .source(C, "betterleaks"),
    row("mistral-api-key", "Mistral", "b62{32}")
        .names(&["MISTRAL_API_KEY"])
        .under(&["mistral", "mistralai"])
        .rotate("https://console.mistral.ai/api-keys/")
        .source(B, "betterleaks, Veles"),
    row("cohere-api-key", "Cohere", "b62{40}")
        .names(&["COHERE_API_KEY", "CO_API_KEY"])
        .under(&["cohere", "co"])
        .rotate("https://dashboard.cohere.com/api-keys")
        .source(C, "betterleaks"),
    row("assemblyai-api-key", "AssemblyAI", "a36{32}")
        .names(&["ASSEMBLYAI_API_KEY"])
        .under(&["assemblyai"])
        .rotate("https://www.assemblyai.com/app/api-keys")
        .source(B, "betterleaks, kingfisher"),
    row("deepgram-api-key", "Deepgram", "hex{40}")
        .names(&["DEEPGRAM_API_KEY"])
        .under(&["deepgram"])
        .rotate("https://console.deepgram.com/")
        .source(B, "betterleaks, trufflehog"),
    row("moonshot-api-key", "Moonshot AI", r#""sk-" [0-9A-Za-z_-]{48}"#)
        .names(&["MOONSHOT_API_KEY", "KIMI_API_KEY"])
        .under(&["moonshot", "kimi"])
        .rotate("https://platform.moonshot.ai/console/api-keys")
        .source(C, "betterleaks"),
    row("stability-api-key", "Stability AI", r#""sk-" b62{48}"#)
        .names(&["STABILITY_API_KEY"])
        .under(&["stability"])
        .rotate("https://platform.stability.ai/account/keys")
        .source(C, "betterleaks"),
    row("zai-api-key", "Z.ai", r#"hex{32} "." b62{16}"#)
        .names(&["Z_AI_API_KEY", "ZAI_API_KEY", "ZHIPU_API_KEY"])
        .under(&["z", "zai", "zhipu", "zhipuai", "glm", "bigmodel"])
        .rotate("https://z.ai/manage-apikey/apikey-list")
        .source(C, "betterleaks"),
    row("ollama-cloud-api-key", "Ollama", r#"hex{32} "." b64u{24}"#)
        .names(&["OLLAMA_API_KEY"])
        .under(&["ollama"])
        .rotate("https://ollama.com/settings/keys")
        .source(C, "betterleaks"),
    row("fal-api-key", "fal", r#"uuid ":" hex{32}"#)
        .names(&["FAL_KEY", "FAL_API_KEY"])
        .under(&["fal"])
        .rotate("https://fal.ai/dashboard/keys")
        .source(C, "betterleaks"),
    row("elevenlabs-api-key-legacy", "ElevenLabs", "hex{32}")
        .names(&["ELEVENLABS_API_KEY", "XI_API_KEY"])
        .under(&["elevenlabs", "xi"])
        .rotate("https://elevenlabs.io/app/settings/api-keys")
        .source(B, "betterleaks, trufflehog"),
    row("upstage-api-key", "Upstage", "b62{40,50}")
        .names(&["UPSTAGE_API_KEY"])
        .under(&["upstage"])
        .rotate("https://console.upstage.ai/api-keys")
        .source(C, "betterleaks"),
    row("xai-management-key", "xAI", r#""xai-token-" b62{80}"#)
        .broad()
        .names(&["XAI_MANAGEMENT_API_KEY"])
        .rotate("https://console.x.ai/team/default/api-keys")
        .source(C, "Veles"),
    row("wandb-api-key", "Weights & Biases", r#""wandb_v1_" [0-9A-Za-z_]{70,}"#)
        .names(&["WANDB_API_KEY"])
        .rotate("https://wandb.ai/authorize")
        .source(C, "betterleaks"),
    row("wandb-api-key-legacy", "Weights & Biases", "hex{40}")
        .names(&["WANDB_API_KEY"])
        .under(&["wandb", "weightsandbiases"])
        .rotate("https://wandb.ai/authorize")
        .source(B, "betterleaks, trufflehog"),
    row("runpod-api-key", "RunPod", r#""rpa_" A36{40} b62{6}"#)
        .names(&["RUNPOD_API_KEY"])
        .rotate("https://www.runpod.io/console/user/settings")
        .source(C, "betterleaks"),
    row("nightfall-api-key", "Nightfall", r#""NF-" b62{32}"#)
        .names(&["NIGHTFALL_API_KEY"])
        .source(C, "trufflehog"),
    row("salad-cloud-api-key", "SaladCloud", r#""salad_cloud_" b62{1,7} "_" b62{7,}"#)
        .names(&["SALAD_API_KEY"])
        .source(C, "trufflehog"),
    row("fireworks-api-key", "Fireworks AI", r#""fw_" b62{24,}"#)
        .names(&["FIREWORKS_API_KEY"])
        .rotate("https://app.fireworks.ai/settings/users/api-keys")
        .source(D, "seen in use"),
];
