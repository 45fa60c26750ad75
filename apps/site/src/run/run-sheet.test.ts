import { findMethod, formOf, type Method, methods, numbers, type RunResult, text } from '@offprint/methods';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { CheckBody, CheckIt, checkCommand, outcomeOf } from './check-it.tsx';
import { RunSheet } from './run-sheet.tsx';
import { Sheet } from './sheet.tsx';
import { planOf } from './sheet-plan.ts';
import { initialState, type SheetState, type Stage } from './sheet-state.ts';
import { commandLine } from './snippets.ts';

type Markup = { toString(): string | Promise<string> };

async function render(markup: Markup): Promise<Document> {
  const html = await markup.toString();
  return parseHTML(`<html><body>${html}</body></html>`).document as unknown as Document;
}

const idle = (): void => undefined;

function inStage(method: Method, stage: Stage, more: Partial<SheetState> = {}): Promise<Document> {
  const state = { ...initialState(planOf(method)), ...more, stage };
  const view = {
    method,
    state,
    tell: idle,
    ask: idle,
    origin: 'http://127.0.0.1:1',
    figure: null,
    preview: null,
    beside: null,
    besideSeconds: null,
    estimate: null,
  };
  return render(Sheet({ view }) as Markup);
}

const texts = (document: Document, selector: string): string[] =>
  [...document.querySelectorAll(selector)].map((element) => element.textContent?.replace(/\s+/g, ' ').trim() ?? '');

describe.each([...methods.values()].map((method) => [method.id, method] as const))('the sheet of %s', (_id, method) => {
  it('holds every port and setting of the descriptor, empty', async () => {
    const document = await render(RunSheet({ method }) as Markup);
    const form = formOf(method);
    const host = document.querySelector('run-sheet');
    expect(host?.getAttribute('data-state')).toBe('empty');
    expect(host?.getAttribute('data-method')).toBe(method.id);
    expect(texts(document, '[data-port] h3')).toEqual(form.files.map(({ title }) => title));
    const settings = [...document.querySelectorAll('[data-setting]')].map((field) =>
      field.getAttribute('data-setting'),
    );
    expect(settings.toSorted()).toEqual(form.settings.map(({ name }) => name).toSorted());
    expect(document.querySelector('#run-button')?.getAttribute('aria-disabled')).toBe('true');
  });

  it('shows the command line without a script, and says why', async () => {
    const document = await render(RunSheet({ method }) as Markup);
    expect(document.querySelector('noscript')?.textContent).toContain('needs JavaScript');
    const command = document.querySelector('#panel-command pre')?.textContent?.trim();
    expect(command).toBe(commandLine(method, initialState(planOf(method))));
  });

  it('has no inline style, no inline script, and every id once', async () => {
    const document = await render(RunSheet({ method }) as Markup);
    expect(document.querySelectorAll('[style], style, script, [onclick]')).toHaveLength(0);
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const label of document.querySelectorAll('label[for]')) {
      expect(ids).toContain(label.getAttribute('for'));
    }
    for (const element of document.querySelectorAll('[aria-controls], [aria-labelledby]')) {
      const target = element.getAttribute('aria-controls') ?? element.getAttribute('aria-labelledby');
      expect(ids).toContain(target);
    }
  });
});

