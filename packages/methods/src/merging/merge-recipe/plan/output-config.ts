import { nameOf, openSource, type SourceReference } from '@offprint/files';
import type { Job } from '../../../checkpoints/jobs.ts';
import type { FloatDType } from '../../../checkpoints/tensors.ts';
import { shownName } from '../language/model-name.ts';
import type { Problem } from '../language/problem.ts';
import type { Recipe } from '../language/recipe.ts';
import { tokenizerFile } from './companions.ts';
import { changeConfig } from './config-json.ts';
import { type Layout, viewOf } from './lay-out.ts';
import { type ModelView, vocabularyRows } from './model-view.ts';

/** Formats as configurations call them. */
const dtypeNames: Readonly<Record<FloatDType, string>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
};

/** The `config.json` of the output: the donor's, with what is different. Null where it has none. */
export function outputConfig(recipe: Recipe, donor: ModelView, layout: Layout, jobs: readonly Job[]): string | null {
  if (donor.configText === null) return null;
  const dtype = recipe.outDtype ?? recipe.dtype;
  const before = donor.lists.find(({ prefix }) => prefix === layout.list?.prefix)?.count;
  const sources = layout.layers?.map(({ layer }) => layer);
  const donorRows = vocabularyRows([...donor.tensors].map(([name, { entry }]) => [name, entry.shape] as const));
  const rows = vocabularyRows(
    jobs.map((job) => [job.name, job.kind === 'copy' ? job.entry.shape : job.shape] as const),
  );
  return changeConfig(donor.configText, {
    layers: before === undefined || sources === undefined ? null : { before, sources },
    dtype: dtype === null ? null : dtypeNames[dtype],
    vocabulary: rows !== null && rows !== donorRows ? rows : null,
  });
}

/** Where the tokenizer comes from. */
export interface TokenizerChoice {
  readonly files: readonly SourceReference[];
  /** Whether a file of the donor gives way to one of these. */
  replaced(file: SourceReference): boolean;
}

/**
 * The tokenizer of another model than the donor, if the recipe names one. Its words must be the same: rows of the
 * vocabulary are merged by number.
 */
export async function tokenizerOf(
  recipe: Recipe,
  views: ReadonlyMap<string, ModelView>,
  donor: ModelView | undefined,
  problems: Problem[],
): Promise<TokenizerChoice> {
  const none: TokenizerChoice = { files: [], replaced: () => false };
  const wanted = recipe.tokenizer;
  if (wanted === null || donor === undefined || shownName(wanted) === donor.name) return none;
  const view = viewOf(views, wanted);
  const files = (view?.checkpoint.companions ?? []).filter((one) => tokenizerFile.test(nameOf(one)));
  const place = { line: wanted.line, column: wanted.column };
  if (files.length === 0) {
    problems.push({
      code: 'recipe/no-tokenizer',
      ...place,
      message: `${shownName(wanted)} has no tokenizer files.`,
      hint: 'Give the folder of a model that has a tokenizer.json, or leave the tokenizer out.',
    });
    return none;
  }
  if (!(await sameWords(files, donor.checkpoint.companions))) {
    problems.push({
      code: 'recipe/not-supported',
      ...place,
      message: `the tokenizer of ${shownName(wanted)} is not that of ${donor.name}, and rows are not put in another order here.`,
      hint: 'Use tokenizer_source: base.',
    });
  }
  return { files, replaced: (file) => tokenizerFile.test(nameOf(file)) };
}

/** The files that say which word has which number. */
const wordFile = /^(tokenizer\.json|tokenizer\.model|spiece\.model|vocab\.(json|txt)|merges\.txt)$/;

async function sameWords(one: readonly SourceReference[], other: readonly SourceReference[]): Promise<boolean> {
  const shared = one.flatMap((file) => {
    const twin = other.find((candidate) => nameOf(candidate) === nameOf(file));
    return wordFile.test(nameOf(file)) && twin !== undefined ? [[file, twin] as const] : [];
  });
  if (shared.length === 0) return false;
  for (const [file, twin] of shared) {
    const [a, b] = await Promise.all([readAll(file), readAll(twin)]);
    if (a.length !== b.length || !a.every((byte, at) => byte === b[at])) return false;
  }
  return true;
}

async function readAll(reference: SourceReference): Promise<Uint8Array> {
  const source = await openSource(reference);
  try {
    const bytes = new Uint8Array(source.size);
    await source.readInto(bytes, 0);
    return bytes;
  } finally {
    await source.close();
  }
}
