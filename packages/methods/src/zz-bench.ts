import { planSafetensors } from '@offprint/files';
import { openSync, writeSync, closeSync, existsSync } from 'node:fs';
import { startRun } from './node.ts';
import { findMethod } from './index.ts';
const dir = '/tmp/methods-bench'; 
const tensors = Array.from({ length: 12 }, (_, i) => ({ name: `layers.${i}.weight`, dtype: 'BF16' as const, shape: [4096, 4096] }));
const plan = planSafetensors(tensors);
const n = 4096 * 4096;
if (!existsSync(`${dir}/base.safetensors`)) {
  const block = new Uint16Array(n), f = new Float32Array(1), u = new Uint32Array(f.buffer);
  for (const [k, name] of ['base', 'm1', 'm2', 'm3'].entries()) {
    const fd = openSync(`${dir}/${name}.safetensors`, 'w');
    writeSync(fd, plan.header, 0, plan.header.length, 0);
    for (const t of tensors) {
      let s = 12345, r = 777 + k;
      for (let i = 0; i < n; i++) { s = (Math.imul(s, 1664525) + 1013904223) >>> 0; r = (Math.imul(r, 22695477) + 1) >>> 0; f[0] = (s / 2 ** 32 - 0.5) * 0.1 + (k ? (r / 2 ** 32 - 0.5) * 0.01 : 0); block[i] = u[0] >>> 16; }
      writeSync(fd, new Uint8Array(block.buffer), 0, n * 2, plan.at.get(t.name));
    }
    closeSync(fd);
  }
}
const p = (x: string) => [{ kind: 'path' as const, path: `${dir}/${x}.safetensors` }];
for (let i = 0; i < 2; i++) {
const t = performance.now(), c = process.cpuUsage();
let last;
const r = await startRun('ties-merging', { files: { base: [p('base')], models: [p('m1'), p('m2'), p('m3')] }, settings: {} }, { threads: Number(process.argv[2] ?? 2), outputs: { merged: `${dir}/out.safetensors` }, onProgress: (x) => { last = x; if (process.argv[3]) console.log(((performance.now()-t)/1000).toFixed(2), x.step, x.share.toFixed(2), x.secondsLeft?.toFixed(1)); } }).result;
const cpu = process.cpuUsage(c);
console.log(((performance.now() - t) / 1000).toFixed(2), 's wall', ((cpu.user + cpu.system) / 1e6).toFixed(2), 's cpu', (process.resourceUsage().maxRSS / 1e3).toFixed(0), 'MB', last.stepSeconds.map((x) => x.toFixed(2)).join(' '), r.outputs.merged.sha256.slice(0, 8));
}
