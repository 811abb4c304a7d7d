// SPDX-License-Identifier: MIT
// Runs a compiled Pulumi program inline: `node inline.js FOLDER TASK`. TASK is JSON: the program's name in FOLDER, the
// engine's root (empty: on PATH), work and home folders, env, config (key -> {value, secret}), and what to do: preview,
// up, refresh or destroy.
// Prints JSON: the engine's stdout, and the outputs after an up.
const path = require("node:path");
const auto = require("@pulumi/pulumi/automation");

async function main(folder, task) {
  const stack = await auto.LocalWorkspace.createOrSelectStack(
    { projectName: "lookup", stackName: "test", program: async () => ({ ...require(path.join(folder, task.program)) }) },
    {
      workDir: task.work,
      pulumiHome: task.home,
      pulumiCommand: await auto.PulumiCommand.get(task.root ? { root: task.root } : {}),
      envVars: task.env,
    },
  );
  await stack.setAllConfig(task.config);
  const result = await stack[task.do]({ color: "never", diff: true });
  const outputs = Object.entries(result.outputs ?? {}).map(([name, output]) => [name, output.value]);
  console.log(JSON.stringify({ stdout: result.stdout, outputs: Object.fromEntries(outputs) }));
}

main(process.argv[2], JSON.parse(process.argv[3])).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
