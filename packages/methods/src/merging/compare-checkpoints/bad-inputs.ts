import { memorySink, writeSafetensors } from '@offprint/files';
import type { BadInput } from '../../method.ts';

export const badInputs: readonly BadInput[] = [
  {
    title: 'a checkpoint of another architecture',
    code: 'compare/nothing-alike',
    async make(example) {
      const sink = memorySink('other.safetensors');
      await writeSafetensors(sink, [{ name: 'elsewhere', dtype: 'F32', shape: [1], bytes: new Uint8Array(4) }]);
      return { ...example, files: { ...example.files, models: [[await sink.commit()]] } };
    },
  },
  {
    title: 'a number that is not finite',
    code: 'merge/not-finite',
    async make(example) {
      const sink = memorySink('broken.safetensors');
      const bytes = new Uint8Array(Float32Array.of(Number.NaN).buffer);
      const tensor = { name: 'only', dtype: 'F32' as const, shape: [1] };
      await writeSafetensors(sink, [{ ...tensor, bytes }]);
      const whole = memorySink('whole.safetensors');
      await writeSafetensors(whole, [{ ...tensor, bytes: new Uint8Array(4) }]);
      return { ...example, files: { base: [[await whole.commit()]], models: [[await sink.commit()]] } };
    },
  },
];
