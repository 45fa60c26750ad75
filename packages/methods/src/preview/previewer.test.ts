import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleInputs, findMethod } from '../index.ts';
import { startWorker } from '../runner/worker-handle.node.ts';
import scaledSum from '../testing/scaled-sum/method.ts';
import { type Previewer, previewerIn } from './previewer.ts';

const ties = findMethod('ties-merging');
let previewer: Previewer;
beforeAll(() => {
  previewer = previewerIn(startWorker(new URL('./preview-worker.ts', import.meta.url)));
});
afterAll(() => previewer.close());

describe('previewer', () => {
  it('refuses to run before there is a sample', async () => {
    await expect(previewer.run(ties, {})).rejects.toMatchObject({ kind: 'internal' });
  });

  it('runs the method itself on the sample, again and again', async () => {
    const { files } = await exampleInputs(ties);
    const size = await previewer.sample(files);
    expect(size.of).toBe(205_056);
    expect(size.share).toBe(2);
    expect(size.parameters).toBeGreaterThan(size.of / 2.2);
    expect(size.parameters).toBeLessThan(size.of / 1.8);
    const number = async (density: number) => {
      const { report, seconds } = await previewer.run(ties, { density });
      expect(report.numbers[0]).toMatchObject({ label: 'Parameters', value: size.parameters });
      expect(seconds).toBeGreaterThan(0);
      return report.numbers[1]?.value ?? Number.NaN;
    };
    expect(await number(0.1)).toBeLessThan(await number(0.6));
  });

  it('says where the merged model lies, when it is asked to', async () => {
    const { measure } = await previewer.run(ties, { density: 1 }, { measure: true });
    expect(measure?.norm).toBeGreaterThan(0);
    expect(measure?.distances).toHaveLength(3);
    for (const cosine of measure?.cosines ?? []) expect(cosine).toBeGreaterThan(0.3);
    expect((await previewer.run(ties, { density: 1 })).measure).toBeNull();
  });

  it('hands on the error of a run by its name, and works on', async () => {
    const { files } = await exampleInputs(scaledSum);
    await previewer.sample(files);
    await expect(previewer.run(scaledSum, { factor: 'much' })).rejects.toMatchObject({ code: 'setting/invalid' });
    expect((await previewer.run(scaledSum, { factor: 2 })).report.numbers.length).toBeGreaterThan(0);
  });

  it('stops what is under way when something newer is asked for', async () => {
    await previewer.sample((await exampleInputs(scaledSum)).files);
    const stale = previewer.run(scaledSum, { trouble: 'task-hangs' });
    const latest = previewer.run(scaledSum, { factor: 1 });
    await expect(stale).rejects.toMatchObject({ kind: 'cancelled' });
    expect((await latest).report.numbers.length).toBeGreaterThan(0);
  });

  it('rejects what is under way when it is closed', async () => {
    const other = previewerIn(startWorker(new URL('./preview-worker.ts', import.meta.url)));
    const sampling = other.sample((await exampleInputs(ties)).files);
    other.close();
    await expect(sampling).rejects.toMatchObject({ kind: 'cancelled' });
    await expect(other.run(ties, {})).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
