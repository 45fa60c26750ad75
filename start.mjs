/** `npm start`: installs what is missing, builds the pages if their sources changed, and serves. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { checkNode, ensureInstalled, projectNode, root, runProgram } from './tools/bootstrap.mjs';

checkNode();
ensureInstalled({ development: false });
const build = spawnSync(projectNode(), [path.join(root, 'tools/build.ts')], { cwd: root, stdio: ['ignore', 2, 2] });
if (build.status !== 0) process.exit(build.status ?? 1);
runProgram('apps/cli/bin/offprint.mjs', ['serve', ...process.argv.slice(2)]);
