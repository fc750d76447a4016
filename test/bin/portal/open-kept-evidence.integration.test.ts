import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openEvidence, publishReader } from '../../../bin/parts.ts';
import { openKeptEvidence } from '../../../bin/portal/open-kept-evidence.ts';
import { uuidV7 } from '../../../simulator/uuid.ts';

const dir = mkdtempSync(join(tmpdir(), 'toroku-kept-'));
afterAll(() => rmSync(dir, { recursive: true }));

const keyOf = (reader: string): string => join(dir, `${reader}.key`);
for (const reader of ['office', 'enclave', 'portal'] as const) {
  writeFileSync(keyOf(reader), randomBytes(32).toString('hex'));
  publishReader(dir, reader, keyOf(reader));
}

describe('openKeptEvidence', () => {
  it('keeps by a thread what the office reads', async () => {
    const evidence = openKeptEvidence({ dir, keyFile: keyOf('portal') });
    const at = { caseId: uuidV7(), chainId: uuidV7() };
    const octets = randomBytes(9000);
    const made = evidence.createChain(at.chainId);
    const [reference] = await evidence.put(at, [{ kind: 'a', ring: 'chain', octets }]);
    await made;
    const hash = createHash('sha256').update(octets).digest('hex');
    expect(reference).toEqual({ kind: 'a', sha256: hash, size: 9000 });
    expect(openEvidence(dir, 'office', keyOf('office')).get(at, [hash]).get(hash)).toEqual(octets);
  });
});
