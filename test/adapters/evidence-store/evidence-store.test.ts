import { randomBytes } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EVIDENCE_MAX_OCTETS } from '../../../adapters/evidence-store/packs.ts';
import { uuidV7 } from '../../../simulator/uuid.ts';
import { alter, flip, hashOfText, setUp, sha256, signedText, text } from './store-fixture.ts';

const shortened = (octets: Buffer): Buffer => {
  const copy = Buffer.from(octets);
  copy.writeUInt32BE(5, 33);
  return copy;
};

describe('EvidenceStore', () => {
  it.each(['chain', 'jlis', 'none'] as const)(
    'gives back what was put in ring %s, to either reader after a restart',
    async (ring) => {
      const { as, at, office } = await setUp();
      const octets = randomBytes(1000);
      const [reference] = await office.put(at, [{ kind: 'facts', ring, octets }]);
      expect(reference).toEqual({ kind: 'facts', sha256: sha256(octets), size: 1000 });
      for (const reader of ['office', 'enclave'] as const) {
        expect(as(reader).get(at, [sha256(octets)])).toEqual(new Map([[sha256(octets), octets]]));
      }
    },
  );

  it('gives several objects of several acts at once, empty ones too', async () => {
    const { as, at, office } = await setUp();
    const objects = [0, 1, 100_000].map((size) => randomBytes(size));
    for (const octets of objects) {
      await office.put(at, [{ kind: 'a', ring: 'chain', octets }, signedText]);
    }
    const found = as('enclave').get(at, [...objects.map(sha256), hashOfText]);
    expect([...objects, text].map((octets) => found.get(sha256(octets)))).toEqual([
      ...objects,
      text,
    ]);
  });

  it('has no personal data in the clear on disk', async () => {
    const { at, office, packs } = await setUp();
    await office.put(at, [signedText, { kind: 'a', ring: 'jlis', octets: text }]);
    for (const pack of packs()) expect(readFileSync(pack).includes('山田')).toBe(false);
  });

  it('lets a program without a private key seal, and read nothing it did not make itself', async () => {
    const { as, at } = await setUp();
    const portal = as();
    const own = { caseId: at.caseId, chainId: uuidV7() };
    await portal.createChain(own.chainId);
    await portal.put(own, [signedText]);
    expect(as('enclave').get(own, [hashOfText]).get(hashOfText)).toEqual(text);
    expect(() => as().get(own, [hashOfText])).toThrow(/EvidenceMissing/);
    expect(() => as().unseal(own.chainId, Buffer.alloc(60))).toThrow(/EvidenceMissing/);
  });

  it('wraps the keys of a chain for each reader alone', async () => {
    const { as, at, office, chainFile } = await setUp();
    await office.put(at, [signedText]);
    copyFileSync(chainFile('enclave'), chainFile('office'));
    expect(() => as('office').get(at, [hashOfText])).toThrow();
    expect(as('enclave').get(at, [hashOfText]).get(hashOfText)).toEqual(text);
  });

  it('reads nothing of a chain whose key files were destroyed, although the packs remain', async () => {
    const { as, at, office, chainFile, packs } = await setUp();
    await office.put(at, [signedText]);
    const sealed = office.seal(at.chainId, text);
    rmSync(chainFile('office'));
    rmSync(chainFile('enclave'));
    expect(packs()).toHaveLength(1);
    for (const reader of ['office', 'enclave'] as const) {
      expect(() => as(reader).get(at, [hashOfText])).toThrow(/EvidenceMissing/);
      expect(() => as(reader).unseal(at.chainId, sealed)).toThrow(/EvidenceMissing/);
    }
  });

  it('does not find what the case does not have, and names it', async () => {
    const { as, at, office } = await setUp();
    await office.put(at, [signedText]);
    const absent = 'f'.repeat(64);
    expect(() => office.get(at, [hashOfText, absent])).toThrow(`EvidenceMissing: ${absent}`);
    const other = { caseId: uuidV7(), chainId: at.chainId };
    expect(() => as('office').get(other, [hashOfText])).toThrow(/EvidenceMissing/);
  });

  it('does not open under the keys of one chain what another sealed', async () => {
    const { as, at, office } = await setUp();
    const other = { caseId: at.caseId, chainId: uuidV7() };
    await office.createChain(other.chainId);
    await office.put(at, [signedText]);
    expect(() => as('enclave').get(other, [hashOfText])).toThrow(/EvidenceMissing/);
  });

  it.each([
    ['in the sealed octets', flip(-1)],
    ['in the wrapped key', flip(40)],
    ['in the hash', flip(5)],
    ['in the length', shortened],
    ['in the ring', flip(0)],
    ['cut off at the end', (octets: Buffer) => octets.subarray(0, -1)],
    ['cut off in the head', (octets: Buffer) => octets.subarray(0, 20)],
    ['emptied', () => Buffer.alloc(0)],
    ['replaced by something else', () => randomBytes(500)],
  ])('takes a pack that was altered %s for missing', async (_, change) => {
    const { as, at, office, packs } = await setUp();
    await office.put(at, [signedText]);
    alter(packs()[0] ?? '', change);
    expect(() => as('enclave').get(at, [hashOfText])).toThrow(`EvidenceMissing: ${hashOfText}`);
  });

  it('takes an object without personal data that was altered for missing', async () => {
    const { at, office, packs } = await setUp();
    await office.put(at, [{ ...signedText, ring: 'none' }]);
    alter(packs()[0] ?? '', flip(-1));
    expect(() => office.get(at, [hashOfText])).toThrow(`EvidenceMissing: ${hashOfText}`);
  });

  it('finds the good one of two copies', async () => {
    const { as, at, office, packs } = await setUp();
    await office.put(at, [signedText]);
    await office.put(at, [signedText, { kind: 'a', ring: 'none', octets: Buffer.from('a') }]);
    for (const pack of packs()) {
      const before = readFileSync(pack);
      alter(pack, flip(100));
      expect(as('office').get(at, [hashOfText]).get(hashOfText)).toEqual(text);
      writeFileSync(pack, before);
    }
  });

  it('passes over what a crash left half written', async () => {
    const { as, at, office, caseDir } = await setUp();
    await office.put(at, [signedText]);
    writeFileSync(join(caseDir, 'ab.pack.0123456789ab.tmp'), randomBytes(40));
    writeFileSync(join(caseDir, 'README'), 'not a pack');
    expect(as('enclave').get(at, [hashOfText]).size).toBe(1);
  });

  it('puts the same act twice as one', async () => {
    const { at, office, packs } = await setUp();
    const [first, second] = await Promise.all([
      office.put(at, [signedText]),
      office.put(at, [signedText]),
    ]);
    expect(first).toEqual(second);
    expect(packs()).toHaveLength(1);
    expect(office.get(at, [hashOfText]).size).toBe(1);
  });

  it('keeps many acts that are put at once', async () => {
    const { as, at, office, packs } = await setUp();
    const objects = Array.from({ length: 60 }, (_, n) => Buffer.from(`object ${n}`));
    await Promise.all(
      objects.map((octets) => office.put(at, [{ kind: 'a', ring: 'chain', octets }])),
    );
    expect(as('enclave').get(at, objects.map(sha256)).size).toBe(60);
    expect(packs().filter((name) => !name.endsWith('.pack'))).toEqual([]);
  });

  it('keeps the largest object, and nothing of an act with a larger one', async () => {
    const { at, office, packs } = await setUp();
    const largest = Buffer.alloc(EVIDENCE_MAX_OCTETS, 7);
    await office.put(at, [{ kind: 'a', ring: 'none', octets: largest }]);
    expect(
      office
        .get(at, [sha256(largest)])
        .get(sha256(largest))
        ?.equals(largest),
    ).toBe(true);
    const tooLarge = Buffer.alloc(EVIDENCE_MAX_OCTETS + 1);
    await expect(
      office.put(at, [signedText, { kind: 'a', ring: 'none', octets: tooLarge }]),
    ).rejects.toThrow(RangeError);
    expect(packs()).toHaveLength(1);
  });

  it('seals for a database what either reader opens, and nobody else', async () => {
    const { as, at, office } = await setUp();
    const sealed = office.seal(at.chainId, text);
    expect(as('enclave').unseal(at.chainId, sealed)).toEqual(text);
    const other = uuidV7();
    await office.createChain(other);
    expect(() => as('enclave').unseal(other, sealed)).toThrow();
  });
});