describe('the stages', () => {
  const [method] = [...methods.values()] as [Method];

  it('running: how far, what is done, and Cancel', async () => {
    const steps = method.steps;
    const progress = {
      step: 1,
      steps,
      stepSeconds: [0.1, 0.9],
      share: 0.615,
      detail: 'tensor 1 of 2 a.b.weight',
      secondsLeft: 1.6,
    };
    const document = await inStage(method, { name: 'running', run: 1, progress, stopping: false });
    expect(document.querySelector('#run-title')?.textContent).toMatch(/, about 2 s left$/);
    expect(document.querySelector('progress')?.getAttribute('value')).toBe('0.615');
    expect(texts(document, '.bar-words')).toEqual(['61 % tensor 1 of 2 a.b.weight']);
    expect(texts(document, '.bar-words .mono')).toEqual(['a.b.weight']);
    expect(texts(document, '.step-title')).toEqual([...steps]);
    expect(texts(document, '.step-time')).toEqual(['0.10 s', '0.90 s so far']);
    expect(document.querySelector('[aria-current=step] .step-title')?.textContent).toBe(steps[1]);
    expect(texts(document, '#cancel-button')).toEqual(['Cancel Esc']);
  });

  it('result: Save first, numbers, notices, receipt', async () => {
    const [[port, output] = ['', undefined]] = Object.entries(method.outputs);
    const file = { name: 'x.safetensors', size: 446_012_416, sha256: 'ab'.repeat(32) };
    const numbers = [{ label: 'Kept', value: 20, unit: '%', digits: 1 }];
    const notices = [{ code: 'a/b', message: 'Mind this.' }];
    const receipt = {
      format: 1 as const,
      offprint: '0.1.0',
      method: { id: method.id, version: method.version },
      inputs: {},
      settings: {},
      seed: null,
      outputs: { [port]: file },
      numbers,
      notices,
      seconds: 4.6,
      finished: '2026-01-01T00:00:00.000Z',
    };
    const reference = { kind: 'bytes', bytes: new Uint8Array(0), name: file.name } as const;
    const result = { outputs: { [port]: { ...file, reference } }, report: { numbers, data: {} }, notices, receipt };
    const document = await inStage(method, { name: 'result', run: 1, result });
    expect(document.querySelector('#run-title')?.textContent).toMatch(/ in 4\.6 s$/);
    expect(texts(document, '.save-line .button')[0]).toMatch(
      new RegExp(`^Save the ${output?.title.toLowerCase()}, 446 MB`),
    );
    expect(document.querySelector('.sheet-row')?.id).toBe('save');
    expect(texts(document, '.numbers dd')).toEqual(['20.0 %']);
    expect(texts(document, '.notices li')).toEqual(['Mind this. a/b']);
    expect(texts(document, '#receipt pre')[0]).toContain(`${port} x.safetensors sha256 abab abab … abab`);
  });

  it('error: what, where, what to do, and the code', async () => {
    const where = {
      file: 'cut.safetensors',
      promised: 1000,
      holds: 480,
      tensor: 'w',
      from: 400,
      to: 600,
      wholeTensors: 3,
      tensors: 5,
    };
    const error = {
      kind: 'input',
      code: 'checkpoint/truncated',
      message: 'Cut.',
      hint: 'Copy it again.',
      where,
    } as const;
    const [port = ''] = Object.keys(method.files);
    const cut = {
      key: 1,
      name: 'cut.safetensors',
      bytes: 480,
      joins: null,
      folder: null,
      references: [],
      header: { state: 'fault', error },
    } as const;
    const document = await inStage(method, { name: 'error', error, ran: false }, { files: { [port]: [cut] } });
    expect(texts(document, '#run-title')).toEqual(['One file ends early. Nothing was run.']);
    expect(texts(document, '.failure-message')[0]).toContain('48 per cent');
    expect(document.querySelector('.truncation .end')?.getAttribute('x')).toBe('48%');
    expect(document.querySelector('.truncation .cut')?.getAttribute('width')).toBe('8%');
    expect(texts(document, '.where dd')).toEqual(['w', '400 to 600', '3 of 5 tensors']);
    expect(texts(document, '.remedies b')[0]).toBe('Copy it again.');
    expect(document.querySelector('[data-replaces]')?.getAttribute('data-replaces')).toBe('1');
    expect(texts(document, '[data-error-code]')).toEqual(['checkpoint/truncated']);
  });

  it('a wrong value is marked and named beside its field', async () => {
    const [name, port] = Object.entries(method.settings).find(([, { kind }]) => kind === 'number') ?? [];
    if (name === undefined || port === undefined) throw new TypeError('The method needs a setting that is a number.');
    const plan = planOf(method);
    const document = await inStage(method, { name: 'form' }, { settings: { ...plan.defaults, [name]: 'abc' } });
    const field = document.querySelector(`[data-setting="${name}"]`);
    expect(field?.querySelector('.number')?.getAttribute('aria-invalid')).toBe('true');
    expect(field?.querySelector('.setting-fault')?.textContent?.trim()).toBe(`must be ${port.allowed}`);
  });
});

describe('Check it', () => {
  const [method] = [...methods.values()] as [Method];
  const row = { claim: 'Sums', expected: 1, accepted: [0.5, 1.5] as const, got: 1.23456789, passed: true };
  const result = {
    title: 'Adds up',
    source: 'section 2',
    rows: [row, { ...row, accepted: 'yes', got: 'no', passed: false }],
    seconds: 1.24,
  };

  it('shows the command before it is asked', async () => {
    const document = await render(CheckIt({ method }) as Markup);
    expect(document.querySelector('check-it')?.getAttribute('data-state')).toBe('idle');
    expect(texts(document, 'code')).toEqual([checkCommand(method)]);
  });

  it('says of each claim whether it holds', async () => {
    const props = { method, state: { name: 'checked', result } as const, start: idle, stop: idle };
    const document = await render(CheckBody(props) as Markup);
    expect(texts(document, '#check-outcome')).toEqual(['1 of 2 claims do not hold, in 1.2 s.']);
    expect(texts(document, 'tbody td')).toEqual([
      '1',
      '0.5 to 1.5',
      '1.23457',
      'holds',
      '1',
      'yes',
      'no',
      'does not hold',
    ]);
  });

  it('writes an interval of one number as that number', async () => {
    const exact = { ...result, rows: [{ ...row, accepted: [41, 41] as const }] };
    const props = { method, state: { name: 'checked', result: exact } as const, start: idle, stop: idle };
    expect(texts(await render(CheckBody(props) as Markup), '[data-label=accepted]')).toEqual(['exactly 41']);
  });

  it('counts in words', () => {
    expect(outcomeOf({ ...result, rows: [row] })).toBe('The claim holds, in 1.2 s.');
    expect(outcomeOf({ ...result, rows: [row, row] })).toBe('All 2 claims hold, in 1.2 s.');
    expect(outcomeOf({ ...result, rows: [{ ...row, passed: false }] })).toBe('1 of 1 claim does not hold, in 1.2 s.');
  });
});

