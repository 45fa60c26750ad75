export const root: string;
export function stop(sentence: string, hint: string): never;
export function say(line: string): void;
export function ensureInstalled(options: { development: boolean }): void;
export function projectNode(): string;
export function runProgram(program: string, args: readonly string[]): void;
export function checkNode(): void;
