import { InternalError } from '@offprint/errors';
import type { ByteSink, Checkpoint, SourceReference } from '@offprint/files';
import type { Report, RunContext, RunProgress, RunResult, Task } from './context.ts';
import type { Family } from './family.ts';
import type { Figure, FigurePlace } from './figure/figure.ts';
import type { Json } from './json.ts';
import type { FilePort, SettingPort } from './ports.ts';
import { launcher } from './runner/launcher.ts';
import type { Verification } from './verification.ts';

export type * from './context.ts';
export type { Family } from './family.ts';
export type { Figure, FigurePlace, LegendEntry } from './figure/figure.ts';
export type { FilePort, SettingPort } from './ports.ts';
export type { Receipt } from './receipts/receipt.ts';
export type {
  Claim,
  Verification,
  VerificationContext,
  VerificationResult,
  VerifiedClaim,
} from './verification.ts';

export type FilePorts = Readonly<Record<string, FilePort>>;
export type SettingPorts = Readonly<Record<string, SettingPort>>;

/** The values of settings, after validation. */
export type SettingsOf<S extends SettingPorts> = {
  readonly [K in keyof S]: S[K] extends SettingPort<infer T> ? T : never;
};

/**
 * What `run` gets: a `Checkpoint` for a port of one, `undefined` where it is optional and was left out, a list for a port
 * of many, and the settings beside them.
 */
export type InputsOf<F extends FilePorts, S extends SettingPorts> = {
  readonly [K in keyof F]: F[K] extends FilePort<true>
    ? readonly Checkpoint[]
    : F[K] extends FilePort<false, true>
      ? Checkpoint | undefined
      : Checkpoint;
} & SettingsOf<S>;

/** A file as a caller may name it; a list of references is one checkpoint in shards. */
export type FileInput = string | Blob | Uint8Array | SourceReference | readonly SourceReference[];

/**
 * What a caller gives to `method.run`: the files, and those settings that differ from their defaults. Of a method whose
 * ports are not known to the compiler, the run checks them.
 */
export type RunInput<F extends FilePorts, S extends SettingPorts> = string extends keyof F
  ? Readonly<Record<string, unknown>>
  : RequiredFiles<F> & OptionalFiles<F> & Partial<SettingsOf<S>>;

type RequiredFiles<F extends FilePorts> = {
  readonly [K in keyof F as F[K] extends FilePort<false, true> ? never : K]: F[K] extends FilePort<true>
    ? readonly FileInput[]
    : FileInput;
};

type OptionalFiles<F extends FilePorts> = {
  readonly [K in keyof F as F[K] extends FilePort<false, true> ? K : never]?: FileInput;
};

/** The same in the form that crosses workers and sockets: each entry of a port is one checkpoint, a list of files. */
export interface RawInputs {
  readonly files: Readonly<Record<string, readonly (readonly SourceReference[])[]>>;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface RunOptions<R = unknown> {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RunProgress<R>) => void;
  /** Worker threads for the tasks; 1 runs everything here. Default: as many as the machine has, at most eight. */
  readonly threads?: number;
  /** Makes the sink of an output. Default: memory. */
  readonly output?: (port: string, suggestedName: string) => Promise<ByteSink>;
  /** Lets a run that was stopped go on: its outputs must be lasting sinks. */
  readonly journal?: RunJournal;
}

/** Where a run that may be stopped writes down how far it is. */
export interface RunJournal {
  /**
   * Called once the inputs are hashed, with what the run is.
   * @returns the records of an earlier run of the same, oldest first; none if this one begins anew
   * @throws ConflictError `resume/input-changed`, `resume/settings-changed` if the earlier run was of something else
   */
  begin(identity: RunIdentity): Promise<readonly JournalRecord[]>;
  /** Makes a record durable. */
  append(record: JournalRecord): Promise<void>;
}

