import { planSafetensors } from '@offprint/files';
import { nameWithSuffix } from '../../method.ts';
import type { Maps } from './check-piece.ts';
import { piecesOf, type WriteItem, type Written } from './tasks.ts';
import { step, type Work } from './work.ts';

/** Writes network b in its new order and the average, and measures how far both are from a. */
export async function writeNetworks(work: Work, maps: Maps): Promise<void> {
  const { pair, files, settings, context } = work;
  const { a, b } = pair;
  const floats = new Map(pair.floats.map((tensor) => [tensor.base.name, tensor] as const));
  const made = await context.provenance?.();
  const [ofA, ofB] = [a, b].map(({ tensors, metadata }) =>
    planSafetensors([...tensors.values()], { ...metadata, ...made }),
  );
  const orderOf = (plan: typeof ofA): string[] =>
    [...plan.at].sort(([, one], [, other]) => one - other).map(([name]) => name);
  const sameOrder = String(orderOf(ofA)) === String(orderOf(ofB));
  const squares = { before: 0, after: 0, a: 0, b: 0 };
  const outputs = {
    matched: {
      plan: ofB,
      entries: b.tensors,
      sink: await context.output('matched', nameWithSuffix(b.name, '-matched')),
    },
    merged: { plan: ofA, entries: a.tensors, sink: await context.output('merged', nameWithSuffix(a.name, '-merged')) },
  };
  for (const { sink, plan } of Object.values(outputs)) await sink.write(plan.header, 0);
  // Where the number formats differ, so does the order of the tensors: then one file is written after the other.
  const passes = sameOrder
    ? [{ matched: true, merged: true }]
    : [
        { matched: true, merged: false },
        { matched: false, merged: true },
      ];
  for (const [pass, wanted] of passes.entries()) {
    const items = orderOf(wanted.merged ? ofA : ofB).flatMap((name) => itemsFor(name, wanted));
    await context.map<WriteItem, Written>('write', items, async (written, index) => {
      const { entries, rows } = items[index];
      for (const port of ['matched', 'merged'] as const) {
        const bytes = written[port];
        const { plan, sink } = outputs[port];
        const entry = entries[port === 'matched' ? 1 : 0];
        const start = rows === null ? 0 : (rows.from * entry.bytes) / (entry.shape[0] ?? 1);
        if (bytes !== null) await sink.write(bytes, (plan.at.get(entry.name) ?? 0) + start);
      }
      if (wanted.merged) {
        for (const key of ['before', 'after', 'a', 'b'] as const) squares[key] += written.squares[key];
      }
      work.progress(step.write, pass * items.length + index + 1, passes.length * items.length, entries[0].name);
    });
  }
  const { before, after, a: normA, b: normB } = squares;
  const root = Math.sqrt;
  work.add({ distance: { before: root(before), after: root(after), a: root(normA), b: root(normB) } });

  function itemsFor(name: string, wanted: WriteItem['wanted']): WriteItem[] {
    const [one, other] = [a.tensors.get(name), b.tensors.get(name)];
    if (one === undefined || other === undefined) return [];
    const isFloat = floats.has(name);
    const own = maps[name] ?? null;
    return piecesOf(one, own).map((rows) => ({
      files,
      entries: [one, other],
      isFloat,
      maps: own,
      lambda: settings.lambda,
      rows,
      wanted,
    }));
  }
}

export async function writeText(context: Work['context'], name: string, text: string): Promise<void> {
  const sink = await context.output('permutations', nameWithSuffix(name, '-permutations', 'json'));
  await sink.write(new TextEncoder().encode(text), 0);
}
