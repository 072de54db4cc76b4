#!/usr/bin/env node
// Stands in for `cursor-agent`, which is in no package registry: starts an agent of Cursor's own SDK, which bundles the
// command line's local runtime, in the current folder. Its MCP servers start before its first question to a model,
// which the stub does not answer.
const { Agent } = require(process.env.CURSOR_SDK_FOLDER + "/@cursor/sdk");

(async () => {
  const agent = await Agent.create({
    apiKey: "none",
    model: { id: "none" },
    local: { cwd: process.cwd(), settingSources: ["user", "project"] },
  });
  const run = await agent.send("hi");
  for await (const message of run.stream()) {
    if (message.type === "status" && message.status !== "RUNNING") break;
  }
})()
  .catch((error) => console.error(String(error && error.message)))
  .finally(() => process.exit());