export interface RunIdentity {
  readonly method: { readonly id: string; readonly version: string };
  readonly settings: Readonly<Record<string, Json>>;
  readonly inputs: readonly {
    readonly port: string;
    readonly name: string;
    readonly size: number;
    readonly sha256: string;
  }[];
}

export interface JournalRecord {
  /** What the method wrote down. */
  readonly entry: Json;
  /** The name of each output, how far it was, and the hash of all bytes up to there. */
  readonly files: Readonly<
    Record<string, { readonly name: string; readonly bytes: number; readonly sha256: string | null }>
  >;
}

export interface OutputPort {
  readonly kind: 'checkpoint' | 'json' | 'text';
  readonly title: string;
  /** Whether it is several files, each under the name that the method gives it. The flag then names a folder. */
  readonly many?: true;
  /** Whether a run may give none. */
  readonly optional?: true;
  /** Added to the stem of the first input's name: `-ties` makes `base-ties.safetensors`. */
  readonly suffix: string;
  /** Flag of the command line: names the file, or the folder of a port of many. */
  readonly flag: string;
}

/** What is known of a checkpoint once its header is read. */
export type CheckpointHeader = Pick<Checkpoint, 'name' | 'tensors' | 'bytes'>;

export interface EstimateInputs<F extends FilePorts = FilePorts, S extends SettingPorts = SettingPorts> {
  readonly files: { readonly [K in keyof F]: readonly CheckpointHeader[] };
  readonly settings: SettingsOf<S>;
  readonly threads: number;
}

export interface Estimate {
  readonly seconds: number;
  readonly memoryBytes: number;
  readonly outputBytes: number;
}

export interface Implementation<F extends FilePorts = FilePorts, S extends SettingPorts = SettingPorts, R = unknown> {
  run(inputs: InputsOf<F, S>, context: RunContext<R>): Promise<Report<R>>;
  readonly tasks?: Readonly<Record<string, Task>>;
}

