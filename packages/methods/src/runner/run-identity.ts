import { ConflictError } from '@offprint/errors';
import type { RunIdentity } from '../method.ts';

const hint = 'Bring it back as it was and the run goes on, or start anew; what was finished is then made again.';

/** Why the earlier run cannot be gone on with as this one, or undefined if it can. */
export function differenceOf(earlier: RunIdentity, now: RunIdentity): ConflictError | undefined {
  if (earlier.method.id !== now.method.id || earlier.method.version !== now.method.version) {
    const name = ({ id, version }: RunIdentity['method']): string => `${id} ${version}`;
    return new ConflictError(
      'resume/method-changed',
      `The unfinished run was of ${name(earlier.method)}, not of ${name(now.method)}.`,
      { hint: 'Start anew, or choose another place for the output.' },
    );
  }
  const names = new Set([...Object.keys(earlier.settings), ...Object.keys(now.settings)]);
  const setting = [...names].find((one) => JSON.stringify(earlier.settings[one]) !== JSON.stringify(now.settings[one]));
  if (setting !== undefined) {
    const [before, after] = [earlier, now].map(({ settings }) => shown(settings[setting]));
    return new ConflictError(
      'resume/settings-changed',
      `The setting ${setting} was ${before} when the run was stopped and is ${after} now.`,
      { hint, where: { setting } },
    );
  }
  for (const [index, input] of now.inputs.entries()) {
    const before = earlier.inputs[index];
    if (before?.sha256 === input.sha256 && before.port === input.port) continue;
    return new ConflictError(
      'resume/input-changed',
      before === undefined
        ? `${input.name} (${input.port}) was not among the inputs when the run was stopped.`
        : `${input.name} (${input.port}) is not the file that it was when the run was stopped.`,
      { hint, where: { file: input.name, input: input.port, expected: before?.sha256 ?? null, got: input.sha256 } },
    );
  }
  if (earlier.inputs.length > now.inputs.length) {
    const { name, port } = earlier.inputs[now.inputs.length];
    return new ConflictError(
      'resume/input-changed',
      `${name} (${port}) was among the inputs when the run was stopped.`,
      {
        hint,
        where: { file: name, input: port },
      },
    );
  }
  return undefined;
}

/** A value of a setting, cut where it would fill the line. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? 'another text' : text;
}
