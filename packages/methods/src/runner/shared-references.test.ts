import type { SourceReference } from '@offprint/files';
import { expect, it } from 'vitest';
import { shareable, withoutTokens, withTokens } from './shared-references.ts';

const base: readonly SourceReference[] = [{ kind: 'path', path: '/a' }];
const model: readonly SourceReference[] = [{ kind: 'bytes', bytes: new Uint8Array(9), name: 'm' }];

it('replaces the references of inputs anywhere in an item, and brings them back', () => {
  const values = new Float32Array([1, 2]);
  const item = { base, models: [model, base], tensor: 'x', values, nothing: null, more: { deep: [model] } };
  const sent = withTokens(item, [base, model]);
  expect(JSON.stringify(sent)).not.toContain('bytes');
  expect(withoutTokens(sent, [base, model])).toEqual(item);
  expect((withoutTokens(structuredClone(sent), [base, model]) as typeof item).models[0]).toBe(model);
  expect((sent as typeof item).values).toBe(values);
});

it('leaves references alone that it does not know', () => {
  const other: readonly SourceReference[] = [{ kind: 'path', path: '/a' }];
  expect(withTokens({ other }, [base])).toEqual({ other });
});

it('puts bytes into shared memory once, and leaves files as they are', () => {
  const [path] = shareable(base);
  expect(path).toBe(base[0]);
  const shared = shareable([{ kind: 'bytes', bytes: Uint8Array.of(1, 2, 3), name: 'b' }]);
  const [bytes] = shared;
  if (bytes?.kind !== 'bytes') return expect.unreachable();
  expect(bytes.bytes.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect([...bytes.bytes]).toEqual([1, 2, 3]);
  expect(shareable(shared)[0]).toBe(bytes);
});
