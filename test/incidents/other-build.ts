import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Release } from '../enclave/killed-room.ts';
import { ROOT } from '../tree.ts';

const COPIED = ['adapters', 'bin', 'books', 'db', 'domain', 'enclave', 'test/enclave'];
const SETTINGS = ['package.json', 'tsconfig.json'];

/** What a later release does otherwise: a text of a file, and what stands there instead. */
interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Extensions come out in another order, and its lints ask for that order: valid DER, other octets. */
const CHANGES: readonly Change[] = [
  {
    file: 'enclave/issuance/profile-extensions.ts',
    from: '= shape.extensions.map((each)',
    to: '= shape.extensions.toReversed().map((each)',
  },
  {
    file: 'enclave/issuance/extension-lints.ts',
    from: 'shape.extensions.every(',
    to: 'shape.extensions.toReversed().every(',
  },
];

/**
 * Builds a release that writes certificates otherwise, from a copy of this source: what a deployment puts in the place
 * of the program that intended. @throws Error if the source has no such text to change any more
 */
export function otherBuild(): Release & { readonly remove: () => void } {
  const dir = mkdtempSync(join(tmpdir(), 'toroku-build-'));
  for (const path of [...COPIED, ...SETTINGS]) {
    cpSync(join(ROOT, path), join(dir, path), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(dir, 'node_modules'));
  for (const { file, from, to } of CHANGES) {
    const before = readFileSync(join(dir, file), 'utf8');
    if (!before.includes(from)) throw new Error(`${file} does not have what is to be changed`);
    writeFileSync(join(dir, file), before.replace(from, to));
  }
  return {
    program: join(dir, 'test/enclave/issuing-program.ts'),
    build: 'other',
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
