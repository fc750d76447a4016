import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EvidenceStore } from '../../../adapters/evidence-store/evidence-store.ts';
import { uuidV7 } from '../../../simulator/uuid.ts';
import {
  alter,
  flip,
  hashOfText,
  KEYS,
  publicKeys,
  root,
  setUp,
  sha256,
  signedText,
  text,
} from './store-fixture.ts';

describe('EvidenceStore of the portal', () => {
  const certificate = { kind: 'certificate', ring: 'chain', octets: randomBytes(700) } as const;
  const hashOfCertificate = sha256(certificate.octets);

  it('opens certificates, and nothing else that others kept', async () => {
    const { as, at } = await setUp();
    const asked = { kind: 'jlisAnswer', ring: 'jlis', octets: randomBytes(90) } as const;
    const own = { caseId: at.caseId, chainId: uuidV7() };
    await as('portal').createChain(own.chainId);
    await as('office').put(own, [signedText, asked]);
    await as('enclave').put(own, [certificate]);
    const portal = as('portal');
    expect(portal.get(own, [hashOfCertificate]).get(hashOfCertificate)).toEqual(certificate.octets);
    for (const { octets } of [signedText, asked]) {
      expect(() => portal.get(own, [sha256(octets)])).toThrow(`EvidenceMissing: ${sha256(octets)}`);
    }
    const sealed = as('office').seal(own.chainId, text);
    expect(() => portal.unseal(own.chainId, sealed)).toThrow(/EvidenceMissing/);
    expect(() => portal.chainKeys(own.chainId)).toThrow(/EvidenceMissing/);
    expect(as('office').get(own, [hashOfCertificate]).size).toBe(1);
  });

  it.each(['portal', undefined] as const)(
    'adds to a chain whose keys it no longer has, and cannot read it back (as %s)',
    async (reader) => {
      const { as, at } = await setUp();
      const portal = as(reader);
      const [reference] = await portal.put(at, [signedText]);
      expect(reference?.sha256).toBe(hashOfText);
      const sealed = portal.seal(at.chainId, text);
      expect(() => portal.get(at, [hashOfText])).toThrow(/EvidenceMissing/);
      for (const other of ['office', 'enclave'] as const) {
        expect(as(other).get(at, [hashOfText]).get(hashOfText)).toEqual(text);
        expect(as(other).unseal(at.chainId, sealed)).toEqual(text);
      }
    },
  );

  it('adds nothing of J-LIS: that is never its to keep', async () => {
    const { as, at } = await setUp();
    const object = { kind: 'jlisAnswer', ring: 'jlis', octets: text } as const;
    await expect(as('portal').put(at, [object])).rejects.toThrow('ring jlis');
  });

  it('reads and adds nothing once the files of the chain were destroyed', async () => {
    const { as, at, office, chainFile, packs } = await setUp();
    await office.put(at, [certificate]);
    await as('portal').put(at, [signedText]);
    const sealed = as('portal').seal(at.chainId, text);
    rmSync(chainFile('office'));
    rmSync(chainFile('enclave'));
    expect(packs()).toHaveLength(2);
    await expect(as('portal').put(at, [signedText])).rejects.toThrow(/EvidenceMissing/);
    expect(() => as('portal').get(at, [hashOfCertificate])).toThrow(/EvidenceMissing/);
    for (const reader of ['office', 'enclave'] as const) {
      expect(as(reader).hasKeys(at.chainId)).toBe(false);
      expect(() => as(reader).get(at, [hashOfText])).toThrow(/EvidenceMissing/);
      expect(() => as(reader).unseal(at.chainId, sealed)).toThrow(/EvidenceMissing/);
    }
  });

  it.each([
    ['in the sender', flip(37)],
    ['in the wrapped key', flip(37 + 60)],
    ['in the sealed octets', flip(-1)],
    ['in what it was sealed with', flip(0)],
  ])('has what it added taken for missing when it was altered %s', async (_, change) => {
    const { as, at, packs } = await setUp();
    await as('portal').put(at, [signedText]);
    alter(packs()[0] ?? '', change);
    expect(() => as('office').get(at, [hashOfText])).toThrow(`EvidenceMissing: ${hashOfText}`);
  });

  it('hands nothing out of a chain that was made without it', async () => {
    const { at } = await setUp();
    const dir = mkdtempSync(join(root, 'store-'));
    const { portal: _, ...without } = publicKeys;
    const office = new EvidenceStore({
      dir,
      publicKeys: without,
      reader: { name: 'office', key: KEYS.office },
    });
    await office.createChain(at.chainId);
    await office.put(at, [certificate]);
    const portal = new EvidenceStore({
      dir,
      publicKeys,
      reader: { name: 'portal', key: KEYS.portal },
    });
    expect(() => portal.get(at, [hashOfCertificate])).toThrow(/EvidenceMissing/);
  });
});
