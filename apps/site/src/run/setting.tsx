import type { Range, SettingPort } from '@offprint/methods';
import { partsOf, withPart } from './per-file.ts';
import { settingFault } from './sheet-plan.ts';
import type { Typed } from './sheet-state.ts';
import type { View } from './view.ts';

interface SettingProps {
  readonly view: View;
  readonly name: string;
  readonly port: SettingPort;
  /** True for the setting to which the key `e` leads. */
  readonly first: boolean;
}

interface ControlProps {
  readonly id: string;
  readonly name: string;
  readonly port: SettingPort;
  readonly value: Typed;
  /** The files to each of which one number belongs. */
  readonly files: readonly string[];
  readonly faulty: boolean;
  readonly shortcut: string | undefined;
  readonly type: (value: Typed) => void;
}

/** One setting: label, control, one line of help, and what is wrong with it beside it. */
export function Setting({ view, name, port, first }: SettingProps) {
  const value = view.state.settings[name] ?? '';
  const fault = settingFault(name, port, value);
  const id = `setting-${name}`;
  const files = port.each === undefined ? [] : (view.state.files[port.each] ?? []);
  const control: ControlProps = {
    id,
    name,
    port,
    value,
    files: files.map((file) => file.name),
    faulty: fault !== null,
    shortcut: first ? 'e' : undefined,
    type: (typed) => view.tell({ type: 'setting-typed', name, value: typed }),
  };
  return (
    <div class="setting" data-setting={name} data-kind={port.kind}>
      <SettingLabel id={id} port={port} />
      <Control {...control} />
      <p class="setting-fault fault" id={`${id}-fault`} aria-live="polite">
        {fault}
      </p>
      <p class="setting-help note" id={`${id}-help`}>
        {port.help}
        {port.range?.usual !== undefined && (
          <span class="unseen">
            {' '}
            The shaded range is {port.range.usual[0]} to {port.range.usual[1]}.
          </span>
        )}
      </p>
    </div>
  );
}

function SettingLabel({ id, port }: { readonly id: string; readonly port: SettingPort }) {
  const words = (
    <>
      {port.title}
      {port.symbol !== undefined && (
        <>
          {' '}
          <i class="symbol">{port.symbol}</i>
        </>
      )}
    </>
  );
  // Several buttons or fields are one control: there is no single element for a label to name.
  return isSegmented(port) || port.each !== undefined ? (
    <span class="setting-label" id={`${id}-label`}>
      {words}
    </span>
  ) : (
    <label class="setting-label" for={id} id={`${id}-label`}>
      {words}
    </label>
  );
}

function Control(props: ControlProps) {
  const { port } = props;
  if (port.kind === 'switch') return <Switch {...props} />;
  if (isSegmented(port)) return <Segments {...props} />;
  if (port.kind === 'choice') return <Select {...props} />;
  if (port.kind === 'text') return <TextField {...props} />;
  if (port.each !== undefined) return <FieldsForFiles {...props} />;
  return (
    <>
      {port.range !== undefined && <Slider {...props} range={port.range} />}
      <NumberField {...props} />
    </>
  );
}

const described = (id: string): string => `${id}-fault ${id}-help`;

function NumberField({ id, port, value, faulty, shortcut, type }: ControlProps) {
  return (
    <input
      class="field number"
      id={id}
      type="text"
      inputmode={port.kind === 'numbers' ? 'text' : 'decimal'}
      autocomplete="off"
      spellcheck={false}
      value={String(value)}
      aria-invalid={faulty ? 'true' : 'false'}
      aria-describedby={described(id)}
      aria-keyshortcuts={shortcut}
      onInput={(event: Event) => {
        if (event.currentTarget instanceof HTMLInputElement) type(event.currentTarget.value);
      }}
    />
  );
}

/** Words, in one line or several. */
function TextField({ id, port, value, faulty, shortcut, type }: ControlProps) {
  const rest = {
    id,
    spellcheck: false,
    autocomplete: 'off',
    'aria-invalid': faulty ? 'true' : 'false',
    'aria-describedby': described(id),
    'aria-keyshortcuts': shortcut,
    onInput: (event: Event) => {
      const field = event.currentTarget;
      if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) type(field.value);
    },
  } as const;
  if (port.multiline !== true) return <input class="field words" type="text" value={String(value)} {...rest} />;
  const rows = Math.min(MOST_ROWS, Math.max(LEAST_ROWS, String(value).split('\n').length + 1));
  return (
    <textarea class="field words" rows={rows} value={String(value)} {...rest}>
      {String(value)}
    </textarea>
  );
}

