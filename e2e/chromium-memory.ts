/** What a Chromium takes of the machine's memory, from outside. Linux only: it reads `/proc`. */
import { readdirSync, readFileSync } from 'node:fs';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const parent = Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1]);
        return [{ pid: Number(name), parent, command }];
      } catch {
        // It ended between the listing and the look.
        return [];
      }
    });
}

/** Resident bytes of a process, shared pages included; 0 once it has ended. */
function residentOf(pid: number): number {
  try {
    return 1024 * Number(/^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Resident bytes at their highest since the watch began. */
export interface MemoryPeaks {
  /** Of all processes that show pages, their workers included, added up at one moment. */
  renderers: number;
  /** Of all processes of the browser. */
  browser: number;
}

const MILLISECONDS = 200;

/**
 * Watches the browser whose profile lies in the given folder.
 * @param profile also finds it: no other process has it on its command line
 */
export function watchMemory(profile: string): { readonly peaks: MemoryPeaks; reset(): void; stop(): void } {
  const peaks: MemoryPeaks = { renderers: 0, browser: 0 };
  const look = (): void => {
    const all = processes();
    const family = new Set(
      all.filter(({ command }) => command.includes(profile) && /chrom/i.test(command)).map(({ pid }) => pid),
    );
    for (let before = -1; before < family.size; ) {
      before = family.size;
      for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
      if (before === family.size) break;
    }
    const members = all.filter(({ pid }) => family.has(pid));
    const sum = (list: readonly Process[]): number => list.reduce((total, { pid }) => total + residentOf(pid), 0);
    peaks.renderers = Math.max(
      peaks.renderers,
      sum(members.filter(({ command }) => command.includes('--type=renderer'))),
    );
    peaks.browser = Math.max(peaks.browser, sum(members));
  };
  const timer = setInterval(look, MILLISECONDS);
  return {
    peaks,
    reset() {
      peaks.renderers = 0;
      peaks.browser = 0;
    },
    stop: () => clearInterval(timer),
  };
}
