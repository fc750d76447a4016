import { describe, expect, it } from 'vitest';
import { timestampQuery } from '../../../adapters/timestamp/timestamp-client.ts';
import { sha256Hex } from '../../../books/canonical-json.ts';
import { timestampPath } from '../../../books/cosignature.ts';
import { tokenOf } from '../../../books/timestamp.ts';
import { verifyExport } from '../../../books/verify/verify-export.ts';
import { openTimestampAuthority } from '../../../simulator/timestamp-authority.ts';
import { temporaryFolders } from '../../bin/temporary-folder.ts';
import { exported, SampleLog, TRUSTED } from './sample-export.ts';

const aFolder = temporaryFolders();
const [tsa, stranger] = [
  await openTimestampAuthority(aFolder()),
  await openTimestampAuthority(aFolder()),
];

const stampOf = (octets: Buffer, by = tsa): Buffer => {
  const sha256 = Buffer.from(sha256Hex(octets), 'hex');
  return tokenOf(by.answer(timestampQuery(sha256, Buffer.alloc(8, 0x41))));
};

/** An office log whose newest checkpoint was stamped so, and what is broken in its export. */
async function brokenBy(stamp: (note: Buffer) => Buffer, root: Buffer): Promise<string[]> {
  const office = await SampleLog.open('office');
  const note = Buffer.from(await office.checkpoint());
  const token = stamp(note);
  const tokenSha256 = sha256Hex(token);
  office.add({
    event: 'timestamp.recorded',
    items: ['4ハ'],
    actor: { kind: 'system', id: 'office-worker' },
    evidence: [{ kind: 'timestampToken', sha256: tokenSha256, size: token.length }],
    data: {
      size: 1,
      noteSha256: sha256Hex(note),
      tokenSha256,
      authority: 'CN=Time-Stamp Authority',
      genTime: '2026-12-01T00:07:00.000Z',
    },
  });
  await office.checkpoint();
  const documents = new Map([
    [timestampPath('office', 1), token],
    ['keys/tsa-1.cer', root],
  ]);
  const folder = await exported([office], documents);
  const { failures } = await verifyExport({ folder, keys: TRUSTED });
  return failures.map(({ rule, detail }) => `${rule}: ${detail}`);
}

describe('verifyExport of stamps', () => {
  it('accepts one that leads to an authority of the folder', async () => {
    expect(await brokenBy((note) => stampOf(note), tsa.root)).toEqual([]);
  });

  const cases: readonly (readonly [string, (note: Buffer) => Buffer, string])[] = [
    ['of somebody else', (note) => stampOf(note, stranger), 'leads to no anchor'],
    ['over other octets', () => stampOf(Buffer.from('x')), 'not over the hash of the entry'],
    ['that is none', (note) => Buffer.from(sha256Hex(note), 'hex'), 'malformed'],
  ];

  it.each(cases)('names a stamp %s', async (_, stamp, expected) => {
    expect((await brokenBy(stamp, tsa.root)).join('\n')).toContain(expected);
  });

  it('names an authority that is no certificate', async () => {
    const broken = await brokenBy((note) => stampOf(note), Buffer.from('hello'));
    expect(broken).toEqual(['keys: not a certificate']);
  });
});
