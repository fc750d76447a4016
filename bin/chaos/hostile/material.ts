import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildOcspRequest } from '../../../adapters/jlis/ocsp.ts';
import { findIssuer } from '../../../adapters/jpki/jpki-chain.ts';
import { readCertificate } from '../../../adapters/x509/certificate.ts';
import type { Card, SignOptions } from '../../../simulator/card.ts';
import { openSimulator, type Jlis } from '../../../simulator/jlis.ts';
import { makeSignedApplication } from '../../bench/instructed-cases.ts';

/** Octets of each kind as they come in life, and what they are judged by. */
export interface Material {
  readonly at: Date;
  readonly anchors: readonly Buffer[];
  /** The card that signed, and the CA that issued it. */
  readonly certificate: Buffer;
  readonly issuer: Buffer;
  readonly crlIssuer: Buffer;
  readonly text: Buffer;
  readonly certificates: readonly Buffer[];
  readonly answers: readonly Buffer[];
  readonly crls: readonly Buffer[];
  readonly containers: readonly Buffer[];
}

/** Entries of the revocation list. */
const REVOKED = 20;

const SIGNINGS: readonly SignOptions[] = [
  {},
  { detached: true },
  { variant: 'noSignedAttributes' },
  { variant: 'bareHash' },
  { digest: 'sha512' },
  { container: 'pdf' },
  { container: 'xml' },
  { container: 'xml', xmlForm: 'enveloping' },
];

/** Has the simulator make what an attacker would start from. */
export async function makeMaterial(): Promise<Material> {
  const dir = mkdtempSync(join(tmpdir(), 'toroku-hostile-'));
  const jlis = await openSimulator({ dataDir: dir });
  try {
    return await materialOf(jlis);
  } finally {
    jlis.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function materialOf(jlis: Jlis): Promise<Material> {
  const { card, textOctets } = await makeSignedApplication({ jlis, service: 'demo-simultaneous' });
  const issuer = findIssuer(readCertificate(card.certificate), jlis.anchors.map(readCertificate));
  const other = await jlis.issueCard('variant');
  for (let n = 0; n < REVOKED; n += 1) await jlis.issueCard('moved');
  const made = {
    anchors: jlis.anchors,
    certificate: card.certificate,
    issuer: issuer?.der ?? Buffer.alloc(0),
    text: textOctets,
    certificates: [card.certificate, other.certificate, ...jlis.anchors],
    answers: [await answerAbout(jlis, card), await answerAbout(jlis, other)],
    containers: SIGNINGS.map((options) => card.sign(textOctets, options)),
    crlIssuer: await jlis.authorityCertificate(other.record.issuer),
    crls: [await jlis.revocationList(other.record.issuer)],
  };
  // Times in them are whole seconds: nothing of it is of the future a second later.
  return { at: new Date(Date.now() + 1000), ...made };
}

async function answerAbout(jlis: Jlis, card: Card): Promise<Buffer> {
  const issuer = readCertificate(await jlis.authorityCertificate(card.record.issuer));
  const certificate = readCertificate(card.certificate);
  return jlis.answerOcsp(buildOcspRequest({ certificate, issuer, nonce: randomBytes(32) }));
}

/** As JSON, to hand to another process. */
export const printMaterial = (material: Material): string =>
  JSON.stringify(material, (_, value: unknown) =>
    isPrintedBuffer(value) ? { octets: Buffer.from(value.data).toString('base64') } : value,
  );

const isPrintedBuffer = (value: unknown): value is { readonly data: number[] } =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer';

/** Reads it back. */
export const readMaterial = (json: string): Material =>
  JSON.parse(json, (key, value: unknown) => {
    if (key === 'at') return new Date(String(value));
    const isOctets = typeof value === 'object' && value !== null && 'octets' in value;
    return isOctets ? Buffer.from(String(value.octets), 'base64') : value;
  }) as Material;
