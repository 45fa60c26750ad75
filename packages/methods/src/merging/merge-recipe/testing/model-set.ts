import type { SourceReference } from '@offprint/files';
import { createRandom } from '@offprint/numerics';
import { safetensorsOf, type TinyTensor, textFile, tinyConfig, tinyLlama, tinyModel } from './tiny-model.ts';

/** Rank and alpha of the adapter of the set. */
export const adapterScale = { rank: 2, alpha: 6 } as const;

/** An adapter for the queries and values of every layer. */
export function tinyAdapter(layers = 4, width = 8): TinyTensor[] {
  return Array.from({ length: layers }, (_, layer) => ['q_proj', 'v_proj'].map((part) => ({ layer, part })))
    .flat()
    .flatMap(({ layer, part }) => {
      const module = `base_model.model.model.layers.${layer}.self_attn.${part}`;
      const make = (name: string, shape: readonly number[]): TinyTensor => {
        const random = createRandom(3, name);
        const elements = shape[0] * shape[1];
        return { name, shape, dtype: 'F32', values: Float32Array.from({ length: elements }, () => random.normal()) };
      };
      return [
        make(`${module}.lora_A.weight`, [adapterScale.rank, width]),
        make(`${module}.lora_B.weight`, [width, adapterScale.rank]),
      ];
    });
}

export const adapterConfig = `{
  "peft_type": "LORA", "r": ${adapterScale.rank}, "lora_alpha": ${adapterScale.alpha},
  "target_modules": ["q_proj", "v_proj"], "fan_in_fan_out": false, "modules_to_save": null
}`;

/** The models of the recipes in `recipes`, by the names that these give them. */
export async function modelSet(): Promise<ReadonlyMap<string, readonly (SourceReference & { kind: 'bytes' })[]>> {
  const models = ['base', 'math', 'code', 'chat'].map(
    async (name, task) => [`models/${name}`, await tinyModel(tinyLlama(task))] as const,
  );
  const moreWords = tinyModel(tinyLlama(1, { vocabulary: 19 }), tinyConfig({ vocabulary: 19 }));
  const adapter = [
    await safetensorsOf(tinyAdapter(), 'adapter_model.safetensors'),
    textFile('adapter_config.json', adapterConfig),
  ];
  return new Map([
    ...(await Promise.all(models)),
    ['models/more-words', await moreWords] as const,
    ['adapters/style', adapter] as const,
  ]);
}
