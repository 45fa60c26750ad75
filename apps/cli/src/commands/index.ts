import type { Command } from '../command.ts';
import { diff } from './diff.ts';
import { doctor } from './doctor.ts';
import { help } from './help.ts';
import { importPapers } from './import.ts';
import { inspect } from './inspect.ts';
import { lora } from './lora.ts';
import { merge } from './merge.ts';
import { methodsCommand } from './methods.ts';
import { reindex } from './reindex.ts';
import { replay } from './replay.ts';
import { run } from './run.ts';
import { search } from './search.ts';
import { serveCommand } from './serve.ts';
import { verify } from './verify.ts';

/** Every command, in the order in which help lists them. */
export const commands: readonly Command[] = [
  serveCommand,
  search,
  importPapers,
  methodsCommand,
  run,
  merge,
  lora,
  diff,
  inspect,
  replay,
  verify,
  reindex,
  doctor,
  help,
];
