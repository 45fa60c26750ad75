import type { ErrorRecord } from '@offprint/errors';
import type { SourceReference } from '@offprint/files';
import type { CheckpointHeader, RunProgress, RunResult } from '@offprint/methods';
import type { CheckpointSummary } from './checkpoint-summary.ts';
import { carryAlong } from './per-file.ts';
import { joinShards, place } from './placing.ts';

/** What a reader typed or chose for a setting, before it is read: text, or on and off. */
export type Typed = string | boolean;

/** What the header of a chosen checkpoint said, once it has been read. */
export type Header =
  | { readonly state: 'reading' }
  | { readonly state: 'sound'; readonly summary: CheckpointSummary; readonly checkpoint: CheckpointHeader }
  | { readonly state: 'fault'; readonly error: ErrorRecord };

/** One checkpoint in a file port: one file, or the shards of one. */
export interface Chosen {
  /** Unlike that of any other checkpoint ever chosen on this page. */
  readonly key: number;
  readonly name: string;
  /** The name of the folder that was given in place of its files. */
  readonly folder: string | null;
  readonly bytes: number;
  /** See `ShardGroup.joins`. */
  readonly joins: string | null;
  readonly references: readonly SourceReference[];
  readonly header: Header;
}

/** What the sheet must know of a method to keep its state right. */
export interface SheetPlan {
  /** File ports in their order. */
  readonly ports: readonly { readonly name: string; readonly min: number; readonly max: number }[];
  readonly defaults: Readonly<Record<string, Typed>>;
  /** Settings that hold one number for each file of a port, and that port. */
  readonly each: Readonly<Record<string, string>>;
}

/** Where on the sheet a remark stands. */
export type RemarkPlace = 'run' | 'snippet' | 'save' | 'receipt' | 'report';

/** One sentence: what became of the last action. */
export interface Said {
  readonly at: RemarkPlace;
  readonly says: string;
}

/** What is going on. Files and settings outlive every stage. */
export type Stage =
  | { readonly name: 'form' }
  | {
      readonly name: 'running';
      readonly run: number;
      readonly progress: RunProgress<unknown> | null;
      readonly stopping: boolean;
    }
  | { readonly name: 'result'; readonly run: number; readonly result: RunResult<unknown> }
  /** `ran`: the run had begun to work when it failed. */
  | { readonly name: 'error'; readonly error: ErrorRecord; readonly ran: boolean };

export interface SheetState {
  readonly files: Readonly<Record<string, readonly Chosen[]>>;
  readonly settings: Readonly<Record<string, Typed>>;
  readonly stage: Stage;
  /** True while *Try it* writes its files. */
  readonly makingExample: boolean;
  readonly advancedOpen: boolean;
  readonly tab: string;
  readonly remark: Said | null;
}

export type SheetEvent =
  /** `port` null: wherever there is room. */
  | { readonly type: 'files-chosen'; readonly port: string | null; readonly files: readonly Chosen[] }
  | { readonly type: 'file-replaced'; readonly key: number; readonly by: Chosen }
  | { readonly type: 'header-read'; readonly key: number; readonly header: Header }
  | { readonly type: 'file-removed'; readonly key: number }
  | { readonly type: 'file-moved'; readonly key: number; readonly by: 1 | -1 }
  /** Changes places with the only file of the first port. */
  | { readonly type: 'file-put-first'; readonly key: number }
  | { readonly type: 'setting-typed'; readonly name: string; readonly value: Typed }
  | { readonly type: 'example-asked' }
  | {
      readonly type: 'example-made';
      readonly files: Readonly<Record<string, readonly Chosen[]>>;
      readonly settings: Readonly<Record<string, Typed>>;
    }
  | { readonly type: 'advanced-toggled'; readonly open: boolean }
  | { readonly type: 'tab-chosen'; readonly tab: string }
  | { readonly type: 'run-started'; readonly run: number }
  | { readonly type: 'run-progressed'; readonly run: number; readonly progress: RunProgress<unknown> }
  | { readonly type: 'cancel-asked' }
  | { readonly type: 'run-finished'; readonly run: number; readonly result: RunResult<unknown> }
  | { readonly type: 'run-failed'; readonly run: number; readonly error: ErrorRecord }
  /** Anything that failed outside a run: an example, a save, a header looked at closely. */
  | { readonly type: 'failed'; readonly error: ErrorRecord }
  | { readonly type: 'form-asked' }
  | { readonly type: 'remarked'; readonly remark: Said };

/** The sheet as the server renders it. */
export function initialState(plan: SheetPlan): SheetState {
  return {
    files: Object.fromEntries(plan.ports.map(({ name }) => [name, []])),
    settings: plan.defaults,
    stage: { name: 'form' },
    makingExample: false,
    advancedOpen: false,
    tab: 'page',
    remark: null,
  };
}

/**
 * The sheet after an event. Pure: the same state and event give the same state.
 *
 * What comes too late changes nothing: reports of a run that is over, headers of a file that was removed. While a run
 * is under way files and settings stand still.
 */
