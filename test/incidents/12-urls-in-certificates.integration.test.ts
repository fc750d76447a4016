import 'reflect-metadata';
import { X509Certificate as NodeCertificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AuthorityInfoAccessExtension,
  CRLDistributionPointsExtension,
  X509Certificate as PeculiarCertificate,
} from '@peculiar/x509';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRepositoryApp } from '../../api/repository/app.tsx';
import { parseConfig } from '../../bin/config.ts';
import { publishFile } from '../../bin/publish-file.ts';
import type { OpenRoom } from '../../enclave/open-room.ts';
import { makeCase } from '../../bin/chaos/forge/drafted-case.ts';
import { issued, useRoom } from '../enclave/held-room.ts';
import { SERVICE, type RoomBench } from '../enclave/room-bench.ts';

/**
 * Certificates named revocation lists at places that were not the disclosed ones, or where nothing was. So a
 * certificate is issued, and every URL in it is fetched from what serves them.
 */

const held = useRoom({});
let bench: RoomBench;
let room: OpenRoom['room'];
let certificate: Buffer;

beforeAll(async () => {
  ({ bench } = held());
  const opened = await held().openRoom();
  ({ room } = opened);
  const request = await makeCase(bench, { service: SERVICE });
  const { certificateSha256 } = issued(await opened.issuer.issue(request));
  const at = { caseId: request.applicationId, chainId: request.chainId };
  const found = bench.office.get(at, [certificateSha256]).get(certificateSha256);
  if (!found) throw new Error('the certificate is no evidence');
  certificate = found;
});

/** Each URL of the certificate by what it is for, as another library reads them. */
function urls(): Readonly<Record<'crl' | 'ocsp' | 'issuer' | 'cps', string>> {
  const read = new PeculiarCertificate(certificate);
  const access = read.getExtension(AuthorityInfoAccessExtension);
  const lists = read.getExtension(CRLDistributionPointsExtension)?.distributionPoints ?? [];
  const names = lists.flatMap((each) => each.distributionPoint?.fullName ?? []);
  const [cps = ''] = /https?:\/\/[\x21-\x7e]*\/cps/.exec(certificate.toString('latin1')) ?? [];
  expect([names.length, access?.ocsp.length, access?.caIssuers.length]).toEqual([1, 1, 1]);
  return {
    crl: names[0]?.uniformResourceIdentifier ?? '',
    ocsp: access?.ocsp[0]?.value ?? '',
    issuer: access?.caIssuers[0]?.value ?? '',
    cps,
  };
}

/** Where the office publishes; nobody runs it here, so the test puts there what it would. */
const documentsDir = mkdtempSync(join(tmpdir(), 'documents-'));
afterAll(() => {
  rmSync(documentsDir, { recursive: true });
});

const repository = () => {
  const env = bench.instance.environmentOf('repository');
  const { config, problems } = parseConfig('repository', env);
  if (!config) throw new Error(problems.join());
  return createRepositoryApp({
    dir: config.repositoryDir,
    documentsDir,
    isDevelopment: true,
    isSecure: false,
    now: () => new Date(),
  });
};

/** What the repository answers under the URL, whose beginning is how everyone reaches it. */
const fetched = async (url: string): Promise<Response> => {
  expect(url.startsWith(`${bench.config.publicRepositoryUrl}/`)).toBe(true);
  return repository().request(url.slice(bench.config.publicRepositoryUrl.length));
};

/**
 * Named in certificates from the first one on, and served once the programs that make them are there. Whoever
 * serves one takes it out of this list, and says below what has to be under it.
 */
const NOT_SERVED_YET = ['crl'] as const;

describe('incident 12: URLs in certificates', () => {
  it('names the places that the accepted profiles disclose, and no other', () => {
    const profiles = room.registers.profile(SERVICE)?.profile;
    const keyId = room.registers.issuerKey(SERVICE)?.issuerKeyId;
    expect(profiles?.repositoryUrl).toBe(bench.config.publicRepositoryUrl);
    expect(urls()).toEqual({
      crl: `${profiles?.repositoryUrl}/crls/${keyId}/0.crl`,
      ocsp: `${profiles?.repositoryUrl}/ocsp`,
      issuer: `${profiles?.repositoryUrl}/issuers/${keyId}.cer`,
      cps: profiles?.cpsUrl,
    });
    // None hides in another place.
    const all = certificate.toString('latin1').match(/https?:\/\//g);
    expect(all).toHaveLength(Object.keys(urls()).length);
  });

  it('leads to the very certificate of the issuer, under which it verifies', async () => {
    const answer = await fetched(urls().issuer);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'application/pkix-cert',
    ]);
    const der = Buffer.from(await answer.arrayBuffer());
    expect(der.equals(room.registers.issuerKey(SERVICE)?.certificate.der ?? Buffer.alloc(0))).toBe(
      true,
    );
    const issuer = new NodeCertificate(der);
    const leaf = new NodeCertificate(certificate);
    expect([leaf.checkIssued(issuer), leaf.verify(issuer.publicKey)]).toEqual([true, true]);
  });

  it('leads to the CPS in force', async () => {
    expect((await fetched(urls().cps)).status).toBe(404);
    const file = 'cps/1.0.txt';
    publishFile(documentsDir, `documents/${file}`, Buffer.from('規程'));
    const line = { type: 'cps', version: '1.0', file, size: 6, sha256: 'a'.repeat(64) };
    const documents = [{ ...line, effectiveFrom: '2026-10-01T00:00:00.000Z' }];
    const index = Buffer.from(JSON.stringify({ v: 1, documents }));
    publishFile(documentsDir, 'documents/index.json', index);
    const answer = await fetched(urls().cps);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, `/documents/${file}`]);
    expect(await (await repository().request(`/documents/${file}`)).text()).toBe('規程');
  });

  it.each(NOT_SERVED_YET)('does not pretend to serve %s', async (what) => {
    expect((await fetched(urls()[what])).status).toBe(404);
  });
});
