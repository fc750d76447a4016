import { leafHash } from '../../../books/merkle.ts';
import { encodeBundle, readBundle, readTilePath, tilePath } from '../../../books/tiles.ts';
import { MANIFEST } from '../../../books/export/manifest.ts';
import type { ExportInMemory } from './export-in-memory.ts';
import type { Random } from './random.ts';
import { rollBack } from './roll-back.ts';

/** What a mutation did, in words for whoever looks at one that was not caught. */
export interface Mutated {
  readonly what: string;
  /** The books show it even if the manifest is written anew. */
  readonly isBound: boolean;
}

/** Changes a folder somewhere. Undefined where it found nothing to change. */
export type Mutation = (
  folder: ExportInMemory,
  random: Random,
) => Promise<Mutated | undefined> | Mutated | undefined;

/**
 * What nothing but the manifest speaks of: the text for readers, and the certificates of stampers, which
 * an auditor has from elsewhere, as the keys.
 */
const isBound = (path: string): boolean => path !== 'README.txt' && !path.startsWith('keys/tsa-');

/** A kept checkpoint that no entry speaks of can go without a trace; one that is changed cannot. */
const isRemovalBound = (path: string): boolean => isBound(path) && !/\/checkpoints\//.test(path);

const pathsOf = (folder: ExportInMemory): string[] => [...folder.files.keys()];

const filesOf = (folder: ExportInMemory): string[] =>
  pathsOf(folder).filter((path) => path !== MANIFEST);

const isText = (octets: Buffer): boolean => octets.toString('utf8').split('\n').length > 2;

const flipOctet: Mutation = (folder, random) => {
  const path = random.of(pathsOf(folder));
  const octets = Buffer.from(folder.of(path));
  if (octets.length === 0) return undefined;
  const at = random.below(octets.length);
  octets[at] = (octets[at] ?? 0) ^ (1 + random.below(255));
  folder.files.set(path, octets);
  return { what: `octet ${at} of ${path}`, isBound: isBound(path) && path !== MANIFEST };
};

const cutOff: Mutation = (folder, random) => {
  const path = random.of(pathsOf(folder));
  const octets = folder.of(path);
  if (octets.length === 0) return undefined;
  folder.files.set(path, octets.subarray(0, random.below(octets.length)));
  return { what: `end of ${path}`, isBound: isBound(path) && path !== MANIFEST };
};

const addOctets: Mutation = (folder, random) => {
  const path = random.of(pathsOf(folder));
  const more = Buffer.alloc(1 + random.below(40), random.below(256));
  folder.files.set(path, Buffer.concat([folder.of(path), more]));
  return { what: `more octets in ${path}`, isBound: isBound(path) && path !== MANIFEST };
};

type Lines = (lines: readonly string[], at: number) => string[];

const LINES: readonly Lines[] = [
  (lines, at) => lines.toSpliced(at, 1),
  (lines, at) => lines.toSpliced(at, 0, lines[at] ?? ''),
  (lines, at) => lines.with(at, lines.at(at - 1) ?? '').with(at - 1, lines[at] ?? ''),
];

const changeLines: Mutation = (folder, random) => {
  const path = random.of(filesOf(folder).filter((each) => isText(folder.of(each))));
  const lines = folder.of(path).toString('utf8').split('\n');
  const at = random.below(lines.length - 1);
  const changed = random.of(LINES)(lines, at);
  folder.files.set(path, Buffer.from(changed.join('\n')));
  return { what: `line ${at} of ${path}`, isBound: isBound(path) };
};

const removeFile: Mutation = (folder, random) => {
  const path = random.of(pathsOf(folder));
  folder.files.delete(path);
  return { what: `${path} removed`, isBound: isRemovalBound(path) && path !== MANIFEST };
};

const kindOf = (path: string): string => path.slice(0, path.indexOf('/') + 1);

const swapFiles: Mutation = (folder, random) => {
  const path = random.of(filesOf(folder).filter(isBound));
  const others = filesOf(folder).filter(
    (other) => kindOf(other) === kindOf(path) && isBound(other) && other !== path,
  );
  if (others.length === 0) return undefined;
  const other = random.of(others);
  const [first, second] = [folder.of(path), folder.of(other)];
  folder.files.set(path, second).set(other, first);
  return { what: `${path} and ${other} swapped`, isBound: true };
};

const copyFile: Mutation = (folder, random) => {
  const path = random.of(filesOf(folder));
  const digits = [...path.matchAll(/[0-9a-f]/g)].map(({ index }) => index);
  if (digits.length === 0) return undefined;
  const at = random.of(digits);
  const to = path.slice(0, at) + random.below(10) + path.slice(at + 1);
  if (folder.files.has(to)) return undefined;
  folder.files.set(to, folder.of(path));
  if (random.below(2) === 0) return { what: `${to}, a copy of ${path}`, isBound: true };
  folder.files.delete(path);
  return { what: `${path} renamed ${to}`, isBound: true };
};

/** Somebody who knows the format: the entry is changed, and its tile with it. */
const rewriteEntry: Mutation = (folder, random) => {
  const path = random.of(filesOf(folder).filter((each) => /\/tile\/entries\//.test(each)));
  const log = path.slice(0, path.indexOf('/'));
  const tile = readTilePath(path.slice(log.length + 1));
  if (!tile) return undefined;
  const entries = readBundle(folder.of(path), tile.width);
  const at = random.below(entries.length);
  const before = (entries[at] ?? Buffer.alloc(0)).toString('utf8');
  const numbers = [...before.matchAll(/\d/g)].map(({ index }) => index);
  const digit = random.of(numbers);
  const other = (Number(before[digit]) + 1 + random.below(9)) % 10;
  const after = Buffer.from(before.slice(0, digit) + other + before.slice(digit + 1));
  folder.files.set(path, encodeBundle(entries.with(at, after)));
  const hashes = `${log}/${tilePath({ ...tile, level: 0 })}`;
  const leaves = Buffer.from(folder.of(hashes));
  leaves.set(leafHash(after), at * 32);
  folder.files.set(hashes, leaves);
  return { what: `entry ${at} of ${path}, with its tile`, isBound: true };
};

/** The newest checkpoint is an older one, as it was signed; everything else stays. */
const olderCheckpoint: Mutation = (folder, random) => {
  const kept = filesOf(folder).filter((path) => /\/checkpoints\//.test(path));
  const path = random.of(kept);
  const log = path.slice(0, path.indexOf('/'));
  folder.files.set(`${log}/checkpoint`, folder.of(path));
  return { what: `${log} ends at ${path}`, isBound: true };
};

/** Every kind, by name. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  flipOctet,
  cutOff,
  addOctets,
  changeLines,
  removeFile,
  swapFiles,
  copyFile,
  rewriteEntry,
  olderCheckpoint,
  rollBack,
};