export function reduce(plan: SheetPlan, state: SheetState, event: SheetEvent): SheetState {
  switch (event.type) {
    case 'tab-chosen':
      return { ...state, tab: event.tab };
    case 'advanced-toggled':
      return { ...state, advancedOpen: event.open };
    case 'remarked':
      return { ...state, remark: event.remark };
    case 'header-read':
      return changeFile(state, event.key, (file) => {
        // Models in folders mostly go by the same name of file.
        const sound = event.header.state === 'sound' ? event.header.checkpoint.name : file.name;
        const name = file.folder ?? sound;
        return { ...file, name, header: event.header };
      });
    case 'run-progressed':
      return inRun(state, event.run, (stage) => ({ ...state, stage: { ...stage, progress: event.progress } }));
    case 'run-finished':
      return inRun(state, event.run, () => ({
        ...state,
        stage: { name: 'result', run: event.run, result: event.result },
      }));
    case 'run-failed':
      return inRun(state, event.run, ({ progress }) =>
        event.error.kind === 'cancelled'
          ? { ...state, stage: { name: 'form' }, remark: { at: 'run', says: 'Cancelled. Nothing was written.' } }
          : { ...state, stage: { name: 'error', error: event.error, ran: (progress?.share ?? 0) > 0 } },
      );
    case 'cancel-asked':
      return state.stage.name === 'running' ? { ...state, stage: { ...state.stage, stopping: true } } : state;
    default:
      return state.stage.name === 'running' ? state : carryAlong(plan, state, change(plan, state, event));
  }
}

type ChangeEvent = Exclude<
  SheetEvent,
  {
    type:
      | 'tab-chosen'
      | 'advanced-toggled'
      | 'remarked'
      | 'header-read'
      | 'run-progressed'
      | 'run-finished'
      | 'run-failed'
      | 'cancel-asked';
  }
>;

/** What only happens while nothing runs. */
function change(plan: SheetPlan, state: SheetState, event: ChangeEvent): SheetState {
  const form = { name: 'form' } as const;
  switch (event.type) {
    case 'files-chosen': {
      const { files, left } = place(plan.ports, state.files, event.port, event.files);
      const says = `There was no room for ${left.map(({ name }) => name).join(', ')}.`;
      return { ...state, files, stage: form, remark: left.length === 0 ? null : { at: 'run', says } };
    }
    case 'file-replaced': {
      // A shard that was missing joins what is there; anything else takes its place.
      const next = changeFile(state, event.key, (file) => joinShards(file, event.by) ?? event.by);
      return { ...next, stage: form, remark: null };
    }
    case 'file-removed':
      return {
        ...changePorts(state, (files) => files.filter(({ key }) => key !== event.key)),
        stage: form,
        remark: null,
      };
    case 'file-moved':
      return changePorts(state, (files) => moved(files, event.key, event.by));
    case 'file-put-first':
      return putFirst(plan, state, event.key);
    case 'setting-typed':
      return { ...state, settings: { ...state.settings, [event.name]: event.value }, remark: null };
    case 'example-asked':
      return { ...state, makingExample: true, stage: form, remark: null };
    case 'example-made':
      return {
        ...state,
        files: { ...initialState(plan).files, ...event.files },
        settings: { ...plan.defaults, ...event.settings },
        makingExample: false,
        stage: form,
        remark: null,
      };
    case 'run-started':
      return { ...state, stage: { name: 'running', run: event.run, progress: null, stopping: false }, remark: null };
    case 'failed':
      return { ...state, makingExample: false, stage: { name: 'error', error: event.error, ran: false }, remark: null };
    case 'form-asked':
      return { ...state, stage: form };
  }
}

type Running = Extract<Stage, { name: 'running' }>;

function inRun(state: SheetState, run: number, next: (stage: Running) => SheetState): SheetState {
  return state.stage.name === 'running' && state.stage.run === run ? next(state.stage) : state;
}

function changePorts(state: SheetState, next: (files: readonly Chosen[]) => readonly Chosen[]): SheetState {
  return {
    ...state,
    files: Object.fromEntries(Object.entries(state.files).map(([port, files]) => [port, next(files)])),
  };
}

function changeFile(state: SheetState, key: number, next: (file: Chosen) => Chosen): SheetState {
  return changePorts(state, (files) => files.map((file) => (file.key === key ? next(file) : file)));
}

function moved(files: readonly Chosen[], key: number, by: 1 | -1): readonly Chosen[] {
  const from = files.findIndex((file) => file.key === key);
  const to = from + by;
  const here = files[from];
  const there = files[to];
  if (here === undefined || there === undefined) return files;
  return files.with(from, there).with(to, here);
}

function putFirst(plan: SheetPlan, state: SheetState, key: number): SheetState {
  const first = plan.ports[0]?.name;
  const promoted = allFiles(state).find((file) => file.key === key);
  const demoted = first === undefined ? undefined : state.files[first]?.[0];
  if (first === undefined || promoted === undefined || promoted === demoted) return state;
  const swapped = changePorts(state, (files) =>
    files.flatMap((file) => {
      if (file.key === key) return demoted === undefined ? [] : [demoted];
      return file === demoted ? [promoted] : [file];
    }),
  );
  return demoted === undefined ? { ...swapped, files: { ...swapped.files, [first]: [promoted] } } : swapped;
}

/** Every chosen checkpoint, port by port. */
export function allFiles(state: SheetState): readonly Chosen[] {
  return Object.values(state.files).flat();
}
