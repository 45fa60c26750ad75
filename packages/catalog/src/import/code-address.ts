/** Owner and name at one of the places where papers keep their code. */
const repository = /https?:\/\/(?:www\.)?(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)\/([\w.-]+)\/([\w.-]+)/i;

/** The address of the first code repository that a text names, without what follows it; null when it names none. */
export function codeAddressIn(text: string): string | null {
  const found = repository.exec(text);
  if (found === null) return null;
  const [, host = '', owner = '', name = ''] = found;
  // The full stop is that of the sentence, and `.git` only matters to the tool that fetches.
  const clean = name.replace(/\.+$/, '').replace(/\.git$/, '');
  return clean === '' ? null : `https://${host.toLowerCase()}/${owner}/${clean}`;
}
