import { readFileSync } from 'node:fs';

/** A file that .NET computed. */
export const vectors = name => JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8'));
