import {
  checkpoint,
  checkpoints,
  choice,
  defineMethod,
  type Method,
  number,
  numbers,
  seed,
  share,
  toggle,
} from '@offprint/methods';
import { describe, expect, it } from 'vitest';
import { obstacle, planOf, readSettings, runWords, settingFault, statusOf, stem, typedSettings } from './sheet-plan.ts';
import { type Chosen, initialState, type SheetState } from './sheet-state.ts';

const words = { title: 'Title', help: 'Help.' };
const never = async (): Promise<never> => {
  throw new TypeError('Only the descriptor is used here.');
};

const method: Method = defineMethod({
  id: 'sample',
  name: 'Sample',
  version: '1.0.0',
  family: 'merging',
  paper: 'sample',
  summary: 'Adds.',
  takes: 'base, models',
  gives: 'model',
  reductions: [],
  files: {
    base: checkpoint({ title: 'Base', help: '' }),
    models: checkpoints({ title: 'Models', help: '', min: 2, max: 3 }),
  },
  settings: {
    density: share({ title: 'Density', help: '', default: 0.2, symbol: 'K' }),
    lambda: number({ title: 'Lambda', help: '', default: 1, symbol: 'λ', range: { min: 0, max: 3, step: 0.05 } }),
    scope: choice({
      title: 'Scope',
      help: '',
      default: 'a',
      choices: [
        { value: 'a', title: 'Whole model' },
        { value: 'b', title: 'B' },
      ],
    }),
    clean: toggle({ ...words, title: 'Clean', default: true, advanced: true }),
    weights: numbers({ ...words, title: 'Weights', default: [], advanced: true }),
    seed: seed(),
  },
  outputs: {},
  steps: ['One'],
  implementation: never,
  estimate: () => ({ seconds: 0, memoryBytes: 0, outputBytes: 0 }),
  example: never,
  figure: never,
  verification: never,
  badInputs: never,
});

const summary = { tensors: 1, parameters: 1, bytes: 1, dtypes: ['f32'], shapes: new Map() };
function chosen(key: number, state: 'sound' | 'reading' | 'fault'): Chosen {
  const name = `f${key}.safetensors`;
  const header: Chosen['header'] =
    state === 'sound'
      ? { state, summary, checkpoint: { name, tensors: new Map(), bytes: 1 } }
      : state === 'fault'
        ? { state, error: { kind: 'input', code: 'x/y', message: 'No.' } }
        : { state };
  return { key, name, bytes: 1, joins: null, folder: null, references: [], header };
}

function sheet(base: readonly Chosen[], models: readonly Chosen[], typed: SheetState['settings'] = {}): SheetState {
  const state = initialState(planOf(method));
  return { ...state, files: { base, models }, settings: { ...state.settings, ...typed } };
}
const sound = [chosen(1, 'sound'), chosen(2, 'sound'), chosen(3, 'sound')] as const;
const ready = sheet([sound[0]], [sound[1], sound[2]]);

describe('planOf', () => {
  it('knows the ports and the defaults as they would be typed', () => {
    expect(planOf(method)).toEqual({
      ports: [
        { name: 'base', min: 1, max: 1 },
        { name: 'models', min: 2, max: 3 },
      ],
      defaults: { density: '0.2', lambda: '1', scope: 'a', clean: true, weights: '', seed: '0' },
      each: {},
    });
    expect(typedSettings({ weights: [0.5, 2], clean: false, seed: 7 })).toEqual({
      weights: '0.5, 2',
      clean: false,
      seed: '7',
    });
  });
});

describe('settings', () => {
  const { density, weights } = method.settings as Record<'density' | 'weights', Method['settings'][string]>;

  it.each(['1.5', '0', 'abc', '', '-1', '1e'])('says what %j must be', (value) => {
    expect(settingFault('density', density, value)).toBe('must be a number above 0 and at most 1');
  });

  it.each(['1', '0.2', ' .5 ', '2e-1'])('takes %j', (value) => {
    expect(settingFault('density', density, value)).toBeNull();
  });

  it('takes lists with commas or spaces, and empty ones', () => {
    expect(['', '1, 2', '1 2'].map((value) => settingFault('weights', weights, value))).toEqual([null, null, null]);
    expect(settingFault('weights', weights, '1, x')).toBe('must be numbers separated by commas');
  });

  it('are read together, or not at all', () => {
    expect(readSettings(method, sheet([], [], { weights: '1, 2' }))).toMatchObject({
      density: 0.2,
      weights: [1, 2],
      clean: true,
    });
    expect(readSettings(method, sheet([], [], { density: 'x' }))).toBeNull();
  });
});

describe('obstacle', () => {
  it.each([
    ['nothing', sheet([], []), { at: 'base', says: 'Needs a base.' }],
    ['no models', sheet([sound[0]], []), { at: 'models', says: 'Needs models: 2 or more.' }],
    ['too few', sheet([sound[0]], [sound[1]]), { at: 'models', says: 'Needs 1 more: models.' }],
    [
      'a header unread',
      sheet([chosen(9, 'reading')], [sound[1], sound[2]]),
      { at: 'base', says: 'Reading the header of f9.safetensors.' },
    ],
    [
      'a faulty file',
      sheet([sound[0]], [sound[1], chosen(9, 'fault')]),
      { at: 'models', says: 'f9.safetensors cannot be used; see what is wrong with it.' },
    ],
    [
      'a wrong value',
      { ...ready, settings: { ...ready.settings, lambda: '9' } },
      { at: 'lambda', says: 'Lambda must be a number from 0 to 3.' },
    ],
  ] as const)('is found with %s', (_what, state, found) => {
    expect(obstacle(method, state)).toEqual(found);
    expect(statusOf(method, state)).toBe('empty');
  });

  it('is gone when all is there', () => {
    expect(obstacle(method, ready)).toBeNull();
    expect(statusOf(method, ready)).toBe('ready');
  });
});

describe('runWords', () => {
  it('names files, the settings in view, and those that differ', () => {
    expect(runWords(method, ready)).toEqual([
      { text: 'base', name: 'f1' },
      { text: '2 models' },
      { text: 'density 0.2' },
      { text: '1', symbol: 'λ' },
      { text: 'scope whole model' },
    ]);
    const changed = { ...ready, settings: { ...ready.settings, clean: false, weights: '1, 2' } };
    expect(runWords(method, changed).slice(-2)).toEqual([{ text: 'no clean' }, { text: 'weights 1, 2' }]);
  });
});

it('takes the ending of the format off a name', () => {
  expect(['a.safetensors', 'a.safetensors.index.json', 'a.b'].map(stem)).toEqual(['a', 'a', 'a.b']);
});
