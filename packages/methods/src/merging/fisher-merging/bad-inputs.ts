import { memorySink, openCheckpoint, type SourceReference, writeSafetensors } from '@offprint/files';
import { withSettings } from '../../checkpoints/bad-files.ts';
import type { BadInput, RawInputs } from '../../method.ts';

/** The example with the numbers of the last Fisher file changed. */
async function spoilInformation(
  example: RawInputs,
  change: (value: number, index: number) => number,
): Promise<RawInputs> {
  const { fishers } = example.files;
  const last = fishers[fishers.length - 1];
  const checkpoint = await openCheckpoint(last);
  const tensors = await Promise.all(
    [...checkpoint.tensors.values()].map(async ({ name, shape, bytes, ...entry }) => {
      const raw = new Uint8Array(bytes);
      await checkpoint.read({ name, shape, bytes, ...entry }, raw);
      const values = new Float32Array(raw.buffer).map(change);
      return { name, dtype: 'F32' as const, shape, bytes: new Uint8Array(values.buffer) };
    }),
  );
  await checkpoint.close();
  const sink = memorySink(checkpoint.name);
  await writeSafetensors(sink, tensors, {});
  const spoiled: SourceReference = await sink.commit();
  return { ...example, files: { ...example.files, fishers: [...fishers.slice(0, -1), [spoiled]] } };
}

const withFishers = (example: RawInputs, fishers: RawInputs['files'][string]): RawInputs => ({
  ...example,
  files: { ...example.files, fishers },
});

export const badInputs: readonly BadInput[] = [
  {
    title: 'one Fisher file too many',
    code: 'fisher/count',
    make: (example) => withFishers(example, [...example.files['fishers'], example.files['fishers'][0]]),
  },
  {
    title: 'Fisher information that is negative',
    code: 'fisher/negative',
    make: (example) => spoilInformation(example, (value, index) => (index === 3 ? -value : value)),
  },
  {
    title: 'Fisher information that is not a number',
    code: 'merge/not-finite',
    make: (example) => spoilInformation(example, (value, index) => (index === 3 ? Number.NaN : value)),
  },
  {
    title: 'Fisher information that is zero everywhere',
    code: 'fisher/all-zero',
    make: (example) => spoilInformation(example, () => 0),
  },
  { title: 'a coefficient below 0', code: 'fisher/coefficients', make: withSettings({ coefficients: [1, -1] }) },
  {
    title: 'a target without a coefficient',
    code: 'fisher/coefficients',
    make: withSettings({ coefficients: [0, 1] }),
  },
  { title: 'fewer coefficients than models', code: 'merge/weights', make: withSettings({ coefficients: [1] }) },
  { title: 'a floor of 0', code: 'setting/invalid', make: withSettings({ floor: 0 }) },
  { title: 'a pattern that is none', code: 'fisher/pattern', make: withSettings({ body: '(' }) },
  { title: 'a pattern that matches nothing', code: 'merge/nothing-to-merge', make: withSettings({ body: '^nowhere' }) },
];
