import m from './testing/scaled-sum/method.ts';
import { exampleInputs } from './index.ts';
import { startRun } from './node.ts';
import { makeExample } from './testing/scaled-sum/example.ts';
const ex = await makeExample(1);
for (const threads of [1,2]) { const t=performance.now();
const r = await m.run({ base: ex.base[0], addends: ex.addends, noise: true, seed: 7 }, { threads, onProgress: p => console.log(p.share.toFixed(2), p.detail, p.secondsLeft) });
console.log(r.receipt, performance.now()-t); }
const t=performance.now();
const s = startRun(m, await exampleInputs(m), { threads: 2 });
const r = await s.result; console.log(r.outputs, r.report, performance.now()-t);
for (const trouble of ['task-throws','task-ends','run-ends','no-output','backwards','task-hangs','run-hangs']) {
  const t=performance.now();
  const x = await exampleInputs(m);
  const s = startRun(m, { ...x, settings: { trouble } }, { threads: 2 });
  if (trouble.endsWith('hangs')) setTimeout(() => s.cancel(), 800);
  console.log(trouble, await s.result.then(r => r.outputs.sum.sha256, e => [e.code, e.message, e.hint]), (performance.now()-t).toFixed(0));
}
