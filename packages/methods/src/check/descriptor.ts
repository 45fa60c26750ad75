import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Method } from '../method.ts';
import { methods } from '../registry.ts';
import { parseSetting } from '../runner/settings.ts';
import type { Check } from './check.ts';

const sources = path.dirname(import.meta.dirname);

/** The descriptor says everything, and what it says is possible. */
export const descriptorIsComplete: Check = {
  title: 'the descriptor is complete',
  async run(method) {
    const words = { name: method.name, takes: method.takes, gives: method.gives };
    for (const [key, word] of Object.entries(words)) assert.notEqual(word.trim(), '', `${key} is empty`);
    assert.notEqual(method.paper, '', 'paper is empty');
    for (const sentence of [method.summary, ...method.reductions]) assert.match(sentence, /^\p{L}.*[^.]\.$/u);
    if (method.source !== undefined && method.source !== null) {
      const { title, authors, year, address } = method.source;
      assert.equal(method.paper, null, 'a method has a card or a source, not both');
      assert.ok(title.trim() !== '' && authors.trim() !== '' && year > 1900, 'its source is incomplete');
      assert.match(address, /^https:\/\//, 'its source has no address');
    }
    for (const other of method.related ?? []) {
      assert.ok(methods.has(other) && other !== method.id, `${other}, to compare it with, is not another method`);
    }
    for (const step of method.steps) assert.notEqual(step.trim(), '', 'a step has no title');
    assert.ok(Object.keys(method.files).length > 0, 'it takes no file');
    assert.equal(
      Object.keys(method.outputs).length > 0,
      method.gives !== 'report',
      'what gives no file gives a report',
    );
    for (const [name, port] of [...Object.entries(method.files), ...Object.entries(method.settings)]) {
      assert.notEqual(port.title.trim(), '', `${name} has no title`);
      assert.match(port.help, /\.$/, `${name} has no help that ends in a full stop`);
    }
    checkSettings(method);
    if (!methods.has(method.id)) return;
    const folder = path.join(sources, method.family, method.id);
    assert.ok(
      existsSync(path.join(folder, 'method.ts')),
      `it does not lie in the folder ${method.family}/${method.id}`,
    );
  },
};

function checkSettings(method: Method): void {
  for (const [name, port] of Object.entries(method.settings)) {
    assert.deepEqual(parseSetting(name, port, port.default), port.default, `the default of ${name} is not allowed`);
    const text = Array.isArray(port.default) ? port.default.join(',') : String(port.default);
    assert.deepEqual(parseSetting(name, port, text), port.default, `the default of ${name} cannot be written as text`);
    if (port.kind === 'choice') {
      for (const { value } of port.choices ?? []) assert.equal(parseSetting(name, port, value), value);
    }
    if (port.range !== undefined) {
      const { min, max, usual = [min, max] } = port.range;
      assert.ok(
        min <= usual[0] && usual[0] <= usual[1] && usual[1] <= max,
        `the usual range of ${name} is off its track`,
      );
      assert.equal(parseSetting(name, port, min), min);
      assert.equal(parseSetting(name, port, max), max);
    }
  }
}
