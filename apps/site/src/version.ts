import manifest from '../package.json' with { type: 'json' };

/** The version of Offprint, as the site's package.json has it. */
export const version: string = manifest.version;