describe('what few methods have', () => {
  const plain = findMethod('ties-merging');
  const file = (name: string, size: number) => ({
    name,
    size,
    sha256: 'ab'.repeat(32),
    reference: { kind: 'bytes', bytes: new Uint8Array(0), name } as const,
  });
  const resultOf = (outputs: RunResult['outputs']): Stage => {
    const receipt = {
      format: 1 as const,
      offprint: '0.1.0',
      method: { id: plain.id, version: plain.version },
      inputs: {},
      settings: {},
      seed: null,
      outputs,
      numbers: [],
      notices: [],
      seconds: 1,
      finished: '2026-01-01T00:00:00.000Z',
    };
    return { name: 'result', run: 1, result: { outputs, report: { numbers: [], data: {} }, notices: [], receipt } };
  };

  it('several outputs: all at once, or each', async () => {
    const outputs = { merged: file('model.safetensors', 4_000_000), card: file('README.md', 2_000) };
    const document = await inStage(plain, resultOf(outputs));
    expect(texts(document, '.save-line .button.run')).toEqual(['Save all 2 files, 4.0 MBs']);
    expect(texts(document, '.made-file')).toEqual(['model.safetensors4.0 MBSave', 'README.md2.0 kBSave']);
    expect(document.querySelectorAll('.made-file button')).toHaveLength(2);
  });

  it('no output: the report is what there is to save', async () => {
    const document = await inStage({ ...plain, outputs: {} }, resultOf({}));
    expect(texts(document, '.save-line .button.run')).toEqual(['Save the report, CSVs']);
    expect(document.querySelector('[data-do="save-report"]')?.getAttribute('aria-keyshortcuts')).toBe('s');
    const running = await inStage(
      { ...plain, outputs: {} },
      { name: 'running', run: 1, progress: null, stopping: false },
    );
    expect(running.body.textContent).not.toContain('Nothing is written');
  });

  it('a port that may be left empty says so, and keeps nothing from running', async () => {
    const [[name, port] = ['', undefined]] = Object.entries(plain.files);
    if (port === undefined) throw new Error('no port');
    const method: Method = { ...plain, files: { [name]: { ...port, min: 0 } } };
    const document = await inStage(method, { name: 'form' });
    expect(texts(document, '[data-port] .notes')[0]).toMatch(/^May be left empty\./);
    expect(document.querySelector('#run-button')?.getAttribute('aria-disabled')).toBe('false');
  });

  it('text is asked for in lines, numbers beside the files that they belong to', async () => {
    const settings = {
      rules: text({ title: 'Rules', help: 'Lines.', default: 'a\nb', multiline: true }),
      name: text({ title: 'Name', help: 'A word.', default: '' }),
      weights: numbers({ title: 'Weights', help: 'One each.', default: [], each: 'models' }),
    };
    const { recipe: _recipe, ...rest } = plain;
    const method: Method = { ...rest, settings };
    const chosen = (key: number, name: string) =>
      ({ key, name, folder: null, bytes: 1, joins: null, references: [], header: { state: 'reading' } }) as const;
    const empty = await inStage(method, { name: 'form' });
    expect(empty.querySelector('textarea')?.textContent).toBe('a\nb');
    expect(empty.querySelector('#setting-name')?.getAttribute('type')).toBe('text');
    expect(texts(empty, '[data-setting="weights"] .quiet-words')).toEqual(['One for each file, once there are files.']);
    const document = await inStage(
      method,
      { name: 'form' },
      {
        files: { base: [], models: [chosen(1, 'a'), chosen(2, 'b')] },
        settings: { rules: '', name: '', weights: '0.5, ' },
      },
    );
    const fields = [...document.querySelectorAll('[data-part="weights"]')];
    expect(fields.map((field) => field.getAttribute('value'))).toEqual(['0.5', '']);
    expect(fields.map((field) => field.getAttribute('aria-invalid'))).toEqual(['false', 'true']);
    expect(fields.map((field) => field.getAttribute('aria-label'))).toEqual(['Weights: a', 'Weights: b']);
  });

  it('a merge configuration is a tab of its own, and says so where there is none', async () => {
    const sayable: Method = {
      ...plain,
      recipe: ({ models = [] }, { density }) => `models: ${models.join()}\ndensity: ${String(density)}\n`,
    };
    const document = await inStage(sayable, { name: 'form' });
    expect(texts(document, '[role=tab]')).toEqual(['This page', 'Command line', 'YAML', 'API', 'TypeScript']);
    expect(document.querySelector('#panel-recipe pre')?.textContent).toBe(
      'models: model-1.safetensors,model-2.safetensors\ndensity: 0.2',
    );
    const unsayable = await inStage({ ...plain, recipe: () => null }, { name: 'form' });
    expect(texts(unsayable, '#panel-recipe pre')).toEqual(['# This run cannot be said as a merge configuration.']);
  });
});
