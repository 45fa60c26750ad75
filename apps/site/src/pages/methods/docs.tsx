import type { MethodDocs } from '@offprint/methods';
import { Part } from './part.tsx';

interface DocsProps {
  readonly docs: MethodDocs;
}

/** What it does, step by step. */
export function Steps({ steps }: Pick<MethodDocs, 'steps'>) {
  return (
    <Part title="Steps">
      <ol class="method-steps">
        {steps.map((step) => (
          <li>{step}</li>
        ))}
      </ol>
    </Part>
  );
}

/** Where it does less than its paper. */
export function Reductions({ reductions }: Pick<MethodDocs, 'reductions'>) {
  if (reductions.length === 0) return null;
  return (
    <Part title="Less than the paper">
      <div class="prose">
        {reductions.map((reduction) => (
          <p>{reduction}</p>
        ))}
      </div>
    </Part>
  );
}

/** The files that it asks for. */
export function Inputs({ docs }: DocsProps) {
  return (
    <Part title="Files" note="They are read where they are; in the page nothing leaves this machine.">
      <dl class="method-ports">
        {docs.files.map((port) => (
          <div>
            <dt>
              <span class="strong">{port.title}</span> <code class="id">--{port.flag}</code>
            </dt>
            <dd>
              {port.help}
              {port.many && ` ${port.min === port.max ? `Exactly ${port.min}.` : `At least ${port.min}.`}`}
            </dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}

/** Every setting with its default and what is allowed. */
export function Settings({ docs }: DocsProps) {
  if (docs.settings.length === 0) return null;
  return (
    <Part id="settings-list" title="Settings" note="Each starts at the value given here.">
      <dl class="method-ports">
        {docs.settings.map((setting) => (
          <div>
            <dt>
              <span class="strong">
                {setting.title}
                {setting.symbol !== undefined && (
                  <>
                    {' '}
                    <i class="symbol">{setting.symbol}</i>
                  </>
                )}
              </span>{' '}
              <code class="id">
                --{setting.flag} {defaultOf(setting.default)}
              </code>
            </dt>
            <dd>
              {setting.help} <span class="quiet">Must be {setting.allowed}.</span>
            </dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}

function defaultOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '' : value.join(',');
  return String(value);
}

/** The files that it makes. */
export function Outputs({ docs }: DocsProps) {
  if (docs.outputs.length === 0) return null;
  return (
    <Part title="Gives" note="Nothing is written until the end.">
      <dl class="method-ports">
        {docs.outputs.map((output) => (
          <div>
            <dt>
              <span class="strong">{output.title}</span> <code class="id">--{output.flag}</code>
            </dt>
            <dd>
              {output.optional && 'Where there is any. '}
              {output.many ? 'Several files, in a folder' : 'One file'} named like the first input, with{' '}
              <code>{output.suffix}</code>. A receipt beside it says how it was made.
            </dd>
          </div>
        ))}
      </dl>
    </Part>
  );
}
