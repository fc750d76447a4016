import { createHash, type KeyObject } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import {
  publicHalf,
  readerKeyFrom,
  type Reader,
} from '../../../adapters/evidence-store/chain-keys.ts';
import { EvidenceStore, type CaseChain } from '../../../adapters/evidence-store/evidence-store.ts';
import { uuidV7 } from '../../../simulator/uuid.ts';

/** Private keys of the readers. */
export const KEYS: Readonly<Record<Reader, KeyObject>> = {
  office: readerKeyFrom(Buffer.alloc(32, 2)),
  enclave: readerKeyFrom(Buffer.alloc(32, 3)),
  portal: readerKeyFrom(Buffer.alloc(32, 4)),
};
/** Public halves of all readers. */
export const publicKeys = {
  office: publicHalf(KEYS.office),
  enclave: publicHalf(KEYS.enclave),
  portal: publicHalf(KEYS.portal),
};

/** Where the stores of a file lie; removed when its tests are over. */
export const root = mkdtempSync(join(tmpdir(), 'toroku-evidence-'));
afterAll(() => rmSync(root, { recursive: true }));

/** SHA-256 in hexadecimal. */
export const sha256 = (octets: Uint8Array): string =>
  createHash('sha256').update(octets).digest('hex');

/** One store on disk; each `as` is a program that has just started. */
export const setUp = async () => {
  const dir = mkdtempSync(join(root, 'store-'));
  const as = (name?: Reader): EvidenceStore =>
    new EvidenceStore({ dir, publicKeys, ...(name ? { reader: { name, key: KEYS[name] } } : {}) });
  const at: CaseChain = { caseId: uuidV7(), chainId: uuidV7() };
  const office = as('office');
  await office.createChain(at.chainId);
  const caseDir = join(dir, 'cases', at.caseId.slice(-2), at.caseId);
  const chainFile = (reader: 'office' | 'enclave'): string =>
    join(dir, 'chains', at.chainId.slice(-2), `${at.chainId}.${reader}`);
  const packs = (): string[] => readdirSync(caseDir).map((name) => join(caseDir, name));
  return { dir, as, at, office, caseDir, chainFile, packs };
};

/** Octets with a name in them. */
export const text = Buffer.from('電子証明書利用申込書\n氏名：山田　花子\n');
export const hashOfText = sha256(text);
export const signedText = { kind: 'signedText', ring: 'chain', octets: text } as const;

/** Every way in which the octets of a file may differ. */
export const alter = (file: string, change: (octets: Buffer) => Buffer): void =>
  writeFileSync(file, change(readFileSync(file)));

/** Turns one bit; counted from the end where negative. */
export const flip =
  (at: number) =>
  (octets: Buffer): Buffer => {
    const copy = Buffer.from(octets);
    const place = at < 0 ? copy.length + at : at;
    copy[place] = (copy[place] ?? 0) ^ 1;
    return copy;
  };
