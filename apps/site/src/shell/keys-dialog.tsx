import { Keys } from './hints.tsx';
import { KeyHint } from './key-hint.tsx';

/** Every key, in the order of use. */
const everyKey: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['j', 'k'], does: 'next, previous in a list' },
  { keys: ['o'], does: 'open' },
  { keys: ['d'], does: 'show every summary' },
  { keys: ['/'], does: 'search' },
  { keys: ['f'], does: 'filter' },
  { keys: ['r'], does: 'run' },
  { keys: ['t'], does: 'try it with a sample' },
  { keys: ['Esc'], does: 'cancel, leave a field' },
  { keys: ['b'], does: 'copy BibTeX' },
  { keys: ['p'], does: 'PDF' },
  { keys: ['[', ']'], does: 'previous, next paper' },
  { keys: ['s'], does: 'save a result' },
  { keys: ['c'], does: 'copy a receipt' },
  { keys: ['x'], does: 'save a figure' },
  { keys: ['m'], does: 'compare with related methods' },
  { keys: ['e'], does: 'settings' },
  { keys: ['g', 'm'], does: 'methods' },
  { keys: ['g', 'p'], does: 'papers' },
  { keys: ['?'], does: 'this list' },
];

export function KeysList() {
  return (
    <>
      <dl class="keys-list">
        {everyKey.map(({ keys, does }) => (
          <div>
            <dt>
              <Keys keys={keys} />
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label class="keys-switch" hidden data-keys-switch>
        <input type="checkbox" />
        Use single keys. They never act while you type.
      </label>
    </>
  );
}

/** Opened by `?`; without JavaScript the same list is the page `/keys`. */
export function KeysDialog() {
  return (
    <dialog class="keys-dialog" id="keys-dialog" aria-labelledby="keys-title">
      <h2 class="sheet-title" id="keys-title">
        Keys
      </h2>
      <KeysList />
      <form method="dialog">
        <button class="button" type="submit" autofocus>
          Close <KeyHint name="Esc" />
        </button>
      </form>
    </dialog>
  );
}
