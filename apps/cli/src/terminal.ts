import type { Writable } from 'node:stream';

/** Where a command prints. Results go to standard output, everything else to standard error. */
export interface Terminal {
  readonly json: boolean;
  /** A line of the result, for people. Silent under `--json`. */
  line(text?: string): void;
  /** The whole result, for programs. Silent without `--json`. */
  result(value: unknown): void;
  /** A remark beside the result. */
  remark(text: string): void;
  /** Replaces the progress line. Where nobody watches, a line for each tenth goes to the log; with `--json`, none. */
  progress(share: number, text: string): void;
  /** Takes the progress line away. */
  endProgress(): void;
  /** Fires when the person at the terminal, or the system, wants the command to stop. */
  readonly signal: AbortSignal;
}

/** Columns of the bar itself. */
const barWidth = 24;
/** Where nobody watches, one line for each tenth is enough for a log. */
const logSteps = 10;

/** `0.61` as `[##############··········]  61 %`. */
export function bar(share: number): string {
  const bounded = Math.min(1, Math.max(0, share));
  const filled = Math.floor(bounded * barWidth);
  return `[${'#'.repeat(filled)}${'·'.repeat(barWidth - filled)}] ${String(Math.floor(bounded * 100)).padStart(3)} %`;
}

export interface TerminalStreams {
  readonly stdout: Writable & { isTTY?: boolean };
  readonly stderr: Writable & { isTTY?: boolean; columns?: number };
}

/** A terminal on the given streams. */
export function createTerminal(streams: TerminalStreams, json: boolean, signal: AbortSignal): Terminal {
  let shown = false;
  let logged = -1;
  const clear = (): void => {
    if (shown) streams.stderr.write('\r\u001b[2K');
    shown = false;
  };
  return {
    json,
    signal,
    line(text = '') {
      if (json) return;
      clear();
      streams.stdout.write(`${text}\n`);
    },
    result(value) {
      if (json) streams.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    remark(text) {
      clear();
      streams.stderr.write(`${text}\n`);
    },
    progress(share, text) {
      if (streams.stderr.isTTY) {
        const line = `${bar(share)}  ${text}`;
        streams.stderr.write(`\r\u001b[2K${line.slice(0, (streams.stderr.columns ?? 80) - 1)}`);
        shown = true;
        return;
      }
      const step = Math.floor(share * logSteps);
      // What is done at its first word was too short to tell of.
      if (json || step <= logged || (logged < 0 && step === logSteps)) return;
      logged = step;
      streams.stderr.write(`${bar(share)}  ${text}\n`);
    },
    endProgress() {
      clear();
      logged = -1;
    },
  };
}