export interface Example {
  /** One reference for each checkpoint of each port. The same seed gives the same bytes everywhere. */
  makeExample(seed: number): Promise<Readonly<Record<string, readonly SourceReference[]>>>;
  /** Settings that show the method at its best on the example, where they are not the defaults. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Something that will go wrong, and the error by which a reader learns of it. */
export interface BadInput {
  readonly title: string;
  /** The code of the error, for example `checkpoint/truncated`. */
  readonly code: string;
  /** Spoils the example. */
  make(example: RawInputs): RawInputs | Promise<RawInputs>;
}

/** A publication outside of the catalogue. */
export interface MethodSource {
  readonly title: string;
  /** As they are cited: `Ilharco and others`. */
  readonly authors: string;
  readonly year: number;
  readonly address: string;
}

/** What a method is. Everything that shows or runs it is made from this. */
export interface MethodSpec<F extends FilePorts = FilePorts, S extends SettingPorts = SettingPorts, R = unknown> {
  /** Name of its folder, of its address and of its command. */
  readonly id: string;
  readonly name: string;
  /** Three numbers; the middle one grows whenever the same input would give other bytes. */
  readonly version: string;
  readonly family: Family;
  /** Slug of the paper's card; null where no paper of the catalogue describes it. */
  readonly paper: string | null;
  /** The work that a method without a card comes from. */
  readonly source?: MethodSource | null;
  /** One sentence that says what it does. */
  readonly summary: string;
  /** `base, models` */
  readonly takes: string;
  /** `model` */
  readonly gives: string;
  /** How it is reduced from its paper, each a sentence; empty if it is not. */
  readonly reductions: readonly string[];
  readonly files: F;
  readonly settings: S;
  readonly outputs: Readonly<Record<string, OutputPort>>;
  /** Titles of the steps in order, shown while it runs. */
  readonly steps: readonly string[];
  /** The same run as a merge configuration in YAML; null where it cannot be said in one. */
  readonly recipe?: (
    names: Readonly<Record<string, readonly string[]>>,
    settings: Readonly<Record<string, Json>>,
  ) => string | null;
  /** Ids of methods that take the same files, or fewer of its ports, to be compared with it on the same inputs. */
  readonly related?: readonly string[];
  /** False where a run on some rows of every tensor says nothing of a run on all of them. */
  readonly preview?: false;
  /** Where a worker finds a method that is not in the registry: the `import.meta.url` of its default export. */
  readonly module?: string;
  /** The parts that load when they are first used. */
  implementation(): Promise<Implementation<F, S, R>>;
  /** What a run will cost, from headers alone. */
  estimate(inputs: EstimateInputs<F, S>): Estimate;
  example(): Promise<Example>;
  /** Also called with the partial reports of a run under way. */
  figure(): Promise<{ figure(data: R, place?: FigurePlace): Figure }>;
  verification(): Promise<{ readonly verification: Verification }>;
  badInputs(): Promise<{ readonly badInputs: readonly BadInput[] }>;
}

/** A method that can be run. */
export interface Method<F extends FilePorts = FilePorts, S extends SettingPorts = SettingPorts, R = unknown>
  extends MethodSpec<F, S, R> {
  /**
   * Runs the method in this thread, its tasks in workers. The inputs are only read.
   * @throws InputError `setting/invalid`, `input/missing`, `input/too-many`, and what the files and the method refuse;
   *   CancelledError; nothing is left behind in either case.
   */
  run(input: RunInput<F, S>, options?: RunOptions<R>): Promise<RunResult<R>>;
}

/** Flags of the command line that every method has; no port may take their names. */
export const reservedFlags: readonly string[] = ['threads', 'resume', 'restart', 'json', 'help'];

/**
 * Makes a method of its descriptor.
 * @throws InternalError if the descriptor contradicts itself.
 */
export function defineMethod<F extends FilePorts, S extends SettingPorts, R>(
  spec: MethodSpec<F, S, R>,
): Method<F, S, R> {
  const fault = faultOf(spec);
  if (fault !== undefined) throw new InternalError(`The descriptor of ${spec.id} ${fault}.`);
  const method: Method<F, S, R> = {
    ...spec,
    async run(input, options) {
      return launcher()(method, input, options);
    },
  };
  return method;
}

function faultOf(spec: MethodSpec): string | undefined {
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(spec.id)) return 'has an id that is not in lower case with hyphens';
  if (!/^\d+\.\d+\.\d+$/.test(spec.version)) return 'has a version that is not three numbers';
  if (spec.steps.length === 0) return 'names no step';
  const inputs = [...Object.keys(spec.files), ...Object.keys(spec.settings)];
  const twice = inputs.find((name, index) => inputs.indexOf(name) !== index);
  if (twice !== undefined) return `has both a file and a setting called ${twice}`;
  const flags = [
    ...Object.entries(spec.files).map(([name, port]) => flagOf(port.flag ?? name)),
    ...Object.keys(spec.settings).map(flagOf),
    ...Object.values(spec.outputs).map((port) => port.flag),
    ...reservedFlags,
  ];
  const clash = flags.find((flag, index) => flags.indexOf(flag) !== index);
  if (clash !== undefined) return `uses the flag --${clash} twice`;
  if (Object.values(spec.settings).filter((port) => port.kind === 'seed').length > 1) return 'has more than one seed';
  return undefined;
}

/** The name of a port as a flag: `topK` is `top-k`. */
export function flagOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The port of an output of a run: what `RunResult.outputs` calls `port` or, of a port of many, `port/name`. */
export function portOfOutput(key: string): string {
  return key.split('/')[0];
}

const endings: Readonly<Record<OutputPort['kind'], string>> = { checkpoint: 'safetensors', json: 'json', text: 'md' };

/** The name of an output made from that of an input: `base.safetensors` with `-ties` is `base-ties.safetensors`. */
export function nameWithSuffix(name: string, suffix: string, kind: OutputPort['kind'] = 'checkpoint'): string {
  return `${name.replace(/(\.safetensors)?(\.index\.json)?$/i, '')}${suffix}.${endings[kind]}`;
}