/** Lines of a field for several; a longer text scrolls. */
const LEAST_ROWS = 4;
const MOST_ROWS = 20;

/** A number for each file of a port, beside its name. Left empty, they are as the method says. */
function FieldsForFiles({ id, name, port, value, files, faulty, shortcut, type }: ControlProps) {
  if (files.length === 0) return <p class="quiet-words">One for each file, once there are files.</p>;
  const parts = partsOf(value);
  return (
    <ul class="per-file" aria-labelledby={`${id}-label`}>
      {files.map((file, place) => (
        <li>
          <label class="mono" for={place === 0 ? id : `${id}-${place}`}>
            {file}
          </label>
          <input
            class="field number"
            id={place === 0 ? id : `${id}-${place}`}
            type="text"
            inputmode="decimal"
            autocomplete="off"
            value={parts[place] ?? ''}
            aria-label={`${port.title}: ${file}`}
            aria-invalid={faulty && (parts[place] ?? '') === '' ? 'true' : 'false'}
            aria-describedby={described(id)}
            aria-keyshortcuts={place === 0 ? shortcut : undefined}
            data-part={name}
            onInput={(event: Event) => {
              if (event.currentTarget instanceof HTMLInputElement)
                type(withPart(value, files.length, place, event.currentTarget.value));
            }}
          />
        </li>
      ))}
    </ul>
  );
}

/** Where a value stands on a track, from 0 to 1. */
export function placeOn(range: Range, value: number): number {
  return Math.min(1, Math.max(0, (value - range.min) / (range.max - range.min)));
}

const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

/** The track shows the paper's range and how far the value is from the least; the input above it is what moves. */
function Slider({ id, port, value, type, range }: ControlProps & { readonly range: Range }) {
  const given = Number(value);
  const number = typeof value === 'string' && value.trim() !== '' && Number.isFinite(given) ? given : range.min;
  const [from, to] = range.usual ?? [range.min, range.min];
  return (
    <div class="slider">
      <svg class="track" aria-hidden="true">
        <rect
          class="track-usual"
          x={percent(placeOn(range, from))}
          width={percent(placeOn(range, to) - placeOn(range, from))}
          y="4"
          height="9"
        />
        <rect class="track-line" width="100%" y="8" height="1" />
        <rect class="track-fill" width={percent(placeOn(range, number))} y="7" height="3" />
      </svg>
      <input
        type="range"
        min={range.min}
        max={range.max}
        step={range.step}
        value={String(number)}
        aria-label={port.title}
        aria-describedby={`${id}-help`}
        onInput={(event: Event) => {
          if (event.currentTarget instanceof HTMLInputElement) type(event.currentTarget.value);
        }}
      />
    </div>
  );
}

/** Characters that fit in one line of buttons beside the label. */
const SEGMENT_CHARACTERS = 44;

function isSegmented(port: SettingPort): boolean {
  const choices = port.choices ?? [];
  return (
    port.kind === 'choice' &&
    choices.length <= 3 &&
    choices.reduce((sum, { title }) => sum + title.length, 0) <= SEGMENT_CHARACTERS
  );
}

function Segments({ id, name, port, value, shortcut, type }: ControlProps) {
  return (
    <div class="segments" role="radiogroup" aria-labelledby={`${id}-label`} aria-describedby={described(id)}>
      {port.choices?.map((choice, place) => (
        <label class="segment">
          <input
            class="unseen"
            type="radio"
            name={name}
            id={place === 0 ? id : `${id}-${choice.value}`}
            value={choice.value}
            checked={choice.value === value}
            aria-keyshortcuts={place === 0 ? shortcut : undefined}
            onInput={() => type(choice.value)}
          />
          <span>{choice.title}</span>
        </label>
      ))}
    </div>
  );
}

function Select({ id, port, value, shortcut, type }: ControlProps) {
  return (
    <select
      class="field select"
      id={id}
      aria-describedby={described(id)}
      aria-keyshortcuts={shortcut}
      onInput={(event: Event) => {
        if (event.currentTarget instanceof HTMLSelectElement) type(event.currentTarget.value);
      }}
    >
      {port.choices?.map((choice) => (
        <option value={choice.value} selected={choice.value === value}>
          {choice.title}
        </option>
      ))}
    </select>
  );
}

function Switch({ id, value, shortcut, type }: ControlProps) {
  return (
    <input
      class="switch"
      id={id}
      type="checkbox"
      checked={value === true}
      aria-describedby={described(id)}
      aria-keyshortcuts={shortcut}
      onInput={(event: Event) => {
        if (event.currentTarget instanceof HTMLInputElement) type(event.currentTarget.checked);
      }}
    />
  );
}
